package dev.parley.task.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.kit.ids.UuidV7;
import dev.parley.task.postgres.DayTables.DayTable;
import dev.parley.task.retention.DayStore;
import dev.parley.task.retention.Horizon;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Days of tasks as partitions in PostgreSQL. */
public final class PostgresDays implements DayStore {
    private static final long LOCK = 7_165_422;
    private static final int COUNTED = 1000;
    private static final int LISTED = 400;
    private static final int FORGOTTEN_AT_ONCE = 5000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final DataSource dataSource;
    private final DayPartitions partitions;

    public PostgresDays(DataSource dataSource) {
        this.dataSource = dataSource;
        this.partitions = new DayPartitions(dataSource);
    }

    @Override
    public boolean alone(Work work) throws IOException, InterruptedException {
        // the lock is the connection's: it goes when this process does
        try (Connection connection = dataSource.getConnection()) {
            if (!locks(connection, "SELECT pg_try_advisory_lock(?)")) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                locks(connection, "SELECT pg_advisory_unlock(?)");
            }
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private static boolean locks(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    @Override
    public Horizon.Place place() {
        Set<LocalDate> held = new HashSet<>(Sql.query(
                dataSource,
                "SELECT day FROM task.retention_day WHERE state = 1",
                statement -> {},
                row -> row.getObject(1, LocalDate.class)));
        return new Horizon.Place(head(row -> row.getObject("horizon", LocalDate.class)), held);
    }

    private <T extends @Nullable Object> T head(Sql.Reader<T> reader) {
        return Sql.query(dataSource, "SELECT *, now() AS now FROM task.retention", statement -> {}, reader)
                .getFirst();
    }

    @Override
    public Ledger ledger() {
        List<LocalDate> days = days();
        List<DayState> states = states();
        return head(row -> new Ledger(
                Sql.instant(row, row.findColumn("now")),
                row.getObject("horizon", LocalDate.class),
                instant(row, "round_at"),
                instant(row, "clock_seen"),
                instant(row, "suspect_since"),
                days.isEmpty() ? null : days.getFirst(),
                states));
    }

    private List<DayState> states() {
        return Sql.query(
                dataSource,
                "SELECT * FROM task.retention_day ORDER BY state, day DESC LIMIT " + LISTED,
                statement -> {},
                row -> new DayState(
                        row.getObject("day", LocalDate.class),
                        state(row.getInt("state")),
                        Sql.instant(row, row.findColumn("since")),
                        row.getString("reason"),
                        row.getLong("held_by"),
                        counts(row.getString("rows")),
                        row.getString("archive")));
    }

    private static State state(int number) {
        return switch (number) {
            case 1 -> State.HELD;
            case 2 -> State.GOING;
            case 3 -> State.GONE;
            default ->
                throw new IllegalStateException(
                        "task.retention_day has a day of state " + number + " (expected: 1 to 3)");
        };
    }

    private static Map<String, Long> counts(String json) throws SQLException {
        try {
            return JSON.readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new SQLException("task.retention_day.rows cannot be read", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    @Override
    public List<LocalDate> days() {
        return partitions.days();
    }

    @Override
    public @Nullable Instant newestTask() {
        return Sql.first(
                        dataSource,
                        "SELECT task_id FROM task.task ORDER BY task_id DESC LIMIT 1",
                        statement -> {},
                        row -> UuidV7.timeOf(row.getObject(1, UUID.class)))
                .orElse(null);
    }

    @Override
    public Set<String> tenants(LocalDate day) {
        // from one tenant to the next by the index: a day has many tasks and few tenants
        String part = DayPartitions.name("task", day);
        return new HashSet<>(Sql.query(
                dataSource,
                "WITH RECURSIVE t AS ((SELECT tenant FROM " + part + " ORDER BY tenant LIMIT 1) UNION ALL"
                        + " SELECT (SELECT tenant FROM " + part
                        + " n WHERE n.tenant > t.tenant ORDER BY tenant LIMIT 1) FROM t WHERE t.tenant IS NOT NULL)"
                        + " SELECT tenant FROM t WHERE tenant IS NOT NULL",
                statement -> {},
                row -> row.getString(1)));
    }

    @Override
    public Map<String, Long> unfinished(LocalDate day) {
        Map<String, Long> found = new LinkedHashMap<>();
        for (DayTable table : partitions.tablesOf(day)) {
            if (!table.unfinished().isEmpty()) {
                long rows = number("SELECT count(*) FROM (SELECT 1 FROM " + DayPartitions.name(table.name(), day)
                        + " WHERE " + table.unfinished() + " LIMIT " + COUNTED + ") found");
                if (rows > 0) {
                    found.put(table.name(), rows);
                }
            }
        }
        return found;
    }

    private long number(String sql) {
        return Sql.query(dataSource, sql, statement -> {}, row -> row.getLong(1))
                .getFirst();
    }

    @Override
    public void saveClock(@Nullable Instant seen, @Nullable Instant suspectSince) {
        Sql.update(
                dataSource,
                "UPDATE task.retention SET round_at = now(), clock_seen = ?, suspect_since = ?",
                statement -> {
                    statement.setObject(1, seen == null ? null : Sql.timestamp(seen));
                    statement.setObject(2, suspectSince == null ? null : Sql.timestamp(suspectSince));
                });
    }

    @Override
    public void saveHorizon(LocalDate last) {
        Sql.update(
                dataSource,
                "UPDATE task.retention SET horizon = greatest(horizon, ?)",
                statement -> statement.setObject(1, last));
    }

    @Override
    public void hold(LocalDate day, String reason, long heldBy) {
        Sql.update(
                dataSource,
                "INSERT INTO task.retention_day AS d (day, state, reason, held_by) VALUES (?, 1, ?, ?)"
                        + " ON CONFLICT (day) DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by,"
                        + " since = CASE WHEN d.state = 1 THEN d.since ELSE now() END, state = 1, rows = '{}', archive = ''",
                statement -> {
                    statement.setObject(1, day);
                    statement.setString(2, reason);
                    statement.setLong(3, heldBy);
                });
    }

    @Override
    public void letGo(LocalDate day) {
        Sql.update(
                dataSource,
                "INSERT INTO task.retention_day AS d (day, state) VALUES (?, 2)"
                        + " ON CONFLICT (day) DO UPDATE SET state = 2, since = now(), reason = '', held_by = 0,"
                        + " rows = '{}', archive = '' WHERE d.state <> 2",
                statement -> statement.setObject(1, day));
    }

    @Override
    public void delayed(LocalDate day, String reason) {
        Sql.update(dataSource, "UPDATE task.retention_day SET reason = ? WHERE day = ?", statement -> {
            statement.setString(1, reason);
            statement.setObject(2, day);
        });
    }

    @Override
    public void archived(LocalDate day, String archive, Map<String, Long> rows) {
        Sql.update(
                dataSource, "UPDATE task.retention_day SET archive = ?, rows = ?::jsonb WHERE day = ?", statement -> {
                    statement.setString(1, archive);
                    statement.setString(2, json(rows));
                    statement.setObject(3, day);
                });
    }

    private static String json(Map<String, Long> rows) {
        return JSON.valueToTree(rows).toString();
    }

    @Override
    public Map<String, Long> count(LocalDate day) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (DayTable table : partitions.tablesOf(day)) {
            rows.put(table.name(), number("SELECT count(*) FROM " + DayPartitions.name(table.name(), day)));
        }
        return rows;
    }

    @Override
    public List<String> tables() {
        return DayTables.ALL.stream().map(DayTable::name).toList();
    }

    @Override
    public long copy(LocalDate day, String table, OutputStream out) throws IOException {
        DayTable found = DayTables.ALL.stream()
                .filter(known -> known.name().equals(table))
                .findFirst()
                .orElseThrow();
        if (!partitions.tablesOf(day).contains(found)) {
            return 0;
        }
        try (Connection connection = dataSource.getConnection()) {
            // JSON has no control characters, so none of these is ever written
            String sql = "COPY (SELECT to_json(r) FROM (SELECT " + columns(found) + " FROM "
                    + DayPartitions.name(table, day) + " ORDER BY " + found.key() + ") r) TO STDOUT"
                    + " (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')";
            return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private String columns(DayTable table) {
        List<String> names = Sql.query(
                dataSource,
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                        + " AND NOT attisdropped AND attname <> ALL (?) ORDER BY attnum",
                statement -> {
                    statement.setString(1, "task." + table.name());
                    statement.setArray(
                            2,
                            statement
                                    .getConnection()
                                    .createArrayOf("text", table.notArchived().toArray()));
                },
                row -> row.getString(1));
        return String.join(", ", names);
    }

    @Override
    public void detach(LocalDate day) {
        partitions.detach(day);
    }

    @Override
    public void drop(LocalDate day, Map<String, Long> rows) {
        StringBuilder sql = new StringBuilder();
        partitions
                .tablesOf(day)
                .forEach(table -> sql.append("DROP TABLE ")
                        .append(DayPartitions.name(table.name(), day))
                        .append("; "));
        // one message, so one transaction: a day is there whole or not at all
        Sql.update(
                dataSource,
                sql
                        + "UPDATE task.retention_day SET state = 3, since = now(), reason = '', rows = ?::jsonb WHERE day = ?",
                statement -> {
                    statement.setString(1, json(rows));
                    statement.setObject(2, day);
                });
    }

    @Override
    public void forget(LocalDate day) {
        forget(day, "task.intake", "tenant, key");
        forget(day, "task.client_task", "tenant, name");
        forget(day, "task.deadline", "tenant, task_id");
    }

    private void forget(LocalDate day, String table, String key) {
        String sql = "DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table
                + " WHERE task_id >= ? AND task_id < ? LIMIT " + FORGOTTEN_AT_ONCE + " FOR UPDATE SKIP LOCKED)";
        int gone = FORGOTTEN_AT_ONCE;
        while (gone == FORGOTTEN_AT_ONCE) {
            gone = Sql.update(dataSource, sql, statement -> {
                statement.setObject(1, DayPartitions.border(day));
                statement.setObject(2, DayPartitions.border(day.plusDays(1)));
            });
        }
    }
}
