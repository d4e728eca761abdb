package dev.parley.task.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema {@code task} up to date and keeps a partition for every day until a week from now. */
public final class Schema {
    /** Two instances must not make the same partition at once. */
    static final long PARTITIONS_LOCK = 7_165_421;

    private static final int DAYS_AHEAD = 7;
    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    private final DataSource dataSource;
    private final InstantSource clock;

    public Schema(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    public void migrate() {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("task")
                .locations("classpath:db/migration/task")
                .load()
                .migrate();
        makePartitions();
    }

    /** Yesterday's too: a clock that is set back still finds a place. Safe to call at any time, by any instance. */
    public void makePartitions() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + PARTITIONS_LOCK + ")");
            for (LocalDate day = today.minusDays(1); !day.isAfter(today.plusDays(DAYS_AHEAD)); day = day.plusDays(1)) {
                for (DayTables.DayTable table : DayTables.ALL) {
                    makePartition(statement, table.name(), day);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("Partitions of the journal cannot be made: " + e.getMessage(), e);
        }
    }

    /** Removes once-keys that have expired; new ones take their place without that, so this only saves room. */
    public void purgeIntake() {
        Sql.update(dataSource, "DELETE FROM task.intake WHERE expires_at < now()", statement -> {});
    }

    private static void makePartition(Statement statement, String table, LocalDate day) throws SQLException {
        String name = DayPartitions.name(table, day);
        statement.execute("CREATE TABLE IF NOT EXISTS " + name + " PARTITION OF task." + table + " FOR VALUES FROM ('"
                + DayPartitions.border(day) + "') TO ('" + DayPartitions.border(day.plusDays(1)) + "')");
        log.atDebug().addKeyValue("partition", name).log("partition is there");
    }
}
