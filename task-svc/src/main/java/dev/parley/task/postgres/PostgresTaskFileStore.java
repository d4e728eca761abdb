package dev.parley.task.postgres;

import dev.parley.kit.ids.UuidV7;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.taskfile.FiledEntry;
import dev.parley.task.taskfile.ImportWindow;
import dev.parley.task.taskfile.TaskFileStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Exports read from, and imports written to, the journal in PostgreSQL. */
public final class PostgresTaskFileStore implements TaskFileStore {
    private static final int PAGE = 512;
    private static final int PAGE_BYTES = 1 << 20;
    private static final String READ =
            "SELECT seq, kind, format, payload, at FROM (SELECT seq, kind, format, payload, at,"
                    + " sum(length(payload)) OVER (ORDER BY seq) - length(payload) AS before"
                    + " FROM (SELECT * FROM task.journal WHERE tenant = ? AND task_id = ? AND seq > ?"
                    + " ORDER BY seq LIMIT " + PAGE + ") page) weighed WHERE before < " + PAGE_BYTES + " ORDER BY seq";
    // no webhooks, nothing that waits, and none of the agent's ids: with those whoever writes a file would speak in
    // another's conversation
    private static final String TASK = "INSERT INTO task.task (tenant, task_id, subject, endpoint, context_id, state,"
            + " is_task, status_at, created_at, last_seq, epoch, owner, agent, remote_task, remote_context, snapshot,"
            + " snapshot_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, '', '', ?, ?) ON CONFLICT DO NOTHING";
    private static final String ENTRY =
            "INSERT INTO task.journal (tenant, task_id, seq, kind, format, payload, at) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private final DataSource dataSource;
    private final DayPartitions days;
    private final UUID incarnation;
    private final boolean exports;

    /** @param exports imports are noted in the outbox, too */
    public PostgresTaskFileStore(DataSource dataSource, UUID incarnation, boolean exports) {
        this.dataSource = dataSource;
        this.days = new DayPartitions(dataSource);
        this.incarnation = incarnation;
        this.exports = exports;
    }

    @Override
    public List<FiledEntry> page(TaskKey task, long after) {
        return Sql.query(
                dataSource,
                READ,
                statement -> {
                    bindKey(statement, task);
                    statement.setLong(3, after);
                },
                rows -> new FiledEntry(
                        rows.getLong(1), rows.getInt(2), rows.getInt(3), rows.getBytes(4), Sql.instant(rows, 5)));
    }

    private static void bindKey(PreparedStatement statement, TaskKey task) throws SQLException {
        statement.setString(1, task.tenant());
        statement.setObject(2, task.id());
    }

    @Override
    public boolean insert(NewTask task, Entries entries) throws IOException {
        LocalDate day = LocalDate.ofInstant(UuidV7.timeOf(task.key().id()), ZoneOffset.UTC);
        days.make(day);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean written = insert(connection, day, task, entries);
                connection.commit();
                return written;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private boolean insert(Connection connection, LocalDate day, NewTask task, Entries entries)
            throws SQLException, IOException {
        requireKept(connection, day, task.key());
        if (!insertTask(connection, task)) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(ENTRY)) {
            bindKey(statement, task.key());
            int batch = 0;
            long bytes = 0;
            for (FiledEntry entry = entries.next(); entry != null; entry = entries.next()) {
                add(statement, entry);
                bytes += entry.payload().length;
                if (++batch == PAGE || bytes > PAGE_BYTES) {
                    statement.executeBatch();
                    batch = 0;
                    bytes = 0;
                }
            }
            add(statement, task.note());
            statement.executeBatch();
        }
        if (exports) {
            noteInOutbox(connection, task);
        }
        return true;
    }

    /** The row is held until the end: a day that expires meanwhile does so with the task in it, or before it. */
    private static void requireKept(Connection connection, LocalDate day, TaskKey task) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT horizon FROM task.retention FOR SHARE")) {
            LocalDate horizon = row.next() ? row.getObject(1, LocalDate.class) : null;
            if (horizon != null && !day.isAfter(horizon)) {
                throw ImportWindow.expired(task, day);
            }
        }
    }

    private boolean insertTask(Connection connection, NewTask task) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TASK)) {
            bindKey(statement, task.key());
            statement.setString(3, task.subject());
            statement.setString(4, task.facts().endpoint());
            statement.setString(5, task.facts().contextId());
            statement.setInt(6, task.facts().state().wire().getNumber());
            statement.setBoolean(7, task.facts().isTask());
            statement.setObject(8, Sql.timestamp(task.facts().statusAt()));
            statement.setObject(9, Sql.timestamp(task.facts().createdAt()));
            statement.setLong(10, task.note().sequence());
            statement.setObject(11, incarnation);
            statement.setString(12, task.agent());
            statement.setBytes(13, task.folded().toByteArray());
            statement.setLong(14, task.note().sequence());
            return statement.executeUpdate() == 1;
        }
    }

    private static void add(PreparedStatement statement, FiledEntry entry) throws SQLException {
        statement.setLong(3, entry.sequence());
        statement.setInt(4, entry.kind());
        statement.setInt(5, entry.format());
        statement.setBytes(6, entry.payload());
        statement.setObject(7, Sql.timestamp(entry.at()));
        statement.addBatch();
    }

    private static void noteInOutbox(Connection connection, NewTask task) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO task.outbox (tenant, task_id, first_seq, entries) VALUES (?, ?, ?, 1)")) {
            bindKey(statement, task.key());
            statement.setLong(3, task.note().sequence());
            statement.executeUpdate();
        }
    }
}
