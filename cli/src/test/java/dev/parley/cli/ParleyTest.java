package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.local.ChildJvm;
import dev.parley.cli.mesh.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms that scripts rely on: what is on which stream, and how a command ends. */
class ParleyTest {
    private static final String COMPLETED = """
            {"task":{"id":"t1","contextId":"c1","status":{"state":"TASK_STATE_COMPLETED"},
             "artifacts":[{"artifactId":"a","parts":[{"text":"Paris: 8 °C"}]}]}}""";

    @TempDir
    Path temp = Path.of("");

    private final ScriptedMesh mesh;

    ParleyTest() throws IOException {
        mesh = new ScriptedMesh();
    }

    @BeforeEach
    void everythingHasItsOwnFolder() throws IOException {
        Files.createDirectories(temp.resolve("parley"));
    }

    @AfterEach
    void end() {
        mesh.close();
    }

    private CliRun run(String... args) {
        return CliRun.of(Map.of("PARLEY_URL", mesh.url(), "XDG_CONFIG_HOME", temp.toString()), args);
    }

    private static String result(String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":" + json + "}";
    }

    private static String error(int code) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":" + code + ",\"message\":\"no\"}}";
    }

    @Test
    void send_printsTheAnswerAloneOnStandardOutput() {
        mesh.then(200, result(COMPLETED));
        CliRun run = run("send", "-a", "weather", "Weather", "in", "Paris?");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("Paris: 8 °C\n");
        assertThat(run.err()).contains("task t1 is completed");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/agents/weather/");
        assertThat(mesh.asked().getFirst().body())
                .contains("\"method\":\"SendMessage\"")
                .contains("Weather in Paris?");
    }

    @Test
    void send_statesANeedAsTheRouteExtensionHasIt() {
        mesh.then(200, result(COMPLETED));
        run("send", "--skill", "forecast", "--max-latency-ms", "200", "--retry", "if-not-started", "x");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/");
        assertThat(mesh.asked().getFirst().body())
                .contains("\"https://parley.dev/ext/route/v1\":{")
                .contains("\"skills\":[\"forecast\"]")
                .contains("\"maxLatencyMs\":200")
                .contains("\"retry\":\"if-not-started\"");
    }

    @Test
    void send_statesTheWholeNeed() {
        mesh.then(200, result(COMPLETED));
        CliRun run = run(
                "send",
                "--input-mode",
                "text/csv",
                "--output-mode",
                "image/svg+xml",
                "--output-mode",
                "image/png",
                "--weights",
                "similarity=0.5,latency=0.2",
                "--deadline",
                "30s",
                "x");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(mesh.asked().getFirst().body())
                .contains("\"inputModes\":[\"text/csv\"]")
                .contains("\"outputModes\":[\"image/svg+xml\",\"image/png\"]")
                .contains("\"weights\":{\"similarity\":0.5,\"latency\":0.2}")
                .contains("\"deadline\":\"30s\"");
        assertThat(run("send", "--weights", "similarity=much", "x").status()).isEqualTo(2);
    }

    @Test
    void send_namesTheOptionThatCannotBe() {
        mesh.then(200, result(COMPLETED));
        assertThat(run("send", "--deadline", "2m", "--priority", "9", "x").status())
                .isZero();
        assertThat(mesh.asked().getFirst().body()).contains("\"deadline\":\"120s\"", "\"priority\":9");

        CliRun priority = run("send", "--priority", "10", "x");
        assertThat(priority.status()).isEqualTo(2);
        assertThat(priority.err()).contains("--priority 10 (expected: a whole number from 0 to 9)");
        CliRun deadline = run("send", "--deadline", "5", "x");
        assertThat(deadline.status()).isEqualTo(2);
        assertThat(deadline.err()).contains("--deadline 5 (expected: over 0, as 30s, 10m, 2h, 3d)");
        assertThat(run("send", "--deadline", "0s", "x").status()).isEqualTo(2);
    }

    @Test
    void oneViolation_isSaidOnce() {
        String one = "{\"error\":{\"message\":\"$.turn: 3 (expected: 1)\",\"details\":[{\"fieldViolations\":["
                + "{\"field\":\"$.turn\",\"description\":\"3 (expected: 1)\"}";
        String end = "]}]}}";
        mesh.then(422, one + end)
                .then(422, one + ",{\"field\":\"$.need\",\"description\":\"5 (expected: text)\"}" + end);

        assertThat(run("task", "replay", "t1").err()).isEqualTo("parley: $.turn: 3 (expected: 1)\n");
        assertThat(run("task", "replay", "t1").err())
                .isEqualTo("parley: $.turn: 3 (expected: 1)\n  $.need: 5 (expected: text)\n");
    }

    @Test
    void taskPush_showsHowFarItsWebhooksHaveCome() {
        String deliveries =
                "{\"deliveries\":[{\"configId\":\"c\",\"url\":\"https://a/hook\",\"protocolVersion\":\"0.3\","
                        + "\"state\":\"GIVEN_UP\",\"delivered\":\"3\",\"failedAttempts\":5,\"lastStatus\":403,"
                        + "\"lastError\":\"answered with 403\"},{\"configId\":\"d\",\"url\":\"https://b/\",\"lastStatus\":200}]}";
        mesh.then(200, deliveries).then(200, deliveries);

        CliRun run = run("task", "push", "t1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("c       0.3      given-up  3          5       -     answered with 403  https://a/hook")
                .containsPattern("d +- +- +0 +0 +- +200 +https://b/");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/api/v1/tasks/t1/deliveries");
        assertThat(run("task", "push", "-o", "json", "t1").out()).isEqualTo(deliveries + "\n");
    }

    @Test
    void history_isALineForEachThingThatHappened_pageAfterPage() {
        String first =
                "{\"task\":{\"taskId\":\"t1\",\"subject\":\"local\",\"state\":\"TASK_STATE_FAILED\",\"agentId\":\"w\"},"
                        + "\"entries\":[{\"sequence\":\"1\",\"at\":\"2026-01-01T00:00:00Z\",\"accepted\":{\"messageId\":\"m\",\"text\":\"hi\\nyou\",\"parts\":1}},"
                        + "{\"sequence\":\"2\",\"at\":\"2026-01-01T00:00:01Z\",\"attempt\":{\"number\":1,\"agentId\":\"w\","
                        + "\"decision\":{\"summary\":\"the best\",\"candidates\":[{\"agentId\":\"w\",\"score\":0.9}]}}}],"
                        + "\"watchers\":{\"times\":\"3\",\"first\":[{\"at\":\"2026-01-01T00:00:01.500Z\",\"afterSequence\":\"1\"}]},"
                        + "\"webhooks\":[{\"configId\":\"c\",\"state\":\"GIVEN_UP\",\"lastError\":\"answered with 403\"}],\"nextPageToken\":\"2\"}";
        String second =
                "{\"entries\":[{\"sequence\":\"3\",\"at\":\"2026-01-01T00:00:02Z\",\"event\":{\"form\":\"status\","
                        + "\"state\":\"TASK_STATE_FAILED\",\"text\":\"sorry\",\"attemptEnd\":{\"number\":1,\"agentId\":\"w\",\"outcome\":\"NOT_STARTED\",\"reason\":\"refused\"}}}]}";
        mesh.then(200, first).then(200, second);

        CliRun run = run("task", "get", "t1", "--history");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("task t1 of local at the mesh's own endpoint is failed, with w");
        assertThat(run.err()).contains("watchers came back 2 times more");
        assertThat(run.out()).isEqualTo("""
                2026-01-01T00:00:00Z        1  accepted  message m: hi you
                2026-01-01T00:00:01Z        2  routed    the best [w 0.90]
                2026-01-01T00:00:01Z        2  attempt   1 at w
                2026-01-01T00:00:01.500Z       watcher   came back behind 1
                2026-01-01T00:00:02Z        3  gave up   attempt 1 at w was not started: refused
                2026-01-01T00:00:02Z        3  status    failed: sorry
                webhook c is given-up: 0 delivered, up to 0, last answered with 403
                """);
        assertThat(mesh.asked())
                .extracting(ScriptedMesh.Asked::path)
                .containsExactly("/api/v1/tasks/t1/history", "/api/v1/tasks/t1/history?pageToken=2");
    }

    @Test
    void history_tellsOfCheckpointsAndOfWhatGoesOnFromThem() {
        mesh.then(
                200,
                "{\"task\":{\"taskId\":\"t1\"},\"entries\":[{\"sequence\":\"4\",\"at\":\"2026-01-01T00:00:00Z\",\"checkpoint\":{"
                        + "\"saved\":{\"checkpointId\":\"t1_3\",\"step\":\"3\"},\"bytes\":47,\"trigger\":\"CONTENT_CHANGED\"}},"
                        + "{\"sequence\":\"5\",\"at\":\"2026-01-01T00:00:00Z\",\"checkpoint\":{\"refused\":\"progress is 2.0\"}},"
                        + "{\"sequence\":\"6\",\"at\":\"2026-01-01T00:00:01Z\",\"attempt\":{\"number\":2,\"agentId\":\"w\","
                        + "\"resumedFrom\":{\"checkpointId\":\"t1_3\",\"step\":\"3\"},"
                        + "\"after\":{\"number\":1,\"agentId\":\"w\",\"outcome\":\"REFUSED\",\"reason\":\"no such task\"}}}]}");

        CliRun run = run("task", "get", "t1", "--history");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("""
                2026-01-01T00:00:00Z        4  saved     checkpoint at step 3, 47 bytes, for the state has changed
                2026-01-01T00:00:00Z        5  not taken progress is 2.0
                2026-01-01T00:00:01Z        6  attempt   2 at w, resumed from checkpoint 3, because attempt 1 at w was refused: no such task
                """);
    }

    @Test
    void progress_isDrawnWhereTheAgentReportsIt() {
        String report = "\"metadata\":{\"https://parley.dev/ext/checkpoint/v1\":"
                + "{\"progress\":0.5,\"checkpoint\":{\"checkpointId\":\"t1_3\",\"step\":3}}}";
        mesh.then(
                200,
                result("{\"id\":\"t1\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}," + report
                        + "}"));

        CliRun run = run("task", "get", "t1");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("progress [##########..........] 50 %, checkpoint at step 3");
    }

    @Test
    void replay_printsTheNewTask_orFollowsIt() {
        mesh.then(202, "{\"taskId\":\"t2\"}")
                .then(200, "{\"taskId\":\"t2\",\"madeBefore\":true}")
                .thenStream(
                        1,
                        false,
                        "{\"statusUpdate\":{\"taskId\":\"t2\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_FAILED\"}}}");

        CliRun plain = run("task", "replay", "t1", "--agent", "b");
        assertThat(plain.status()).as(plain.err()).isZero();
        assertThat(plain.out()).isEqualTo("t2\n");
        CliRun followed = run("task", "replay", "t1", "--need", "it", "--turn", "2", "--key", "k", "--follow");
        assertThat(followed.status()).isEqualTo(1);
        assertThat(followed.err()).contains("made before").contains("t1 is replayed as t2");

        assertThat(mesh.asked())
                .extracting(ScriptedMesh.Asked::path)
                .containsExactly("/api/v1/tasks/t1/replay", "/api/v1/tasks/t1/replay", "/");
        assertThat(mesh.asked().get(0).body()).isEqualTo("{\"turn\":1,\"keepContext\":false,\"toAgent\":\"b\"}");
        assertThat(mesh.asked().get(1).body()).isEqualTo("{\"turn\":2,\"keepContext\":false,\"need\":\"it\"}");
        assertThat(mesh.asked().get(2).lastEventId()).isEqualTo("0");
        assertThat(run("task", "replay", "t1", "--need", "it", "-a", "b").status())
                .isEqualTo(2);
    }

    @Test
    void export_writesOneFile_andOverNothing() throws IOException {
        mesh.then(200, "the file")
                .then(200, "the file")
                .then(200, "another")
                .then(404, "{\"error\":{\"message\":\"no such task\"}}");
        Path file = temp.resolve("one.gz");

        CliRun first = run("task", "export", "t1", "-o", file.toString());
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(file).hasContent("the file");
        CliRun second = run("task", "export", "t1", "-o", file.toString());
        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("is there already (expected: another -o, or --force)");
        assertThat(run("task", "export", "t1", "-o", "-").out()).isEqualTo("the file");
        assertThat(run("task", "export", "t1", "-o", file.toString(), "--force").status())
                .isZero();
        assertThat(file).hasContent("another");
        CliRun none = run("task", "export", "t2", "-o", temp.resolve("two.gz").toString());
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("no such task");

        assertThat(mesh.asked())
                .extracting(ScriptedMesh.Asked::path)
                .startsWith("/api/v1/tasks/t1/export")
                .hasSize(4);
        try (var left = Files.list(temp)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .contains("one.gz")
                    .noneMatch(name -> name.contains(".part") || name.equals("two.gz"));
        }
    }

    @Test
    void exportThatBreaksOff_leavesNoFile() throws IOException {
        mesh.thenCut("half a file");
        Path file = temp.resolve("half.gz");
        assertThat(run("task", "export", "t1", "-o", file.toString()).status()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void import_sendsTheFile_andPrintsTheTask() throws IOException {
        mesh.then(201, "{\"taskId\":\"t1\",\"entries\":\"7\"}").then(200, "{\"taskId\":\"t1\",\"alreadyThere\":true}");
        Path file = Files.writeString(temp.resolve("task.jsonl.gz"), "packed");

        CliRun first = run("task", "import", file.toString());
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("t1\n");
        assertThat(first.err()).contains("7 entries");
        assertThat(run("task", "import", file.toString(), "--keep-owner").err()).contains("there already");
        CliRun missing = run("task", "import", temp.resolve("none").toString());
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("no such file");

        assertThat(mesh.asked())
                .extracting(ScriptedMesh.Asked::path)
                .containsExactly("/api/v1/tasks/import", "/api/v1/tasks/import?keepOwner=true");
        assertThat(mesh.asked().getFirst().body()).isEqualTo("packed");
    }

    @Test
    void deadLetters_areListedSentAgainAndDiscarded() {
        mesh.then(
                        200,
                        "{\"letters\":[{\"taskId\":\"t1\",\"reason\":\"MAY_HAVE_STARTED\",\"detail\":\"lost\\nit\",\"agentId\":\"w\",\"attempts\":2,"
                                + "\"at\":\"2026-01-01T00:00:00Z\"},{\"taskId\":\"t2\",\"configId\":\"c\",\"reason\":\"WEBHOOK\"}],\"nextPageToken\":\"n\"}")
                .then(
                        200,
                        "{\"results\":[{\"id\":{\"taskId\":\"t1\"},\"redrivenAs\":\"t9\"},{\"id\":{\"taskId\":\"t2\",\"configId\":\"c\"},\"error\":\"no\"}]}")
                .then(200, "{\"results\":[{\"id\":{\"taskId\":\"t1\"}}],\"more\":true}");

        CliRun list = run("dlq", "list", "--reason", "may-have-started,webhook", "--since", "2026-01-01T00:00:00Z");
        assertThat(list.status()).as(list.err()).isZero();
        assertThat(list.out())
                .contains("t1      may-have-started  w      2         2026-01-01T00:00:00Z  lost it")
                .contains("t2/c    webhook");
        assertThat(list.err()).contains("--page n");
        CliRun redrive = run("dlq", "redrive", "t1", "t2/c", "--to", "b");
        assertThat(redrive.status()).isEqualTo(1);
        assertThat(redrive.out()).isEqualTo("t1 redriven as task t9\nt2/c not redriven: no\n");
        CliRun discard = run("dlq", "discard", "--agent", "w", "--limit", "1", "--dry-run");
        assertThat(discard.out()).isEqualTo("t1 would be discarded\n");
        assertThat(discard.err()).contains("more than the limit");

        assertThat(mesh.asked().get(0).path())
                .isEqualTo(
                        "/api/v1/dead-letters?pageSize=50&state=open&reason=MAY_HAVE_STARTED&reason=WEBHOOK&since=2026-01-01T00:00:00Z");
        assertThat(mesh.asked().get(1).body())
                .isEqualTo("{\"dryRun\":false,\"ids\":[\"t1\",\"t2/c\"],\"toAgent\":\"b\"}");
        assertThat(mesh.asked().get(2).body()).isEqualTo("{\"dryRun\":true,\"filter\":{\"agent\":\"w\"},\"limit\":1}");
    }

    @Test
    void deadLetters_needToBeNamed() {
        for (String[] words : new String[][] {{"redrive"}, {"discard", "--dry-run"}, {"redrive", "t1", "--all"}}) {
            String[] all = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of("dlq"), java.util.Arrays.stream(words))
                    .toArray(String[]::new);
            assertThat(run(all).status()).as(String.join(" ", all)).isEqualTo(2);
        }
        assertThat(run("dlq", "edit", "t1").status()).isEqualTo(2);
        assertThat(run("dlq", "list", "--since", "yesterday").err()).contains("yesterday (expected: 30m");
        CliRun wrong = run("dlq", "list", "--state", "wrong");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("--state", "wrong", "redriven");
        assertThat(mesh.asked()).isEmpty();
    }

    @Test
    void deadLetter_isShownWithItsHistory() {
        mesh.then(
                        200,
                        "{\"taskId\":\"t1\",\"reason\":\"UNREACHABLE\",\"detail\":\"no\",\"attempts\":3,\"state\":\"OPEN\",\"subject\":\"local\","
                                + "\"message\":{\"parts\":[{\"text\":\"new\"}]},\"original\":{\"parts\":[{\"text\":\"old\"}]},\"editedBy\":\"ada\"}")
                .then(200, "{\"task\":{\"taskId\":\"t1\",\"state\":\"TASK_STATE_FAILED\"},\"entries\":[]}");
        CliRun show = run("dlq", "show", "t1/c");
        assertThat(show.status()).as(show.err()).isZero();
        assertThat(show.out())
                .contains("unreachable, 3 attempts")
                .contains("edited    by ada")
                .contains("\"old\"");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/api/v1/dead-letters/t1?webhook=c");
        assertThat(mesh.asked().get(1).path()).isEqualTo("/api/v1/tasks/t1/history");
    }

    @Test
    void send_saysWhatIsWrongWithAFile() {
        CliRun run = run("send", "--file", "/nonexist", "x");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("parley: File /nonexist: no such file\n");
    }

    @Test
    void expose_asksForThePortsAndPrintsWhereTheAgentIs() {
        String exposed =
                "{\"agent_id\":\"weather\",\"listener\":{\"http_port\":9001,\"url\":\"http://127.0.0.1:9001/\","
                        + "\"grpc_port\":9002,\"grpc\":\"127.0.0.1:9002\"}}";
        mesh.then(200, exposed).then(200, exposed).then(200, exposed);

        CliRun both = run("agent", "expose", "weather", "--http-port", "9001", "--grpc-port", "9002");
        assertThat(both.status()).as(both.err()).isZero();
        assertThat(both.out()).isEqualTo("listener url: http://127.0.0.1:9001/\nlistener grpc: 127.0.0.1:9002\n");
        assertThat(run("agent", "expose", "weather").status()).isZero();
        assertThat(run("agent", "expose", "--grpc-port", "0", "weather").status())
                .isZero();

        assertThat(mesh.asked()).extracting(ScriptedMesh.Asked::path).containsOnly("/api/v1/agents/weather/listener");
        assertThat(mesh.asked())
                .extracting(ScriptedMesh.Asked::body)
                .containsExactly(
                        "{\"httpPort\":9001,\"grpcPort\":9002}", "{\"httpPort\":0,\"grpcPort\":0}", "{\"grpcPort\":0}");
    }

    @Test
    void agents_areShownWithTheirPorts() {
        String agent = "{\"agent_id\":\"weather\",\"status\":\"active\",\"name\":\"Weather\",\"description\":\"d\","
                + "\"discovery\":{\"endpoint\":\"http://h/agents/weather/\"},"
                + "\"listener\":{\"http_port\":9001,\"url\":\"http://h:9001/\",\"problem\":\"9001 is taken\"}}";
        mesh.then(200, "{\"agents\":[" + agent + ",{\"agent_id\":\"other\"}]}").then(200, agent);

        assertThat(run("agent", "list").out()).contains("http 9001 (closed)").contains("PORTS");
        assertThat(run("agent", "show", "weather").out())
                .contains("listener url: http://h:9001/\n")
                .contains("listener problem: 9001 is taken\n");
    }

    @Test
    void agentGet_saysWhatEachEnvoySeesOfIt() {
        String host = "{\"address\":\"10.0.0.7:80\",\"healthy\":%s,\"ejected\":%s,\"flags\":[%s],\"requests\":12,"
                + "\"errors\":3,\"timeouts\":0,\"active\":1,\"connect_failures\":5}";
        mesh.then(
                200,
                "{\"agent_id\":\"weather\",\"sidecars\":[{\"router\":\"router-1\",\"at\":\"2026-01-01T00:00:00Z\","
                        + "\"clusters\":[{\"cluster\":\"agent/default/weather\",\"hosts\":["
                        + host.formatted(true, false, "") + ","
                        + host.formatted(false, true, "\"failed_outlier_check\"")
                        + "],\"latency\":{\"p50_ms\":10.4,\"p95_ms\":234.9,\"p99_ms\":235}}]}]}");
        assertThat(run("agent", "get", "weather").out())
                .contains("envoy of router-1: 10.0.0.7:80 healthy, 12 requests (1 now), 3 errors, 5 failed connections,"
                        + " p50 10 ms, p95 235 ms, p99 235 ms\n")
                .contains("envoy of router-1: 10.0.0.7:80 ejected (failed_outlier_check), 12 requests");
    }

    @Test
    void wire_printsWhatWentOverTheWireInOrder() {
        mesh.then(
                200,
                "{\"task_id\":\"t1\",\"left_out\":2,\"records\":[{\"at\":\"2026-01-01T00:00:00Z\",\"direction\":\"caller > mesh\","
                        + "\"head\":\"POST /\\nhost: h\\n\",\"body\":\"{}\"}]}");
        CliRun run = run("task", "wire", "t1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("2026-01-01T00:00:00Z caller > mesh\n  POST /\n  host: h\n  {}\n");
        assertThat(run.err()).contains("1 records, 2 more did not fit");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/api/v1/tasks/t1/wire");
    }

    @Test
    void send_namesTheTaskWhenItsAnswerIsLate() {
        mesh.then(200, error(-32054))
                .then(
                        200,
                        result("{\"tasks\":[{\"id\":\"other\",\"history\":[{\"messageId\":\"m\"}]},"
                                + "{\"id\":\"t7\",\"history\":[{\"messageId\":\"MESSAGE\"}]}]}"));
        CliRun run = run("send", "x");
        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err()).contains("task t7 goes on; to see it: parley task subscribe t7\n");
    }

    @Test
    void files_areSavedInTheirFolderOverNothing() throws IOException {
        Path saved = temp.resolve("saved");
        String parts =
                "{\"raw\":\"b25l\",\"filename\":\"chart.svg\"},{\"raw\":\"dHdv\",\"filename\":\"../../chart.svg\"},"
                        + "{\"raw\":\"dGhyZWU=\",\"filename\":\".profile\"},{\"raw\":\"Zm91cg==\",\"filename\":\"..\"}";
        String task = COMPLETED.replace("{\"text\":\"Paris: 8 °C\"}", parts);
        mesh.then(200, result(task)).then(200, result(task.substring(8, task.length() - 1)));

        CliRun sent = run("send", "--save", saved.toString(), "x");
        assertThat(sent.err()).contains("saved " + saved.resolve("chart-2.svg") + "\n");
        assertThat(run("task", "get", "t1", "--save", saved.toString()).status())
                .isZero();

        try (var files = Files.list(saved)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "chart.svg",
                            "chart-2.svg",
                            "chart-3.svg",
                            "chart-4.svg",
                            "profile",
                            "profile-2",
                            "file",
                            "file-2");
        }
        assertThat(saved.resolve("chart.svg")).hasContent("one");
        assertThat(saved.resolve("chart-2.svg")).hasContent("two");
        try (var files = Files.list(temp)) {
            assertThat(files.map(Path::getFileName)).doesNotContain(Path.of("chart.svg"));
        }
    }

    @Test
    void send_printsJsonAsItCame() {
        mesh.then(200, result(COMPLETED));
        assertThat(run("send", "-o", "json", "x").out())
                .startsWith("{\"task\":{\"id\":\"t1\"")
                .endsWith("}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_STATE_FAILED, 1",
        "TASK_STATE_REJECTED, 1",
        "TASK_STATE_CANCELED, 1",
        "TASK_STATE_INPUT_REQUIRED, 0"
    })
    void send_endsAsItsTaskDid(String state, int status) {
        mesh.then(200, result(COMPLETED.replace("TASK_STATE_COMPLETED", state)));
        assertThat(run("send", "x").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"-32603, 1", "-32050, 4", "-32051, 4", "-32054, 5"})
    void errors_haveTheirExitStatus(int code, int status) {
        mesh.then(200, error(code));
        CliRun run = run("send", "x");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("parley: no\n");
    }

    @Test
    void nobodyThere_is3() {
        mesh.close();
        assertThat(run("send", "x").status()).isEqualTo(3);
        assertThat(CliRun.of(Map.of(), "task", "list", "--data", temp.toString())
                        .status())
                .isEqualTo(3);
    }

    @Test
    void wrongUsage_is2() {
        assertThat(run("send", "--nonsense").status()).isEqualTo(2);
        assertThat(run("up", "--http-port", "70000").err()).contains("--http-port 70000 (expected: a port");
        assertThat(run("find").status()).isEqualTo(2);
        assertThat(run("task", "list", "--url", "ftp://x").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mesh status",
                "mesh restart task",
                "mesh rotate-certs",
                "envoy status",
                "envoy clusters router",
                "envoy certs",
                "envoy config edge-1",
                "envoy stats",
                "envoy log-level --level debug"
            })
    void processes_needAMeshOfThem(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--data", temp.toString()));
        CliRun run = CliRun.of(Map.of(), words.toArray(String[]::new));
        assertThat(run.err()).startsWith("parley: No mesh runs on " + temp);
        assertThat(run.status()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "task=0", "task=21", "task=many", "agent=1", "front=2", "task=1,,edge=1"})
    void meshUp_namesWrongNumbersOfInstances(String instances) {
        Path data = temp.resolve("data");
        for (String way : List.of("--detach", "--quiet")) {
            CliRun run = run("mesh", "up", way, "--instances", instances, "--data", data.toString());
            assertThat(run.status()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("parley: --instances \"").contains("(expected: SERVICE=N, of edge,");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void meshUp_namesWhatIsWrongWithTheHosts() throws IOException {
        Path data = temp.resolve("data");
        Path hosts = temp.resolve("hosts");
        Files.writeString(hosts, "a 10.0.0.1 front edge task router registry embed stores\n");
        assertThat(run("mesh", "up", "--hosts", hosts.toString(), "--data", data.toString()))
                .isEqualTo(new CliRun(2, "", "parley: --hosts and --host say only half (expected: both)\n"));
        assertThat(run("mesh", "up", "--hosts", hosts.toString(), "--host", "b", "--data", data.toString())
                        .err())
                .isEqualTo("parley: --hosts " + hosts + ": \"b\" (expected: one of the hosts a)\n");
        assertThat(run("mesh", "up", "-d", "--hosts", hosts + "x", "--host", "a", "--data", data.toString())
                        .err())
                .startsWith("parley: --hosts " + hosts + "x cannot be read");
        assertThat(run(
                                "mesh",
                                "up",
                                "--instances",
                                "task=2",
                                "--hosts",
                                hosts.toString(),
                                "--host",
                                "a",
                                "--data",
                                data.toString())
                        .status())
                .isEqualTo(2);
        assertThat(data).doesNotExist();
    }

    @Test
    void meshPrepare_makesWhatAllHostsHaveAlikeAndKeepsIt() throws IOException {
        Path data = temp.resolve("prepared");
        CliRun first = run("mesh", "prepare", "--data", data.toString());
        assertThat(first.out()).isEqualTo(data.toRealPath() + "\n");
        String password = Files.readString(data.resolve("secrets/postgres"));
        assertThat(data.resolve("secrets/redis")).exists();
        assertThat(data.resolve("authority")).isDirectory();
        assertThat(run("mesh", "prepare", "--data", data.toString()).status()).isZero();
        assertThat(data.resolve("secrets/postgres")).hasContent(password);
    }

    @Test
    void up_refusesWrongUsageBeforeItTouchesTheDataFolder() {
        Path data = temp.resolve("data");
        for (String way : List.of("--detach", "--quiet")) {
            CliRun run = run("up", way, "--http-port", "abc", "--data", data.toString());
            assertThat(run.status()).as(way).isEqualTo(2);
            assertThat(run.err()).isEqualTo("parley: --http-port abc (expected: a port, 0 to 65535)\n");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void up_refusesAReceiverOfTracesThatCannotBe() {
        Path data = temp.resolve("data");
        for (String way : List.of("--detach", "--quiet")) {
            assertThat(run("up", way, "--otlp", "localhost:4317", "--data", data.toString())
                            .err())
                    .startsWith(
                            "parley: --otlp \"localhost:4317\" (expected: http://HOST:PORT of an OTLP/gRPC receiver");
            assertThat(run("up", way, "--otlp-sample", "1.5", "--data", data.toString())
                            .err())
                    .isEqualTo("parley: --otlp-sample 1.5 (expected: a share from 0 to 1, as 0.01)\n");
            // of the standard's variable what is no receiver for us is left to other programs: the next thing is wrong
            Map<String, String> others = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://vendor.example/otlp");
            assertThat(CliRun.of(others, "up", way, "--http-port", "abc", "--data", data.toString())
                            .err())
                    .startsWith("parley: --http-port abc");
            // the Envoys have no TLS to it
            CliRun mesh = run("mesh", "up", way, "--otlp", "https://c:4317", "--data", data.toString());
            assertThat(mesh.status()).isEqualTo(2);
            assertThat(mesh.err()).startsWith("parley: --otlp https://c:4317 (expected: http://HOST:PORT;");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void stream_goesOnBehindTheLastEventWhenItIsCut() {
        mesh.thenStream(
                        1,
                        true,
                        "{\"task\":{\"id\":\"t1\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}}}",
                        artifact("one ", false))
                .thenStream(
                        3,
                        false,
                        artifact("two", true),
                        "{\"statusUpdate\":{\"taskId\":\"t1\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"}}}");
        CliRun run = run("send", "--stream", "x");
        assertThat(run.out()).isEqualTo("one two\n");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("resuming task t1");
        assertThat(mesh.asked().get(1).lastEventId()).isEqualTo("2");
        assertThat(mesh.asked().get(1).body()).contains("\"method\":\"SubscribeToTask\"");
    }

    private static String artifact(String text, boolean append) {
        return "{\"artifactUpdate\":{\"taskId\":\"t1\",\"contextId\":\"c\",\"append\":" + append
                + ",\"artifact\":{\"artifactId\":\"a\",\"parts\":[{\"text\":\"" + text + "\"}]}}}";
    }

    @Test
    void stream_isJsonLinesForPrograms() {
        mesh.thenStream(
                1, false, "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_AGENT\",\"parts\":[{\"text\":\"hi\"}]}}");
        CliRun run = run("send", "--stream", "-o", "json", "x");
        assertThat(run.out().lines().toList()).hasSize(1).first().asString().startsWith("{\"message\":");
    }

    @Test
    void subscribe_startsBehindTheNumberGiven() {
        mesh.thenStream(
                8,
                false,
                "{\"statusUpdate\":{\"taskId\":\"t1\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"}}}");
        assertThat(run("task", "subscribe", "t1", "--after", "7").status()).isZero();
        assertThat(mesh.asked().getFirst().lastEventId()).isEqualTo("7");
    }

    @Test
    void register_printsTheIdAlone() {
        mesh.then(201, "{\"created\":true,\"agent_id\":\"weather\"}");
        CliRun run = run("agent", "register", "http://127.0.0.1:1/card.json", "--id", "weather", "--replace");
        assertThat(run.out()).isEqualTo("weather\n");
        assertThat(mesh.asked().getFirst().path()).isEqualTo("/api/v1/agents/register?replace=true&id=weather");
        assertThat(mesh.asked().getFirst().body()).isEqualTo("{\"url\":\"http://127.0.0.1:1/card.json\"}");
    }

    @Test
    void register_sendsAFileAsItIs() throws IOException {
        mesh.then(201, "{\"created\":true,\"agent_id\":\"x\"}");
        Path card = Files.writeString(temp.resolve("card.json"), "{ \"name\" : \"X\" }");
        run("agent", "register", card.toString());
        assertThat(mesh.asked().getFirst().body()).isEqualTo("{ \"name\" : \"X\" }");
    }

    @Test
    void refusals_listEveryViolation() {
        mesh.then(422, """
                {"error":{"code":422,"message":"The card is invalid","details":[{"fieldViolations":[
                 {"field":"$.name","description":"missing"},{"field":"$.skills","description":"empty"}]}]}}""");
        CliRun run = run("agent", "register", "http://127.0.0.1:1/");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("parley: The card is invalid\n  $.name: missing\n  $.skills: empty\n");
    }

    @Test
    void settings_goFlagThenEnvironmentThenFile() throws IOException {
        Files.writeString(temp.resolve("parley/config.properties"), "url=" + mesh.url() + "\n");
        Map<String, String> onlyFile = Map.of("XDG_CONFIG_HOME", temp.toString());
        String nowhere = "http://127.0.0.1:1";
        Map<String, String> both = Map.of("XDG_CONFIG_HOME", temp.toString(), "PARLEY_URL", nowhere);
        mesh.then(200, result(COMPLETED)).then(200, result(COMPLETED));
        assertThat(CliRun.of(onlyFile, "send", "x").status()).isZero();
        assertThat(CliRun.of(both, "send", "x").status()).isEqualTo(3);
        assertThat(CliRun.of(both, "send", "--url", mesh.url(), "x").status()).isZero();
    }

    @Test
    void settings_dotenvStandsBehindTheEnvironment() throws IOException {
        Files.writeString(temp.resolve(".env"), "# of this folder\nPARLEY_URL=\"" + mesh.url() + "\"\n");
        Map<String, String> none = Map.of("XDG_CONFIG_HOME", temp.toString());
        Map<String, String> other = Map.of("XDG_CONFIG_HOME", temp.toString(), "PARLEY_URL", "http://127.0.0.1:1");
        mesh.then(200, result(COMPLETED));
        assertThat(CliRun.in(temp, none, "send", "x").status()).isZero();
        assertThat(CliRun.in(temp, other, "send", "x").status()).isEqualTo(3);
    }

    @Test
    void settings_dotenvIsReadWhereTheProgramRuns() throws Exception {
        Files.writeString(temp.resolve(".env"), "PARLEY_URL=" + mesh.url() + "\n");
        mesh.then(200, result(COMPLETED));
        ProcessBuilder builder = ChildJvm.small(
                        Settings.read(Map.of("XDG_CONFIG_HOME", temp.toString()), Path.of("target")),
                        Parley.class.getName(),
                        List.of("send", "x"))
                .directory(temp.toFile())
                .redirectErrorStream(true);
        // the tests' class path ends with a colon, which is the working directory too
        builder.environment()
                .compute("CLASSPATH", (name, path) -> String.valueOf(path).replaceFirst(":+$", ""));
        Process program = builder.start();
        assertThat(new String(program.getInputStream().readAllBytes(), UTF_8)).contains("Paris: 8 °C");
        assertThat(program.waitFor()).isZero();
    }

    @Test
    void settings_dotenvThatIsNoneIsRefused() throws IOException {
        Files.writeString(temp.resolve(".env"), "this is a letter\n");
        CliRun run = CliRun.in(temp, Map.of("XDG_CONFIG_HOME", temp.toString()), "status");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(".env cannot be read").contains("KEY=VALUE");
    }

    @Test
    void find_endsWith1WhenThereIsNobody() {
        mesh.then(200, "{\"matches\":[],\"left_out\":[{\"agent_id\":\"a\",\"detail\":\"too far\"}]}");
        CliRun run = run("find", "fly", "to", "the", "moon");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("left out: a: too far");
    }
}
