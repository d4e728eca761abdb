package dev.parley.task.postgres;

import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Ownership in PostgreSQL: the owners in {@code task.task}, their leases in {@code task.instance}, all by the database's clock. */
public final class PostgresOwnership implements Ownership {
    private static final String UNFINISHED = "(state IN (1, 2, 8) OR (state = 6 AND waiting > 0))";
    private static final String LEASED =
            "EXISTS (SELECT 1 FROM task.instance i WHERE i.incarnation = t.owner AND i.lease_until > now())";
    private static final String KNOWN = "EXISTS (SELECT 1 FROM task.instance i WHERE i.incarnation = t.owner)";
    /** Those that may be dead or hang. The row lock keeps a renewal waiting until what was theirs is ours, or stays theirs. */
    private static final String SUSPECTS = "SELECT incarnation, lock, lease_until <= now() FROM task.instance"
            + " WHERE incarnation <> ? AND NOT swept"
            + " AND (lease_until <= now() OR renewed_at < now() - ? * interval '1 ms') FOR UPDATE SKIP LOCKED";

    private final DataSource dataSource;
    private final UUID incarnation;
    private final Lease lease;
    private final LeaseConfig config;

    public PostgresOwnership(DataSource dataSource, UUID incarnation, Lease lease, LeaseConfig config) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
        this.lease = lease;
        this.config = config;
    }

    @Override
    public List<TaskKey> takeOverDead(int limit) {
        if (!lease.isSteady()) {
            return List.of();
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<TaskKey> taken = takeOver(connection, lost(connection), limit);
                connection.commit();
                return taken;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private List<UUID> lost(Connection connection) throws SQLException {
        List<UUID> lost = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SUSPECTS)) {
            statement.setObject(1, incarnation);
            statement.setLong(2, config.deadAfter().toMillis());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    boolean leaseIsOut = rows.getBoolean(3);
                    long lock = rows.getLong(2);
                    if (leaseIsOut || (!rows.wasNull() && isFree(connection, lock))) {
                        lost.add(rows.getObject(1, UUID.class));
                    }
                }
            }
        }
        return lost;
    }

    /** Nobody holds it, and nobody can until this transaction ends: its process is gone, or has lost its connection. */
    private static boolean isFree(Connection connection, long lock) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            statement.setLong(1, lock);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private List<TaskKey> takeOver(Connection connection, List<UUID> lost, int limit) throws SQLException {
        if (lost.isEmpty()) {
            return List.of();
        }
        Object owners = connection.createArrayOf("uuid", lost.toArray());
        List<TaskKey> taken = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE task.task SET owner = ?, epoch = epoch + 1"
                        + " WHERE (tenant, task_id) IN (SELECT tenant, task_id FROM task.task t"
                        + "  WHERE owner = ANY (?) AND " + UNFINISHED + " ORDER BY task_id LIMIT ? FOR UPDATE)"
                        + " RETURNING tenant, task_id")) {
            statement.setObject(1, incarnation);
            statement.setObject(2, owners);
            statement.setInt(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.add(new TaskKey(rows.getString(1), rows.getObject(2, UUID.class)));
                }
            }
        }
        if (taken.isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE task.instance SET swept = true WHERE incarnation = ANY (?)")) {
                statement.setObject(1, owners);
                statement.executeUpdate();
            }
        }
        return taken;
    }

    @Override
    public List<TaskKey> takeOverOrphans(int limit) {
        return Sql.query(
                dataSource,
                "UPDATE task.task SET owner = ?, epoch = epoch + 1 WHERE (tenant, task_id) IN ("
                        + " SELECT tenant, task_id FROM task.task t WHERE " + UNFINISHED
                        // our own run here, even when our lease has just run out
                        + "  AND owner <> ? AND NOT " + theirs()
                        + " ORDER BY task_id LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING tenant, task_id",
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setObject(2, incarnation);
                    statement.setInt(3, limit);
                },
                rows -> new TaskKey(rows.getString(1), rows.getObject(2, UUID.class)));
    }

    /** Others' tasks that are to be left alone: until we are steady, all of those that have an owner with any lease. */
    private String theirs() {
        return lease.isSteady() ? LEASED : KNOWN;
    }

    @Override
    public Optional<TaskRow> claim(TaskKey key) {
        return Sql.first(
                dataSource,
                "UPDATE task.task t SET owner = ?, epoch = epoch + 1 WHERE tenant = ? AND task_id = ?"
                        + " AND (owner = ? OR NOT " + theirs() + ") RETURNING " + TaskRows.COLUMNS,
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setString(2, key.tenant());
                    statement.setObject(3, key.id());
                    statement.setObject(4, incarnation);
                },
                TaskRows::read);
    }

    @Override
    public void callUp(TaskKey key) {
        Sql.query(
                dataSource,
                "SELECT pg_notify('" + LeaseConnection.CHANNEL + "' || replace(owner::text, '-', ''),"
                        + " task_id || ' ' || tenant) FROM task.task WHERE tenant = ? AND task_id = ? AND owner <> ?",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                    statement.setObject(3, incarnation);
                },
                rows -> true);
    }

    @Override
    public List<Standing> unfinished() {
        return Sql.query(
                dataSource,
                // of those that wait for an authorization only what somebody has said something to; in the index's
                // words
                "SELECT tenant, task_id, last_seq FROM task.task WHERE owner = ? AND " + UNFINISHED
                        + " AND (state <> 8 OR waiting > 0)",
                statement -> statement.setObject(1, incarnation),
                rows -> new Standing(new TaskKey(rows.getString(1), rows.getObject(2, UUID.class)), rows.getLong(3)));
    }

    @Override
    public boolean isOurs(TaskKey key, long epoch) {
        return Sql.first(
                        dataSource,
                        "SELECT 1 FROM task.task WHERE tenant = ? AND task_id = ? AND owner = ? AND epoch = ?",
                        statement -> {
                            statement.setString(1, key.tenant());
                            statement.setObject(2, key.id());
                            statement.setObject(3, incarnation);
                            statement.setLong(4, epoch);
                        },
                        rows -> true)
                .isPresent();
    }
}
