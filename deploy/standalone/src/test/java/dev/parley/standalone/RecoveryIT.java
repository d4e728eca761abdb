package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.standalone.postgres.Database;
import dev.parley.standalone.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults by name: who is killed. Each time the next start must find its data, and no server may stay behind. */
class RecoveryIT {
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(45);

    private final ProcessTable processes = new ProcessTable(InstantSource.system());

    @TempDir
    Path temp = Path.of("");

    @Test
    void start_afterTheJvmWasKilled() throws Exception {
        recoversFrom(killed -> killed.kill());
    }

    @Test
    void start_afterTheJvmAndPostgresWereKilled() throws Exception {
        recoversFrom(killed -> {
            killed.kill();
            processes.signal(killed.postgresPid(), "KILL");
        });
    }

    @Test
    void start_afterEverythingWasKilled() throws Exception {
        recoversFrom(killed -> {
            killed.kill();
            processes.signal(killed.redisPid(), "KILL");
            processes.signal(killed.postgresPid(), "KILL");
        });
    }

    private interface Fault {
        void strike(ServersProcess servers) throws IOException, InterruptedException;
    }

    private void recoversFrom(Fault fault) throws Exception {
        long postgres;
        long redis;
        try (ServersProcess first = ServersProcess.start(temp)) {
            execute(first.database(), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (42)");
            postgres = first.postgresPid();
            redis = first.redisPid();
            fault.strike(first);
        }
        Instant start = Instant.now();
        try (ServersProcess second = ServersProcess.start(temp)) {
            assertThat(Duration.between(start, Instant.now())).isLessThan(RECOVERS_WITHIN);
            assertThat(query(second.database(), "SELECT n FROM kept")).isEqualTo("42");
            assertThat(processes.exists(postgres))
                    .as("the first PostgreSQL, process " + postgres)
                    .isFalse();
            assertThat(processes.awaitEnded(redis, Duration.ofSeconds(1)))
                    .as("the first Redis")
                    .isTrue();
        }
        assertThat(processes.findNaming(temp.toRealPath() + "/postgres"))
                .as("a PostgreSQL left behind")
                .isEmpty();
        assertThat(processes.findNaming(temp.toRealPath() + "/run/redis.conf"))
                .as("a Redis left behind")
                .isEmpty();
    }

    @Test
    void postgres_isStartedAgainWhenItIsKilled() throws Exception {
        try (ServersProcess servers = ServersProcess.start(temp)) {
            execute(servers.database(), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (42)");
            processes.signal(servers.postgresPid(), "KILL");
            assertThat(eventually(servers.database(), "SELECT n FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void redis_isStartedAgainWhenItIsKilled() throws Exception {
        try (ServersProcess servers = ServersProcess.start(temp)) {
            processes.signal(servers.redisPid(), "KILL");
            String config = temp.toRealPath() + "/run/redis.conf";
            Instant end = Instant.now().plusSeconds(20);
            while (processes.findNaming("redis-server", config).orElse(servers.redisPid()) == servers.redisPid()
                    && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }
            assertThat(processes.findNaming("redis-server", config)).isPresent();
        }
    }

    @Test
    void start_isRefusedWhileAnotherHoldsTheFolder() throws Exception {
        try (ServersProcess first = ServersProcess.start(temp);
                ServersProcess second = ServersProcess.start(temp)) {
            assertThat(second.line()).startsWith("refused ").contains("in use by process " + first.pid());
            assertThat(query(first.database(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void start_putsAsideAPidFileWhoseProcessIsSomethingElse() throws Exception {
        ServersProcess.start(temp).close();
        Path pidFile = temp.resolve("postgres/postmaster.pid");
        // this test's own process: it lives, and it is no PostgreSQL
        Files.write(
                pidFile,
                List.of(
                        Long.toString(ProcessHandle.current().pid()),
                        temp.resolve("postgres").toString()));
        try (ServersProcess second = ServersProcess.start(temp)) {
            assertThat(second.line()).startsWith("serving ");
            assertThat(temp.resolve("postgres/postmaster.pid.stale")).exists();
        }
    }

    @Test
    void commits_areSyncedOneByOne() throws Exception {
        try (ServersProcess servers = ServersProcess.start(temp)) {
            execute(servers.database(), "CREATE TABLE kept (n int)");
            long before = walSyncs(servers.database());
            try (Connection connection = servers.database().connect();
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < 100; i++) {
                    statement.execute("INSERT INTO kept VALUES (" + i + ")");
                }
            }
            assertThat(walSyncs(servers.database()) - before).isGreaterThanOrEqualTo(100);
        }
    }

    private static long walSyncs(Database database) throws SQLException {
        // a backend reports its own counts when it ends, or when it is asked to
        execute(database, "SELECT pg_stat_force_next_flush()");
        return Long.parseLong(query(database, "SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'"));
    }

    private static String eventually(Database database, String sql) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        while (true) {
            try {
                return query(database, sql);
            } catch (SQLException e) {
                assertThat(Instant.now()).as("last answer: " + e.getMessage()).isBefore(end);
                Thread.sleep(50);
            }
        }
    }

    private static void execute(Database database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
