package dev.parley.task.postgres;

import dev.parley.kit.ids.UuidV7;
import dev.parley.task.postgres.DayTables.DayTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The partitions of days: their names and borders, which there are, and how they are taken out of their tables. */
final class DayPartitions {
    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;
    /** A detach waits for whoever still uses the table; it goes on with the next round where somebody does for longer. */
    private static final int PATIENCE_SECONDS = 30;

    private final DataSource dataSource;

    DayPartitions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static String name(String table, LocalDate day) {
        return "task." + table + "_" + NAME.format(day);
    }

    /** The smallest UUID of the day's first millisecond, whatever its version bits. */
    static UUID border(LocalDate day) {
        return new UUID(
                UuidV7.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant()).getMostSignificantBits() & ~0xffffL, 0L);
    }

    /** The days that there are tables for, whether in or beside the partitioned ones; oldest first. */
    List<LocalDate> days() {
        return Sql.query(
                dataSource,
                "SELECT DISTINCT to_date(right(relname, 8), 'YYYYMMDD') AS day FROM pg_class"
                        + " WHERE relnamespace = 'task'::regnamespace AND relkind = 'r' AND relname ~ ?"
                        + " ORDER BY day",
                statement -> statement.setString(1, "^(" + String.join("|", names()) + ")_[0-9]{8}$"),
                row -> row.getObject(1, LocalDate.class));
    }

    private static List<String> names() {
        return DayTables.ALL.stream().map(DayTable::name).toList();
    }

    /** Those that have a part for the day; all, but for a table that is younger than the day. */
    List<DayTable> tablesOf(LocalDate day) {
        return DayTables.ALL.stream()
                .filter(table -> !Sql.query(
                                dataSource,
                                "SELECT 1 WHERE to_regclass(?) IS NOT NULL",
                                statement -> statement.setString(1, name(table.name(), day)),
                                row -> true)
                        .isEmpty())
                .toList();
    }

    /**
     * Makes a day that there are no tables for. They are made beside their parents and then attached, so that nobody who writes to other
     * days waits: a partition that is made in its place waits for every reader, and all others behind it.
     */
    void make(LocalDate day) {
        if (tablesOf(day).size() == DayTables.ALL.size()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.setQueryTimeout(PATIENCE_SECONDS);
                statement.execute("SELECT pg_advisory_xact_lock(" + Schema.PARTITIONS_LOCK + ")");
                List<DayTable> there = tablesOf(day);
                for (DayTable table : DayTables.ALL) {
                    if (!there.contains(table)) {
                        make(statement, table, day);
                    }
                }
                connection.commit();
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

    private static void make(Statement statement, DayTable table, LocalDate day) throws SQLException {
        String name = name(table.name(), day);
        statement.execute("CREATE TABLE " + name + " (LIKE task." + table.name()
                + " INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING CONSTRAINTS)");
        statement.execute("ALTER TABLE task." + table.name() + " ATTACH PARTITION " + name + " FOR VALUES FROM ('"
                + border(day) + "') TO ('" + border(day.plusDays(1)) + "')");
    }

    /**
     * Concurrently, so that writers and readers of other days go on meanwhile. What an earlier try has begun is finished first. Table by
     * table, for it cannot be one transaction; nobody looks at the day by now.
     */
    void detach(LocalDate day) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            for (DayTable table : DayTables.ALL) {
                for (Attached part : attached(table.name())) {
                    if (part.pending()) {
                        statement.execute(alter(table, part.name()) + " FINALIZE");
                    } else if (name(table.name(), day).equals("task." + part.name())) {
                        statement.execute(alter(table, part.name()) + " CONCURRENTLY");
                    }
                }
            }
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private static String alter(DayTable table, String part) {
        return "ALTER TABLE task." + table.name() + " DETACH PARTITION task." + part;
    }

    private record Attached(String name, boolean pending) {}

    private List<Attached> attached(String table) {
        return Sql.query(
                dataSource,
                "SELECT c.relname, i.inhdetachpending FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE i.inhparent = ?::regclass ORDER BY i.inhdetachpending DESC",
                statement -> statement.setString(1, "task." + table),
                row -> new Attached(row.getString(1), row.getBoolean(2)));
    }
}
