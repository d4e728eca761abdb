package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.cli.local.ChildJvm;
import dev.parley.cli.mesh.Settings;
import dev.parley.standalone.postgres.Database;
import dev.parley.standalone.process.ProcessTable;
import java.io.BufferedReader;
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
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole mesh, started, used, killed and ended by the commands that a user has. */
class MeshLifeIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PARLEY_CACHE", Path.of("target", "cache").toAbsolutePath().toString());

    private final ProcessTable processes = new ProcessTable(InstantSource.system());

    @TempDir
    Path temp = Path.of("");

    private Path data() {
        return temp.resolve("data");
    }

    private CliRun run(String... args) {
        String[] whole = new String[args.length + 2];
        System.arraycopy(args, 0, whole, 0, args.length);
        whole[args.length] = "--data";
        whole[args.length + 1] = data().toString();
        return CliRun.of(ENVIRONMENT, whole);
    }

    private CliRun up() {
        return run("up", "--detach", "--http-port", "0", "--management-port", "0", "--grpc-port", "0");
    }

    private JsonNode status() throws IOException {
        CliRun status = run("status", "-o", "json");
        assertThat(status.err()).isEmpty();
        return JSON.readTree(status.out());
    }

    @AfterEach
    void down() {
        assertThat(run("down").status()).isZero();
    }

    @Test
    void mesh_isUpTellsItsStatusAndGoesDown() throws Exception {
        CliRun up = up();
        assertThat(up.status()).as(up.err()).isZero();
        assertThat(up.err()).contains(data() + "/log/parley.log").contains("parley down --data " + data() + "\n");

        JsonNode status = status();
        for (String member : List.of("pid", "ready", "http", "grpc", "management", "dataDir", "postgres", "vectors")) {
            assertThat(status.has(member)).as(member).isTrue();
        }
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("vectors").asText()).isIn("pgvector", "exact-scan");
        assertThat(run("logs").out()).contains("mesh is ready");
        assertThat(Files.getAttribute(data().resolve("run/parley.sock"), "unix:mode"))
                .isEqualTo(0140600);

        CliRun second = up();
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err())
                .contains("in use by process " + status.path("pid").asText());

        assertThat(run("down").status()).isZero();
        assertThat(run("status").status()).isEqualTo(3);
        assertThat(processes.findNaming(data().toRealPath().toString())).isEmpty();
    }

    @Test
    void acknowledgedMessages_areSyncedAndSurviveAKilledMesh() throws Exception {
        assertThat(up().status()).isZero();
        Process agent = startEcho();
        try {
            CliRun registered =
                    run("agent", "register", listening(agent) + ".well-known/agent-card.json", "--id", "echo");
            assertThat(registered.out()).isEqualTo("echo\n");

            long before = walSyncs();
            String task = "";
            for (int i = 0; i < 100; i++) {
                CliRun sent = run("send", "-a", "echo", "-o", "json", "message " + i);
                assertThat(sent.status()).as(sent.err()).isZero();
                task = JSON.readTree(sent.out()).path("task").path("id").asText(task);
            }
            assertThat(walSyncs() - before).isGreaterThanOrEqualTo(100);

            CliRun managed = run("send", "-o", "json", "--skill", "echo", "remember this");
            assertThat(managed.status()).as(managed.out() + managed.err()).isZero();
            String id = JSON.readTree(managed.out()).path("task").path("id").asText();
            processes.signal(status().path("pid").asLong(), "KILL");

            CliRun again = up();
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(run("task", "get", id).out()).contains("remember this");
            assertThat(run("agent", "list").out()).contains("echo");
        } finally {
            agent.destroy();
        }
    }

    @Test
    void mesh_isNotReadyWithoutPostgresAndRecoversByItself() throws Exception {
        assertThat(up().status()).isZero();
        Path pidFile = data().resolve("postgres/postmaster.pid");
        long first = Long.parseLong(Files.readAllLines(pidFile).getFirst());
        processes.signal(first, "KILL");
        eventually(() -> Files.exists(pidFile)
                && !Files.readAllLines(pidFile).getFirst().equals(Long.toString(first))
                && status().path("ready").asBoolean());
    }

    private static Process startEcho() throws IOException {
        return ChildJvm.small(
                        Settings.read(Map.of(), Path.of("target")),
                        "dev.parley.examples.echo.EchoAgent",
                        List.of(
                                "--port",
                                "0",
                                "--exit-with-parent",
                                Long.toString(ProcessHandle.current().pid())))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String listening(Process agent) throws IOException {
        BufferedReader lines = agent.inputReader();
        String line = lines.readLine();
        assertThat(line).contains(" listening on ");
        return line.substring(line.indexOf("http"));
    }

    private long walSyncs() throws IOException, SQLException {
        String port = status().path("postgres").asText().replaceFirst(".*:", "");
        Database database = new Database(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "parley",
                Files.readString(data().resolve("secrets/postgres")),
                "test");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }
    }
}
