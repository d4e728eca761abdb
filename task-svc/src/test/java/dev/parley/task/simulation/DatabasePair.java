package dev.parley.task.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.simulation.SimDatabase.Life;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** The real database and the simulated one, to which the same things happen. Everything in them is hours away from now, so clocks do not matter. */
final class DatabasePair {
    static final LeaseConfig LEASES =
            new LeaseConfig(Duration.ofMinutes(1), Duration.ofMinutes(30), Duration.ofHours(1));

    final DataSource real;
    /** Opens connections that are not pooled. */
    final DataSource unpooled;

    final SimDatabase simulated;
    final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    DatabasePair(DataSource real, DataSource unpooled) throws SQLException {
        this.real = real;
        this.unpooled = unpooled;
        this.simulated = new SimDatabase(now, SimBroken.NOTHING);
        for (String table : List.of("task", "journal", "intake", "instance", "writer")) {
            execute("DELETE FROM task." + table);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = real.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> rows(String sql) throws SQLException {
        try (Connection connection = real.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** A life of this name begins: the first statement of {@code Incarnation}. */
    void begin(String name) throws SQLException {
        execute("DELETE FROM task.instance WHERE name = '" + name + "' OR lease_until < now() - interval '1 day'");
        simulated.begin(name);
    }

    /** So much time has passed since the life's last renewal; its lease is out when that is longer than it lasts. */
    void age(UUID life, Duration time) throws SQLException {
        execute(String.format(
                Locale.ROOT,
                "UPDATE task.instance SET renewed_at = now() - interval '%1$d s',"
                        + " lease_until = now() - interval '%1$d s' + interval '%2$d s' WHERE incarnation = '%3$s'",
                time.toSeconds(),
                LEASES.hungAfter().toSeconds(),
                life));
        simulated.lives.computeIfPresent(life, (same, row) -> {
            Instant renewed = now.minus(time);
            return new Life(row.name(), renewed.plus(LEASES.hungAfter()), renewed, row.swept());
        });
    }

    void awaitRow(String query) throws SQLException {
        await(query, false);
    }

    private void await(String query, boolean none) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (rows(query).isEmpty() != none) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    /** Waits until PostgreSQL has noticed that the connection which held the life's lock has gone. */
    void awaitFree(UUID life) throws SQLException {
        long lock = life.getMostSignificantBits() ^ Long.rotateLeft(life.getLeastSignificantBits(), 1);
        String holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = " + (lock >>> 32)
                + " AND objid::bigint = " + (lock & 0xFFFF_FFFFL);
        await(holders, true);
        simulated.disconnect(life);
    }

    /**
     * Owners, intake and instances, which no interface shows.
     *
     * @param last what has happened since they were compared before
     */
    void requireEqualTables(String last) throws SQLException {
        assertThat(rows("SELECT owner || ' ' || task_id FROM task.task ORDER BY task_id"))
                .as("tasks after %s", last)
                .containsExactlyElementsOf(simulated.tasks.values().stream()
                        .map(task -> task.owner() + " " + task.row().key().id())
                        .toList());
        assertThat(
                        rows(
                                "SELECT encode(key, 'escape') || ' ' || tenant || ' ' || task_id || ' ' || encode(digest, 'escape')"
                                        + " || ' ' || coalesce(expires_at < now(), false) || ' ' || (expires_at IS NULL) FROM task.intake"))
                .as("intake after %s", last)
                .containsExactlyInAnyOrderElementsOf(simulated.intake.entrySet().stream()
                        .map(row -> row.getKey().key().toStringUtf8() + " "
                                + row.getKey().tenant() + " " + row.getValue().task() + " "
                                + row.getValue().digest().toStringUtf8() + " "
                                + (row.getValue().expiresAt() != null
                                        && row.getValue().expiresAt().isBefore(now))
                                + " " + (row.getValue().expiresAt() == null))
                        .toList());
        assertThat(
                        rows(
                                "SELECT name || ' ' || incarnation || ' ' || (lease_until > now()) || ' ' || swept FROM task.instance"))
                .as("instances after %s", last)
                .containsExactlyInAnyOrderElementsOf(simulated.lives.entrySet().stream()
                        .map(row -> row.getValue().name() + " " + row.getKey() + " "
                                + row.getValue().leaseUntil().isAfter(now) + " "
                                + row.getValue().swept())
                        .toList());
    }

    Iterable<TaskKey> tasks() {
        return simulated.tasks();
    }
}
