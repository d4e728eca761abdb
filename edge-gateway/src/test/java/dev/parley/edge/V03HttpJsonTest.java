package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A2A 0.3 over HTTP+JSON: behind /v1, and without it where no version is stated. */
final class V03HttpJsonTest {
    private static final String HELLO =
            "{\"message\":{\"messageId\":\"m-1\",\"role\":\"ROLE_USER\",\"content\":[{\"text\":\"hello\"}]}}";

    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void keep(String id, TaskState state) {
        edge.tasks.tasks.put(
                id,
                Task.newBuilder()
                        .setId(id)
                        .setContextId("ctx-1")
                        .setStatus(TaskStatus.newBuilder().setState(state))
                        .build());
    }

    private HttpResponse<String> postNothing(String path) throws Exception {
        return edge.send(edge.request(path).POST(BodyPublishers.noBody()));
    }

    private static void assertError(HttpResponse<String> response, int httpStatus, String type, int code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(httpStatus);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .startsWith("{\"error\":{\"code\":" + httpStatus + ",\"status\":\"")
                .contains("},\"type\":\"" + type + "\",\"code\":" + code + ",\"message\":\"")
                .doesNotContain("\tat ", "Exception");
    }

    @ParameterizedTest
    @CsvSource({"/v1, ''", "/agents/echo/v1, echo", "'', ''", "/agents/echo, echo"})
    void everyOperation_isInV03WithItsPrefixAndWithoutAVersion(String prefix, String agent) throws Exception {
        HttpResponse<String> sent = edge.post(prefix + "/message:send", HELLO);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(sent.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(sent.body()).startsWith("{\"task\":{\"id\":\"").contains("\"parts\":[{\"text\":\"hello\"}]");
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
        assertThat(edge.tasks
                        .sent
                        .getLast()
                        .getRequest()
                        .getMessage()
                        .getParts(0)
                        .getText())
                .isEqualTo("hello");

        keep("t-1", TaskState.TASK_STATE_CANCELED);
        assertThat(edge.get(prefix + "/tasks/t-1?historyLength=0").body())
                .isEqualTo("{\"id\":\"t-1\",\"contextId\":\"ctx-1\",\"status\":{\"state\":\"TASK_STATE_CANCELLED\"}}");
        keep("t-2", TaskState.TASK_STATE_WORKING);
        assertThat(postNothing(prefix + "/tasks/t-2:cancel").body()).contains("TASK_STATE_CANCELLED");

        edge.tasks.onSubscribe = (call, out) -> out.send(ScriptedTasks.event("t-2", 7, "on it"));
        for (HttpResponse<String> stream :
                List.of(edge.get(prefix + "/tasks/t-2:subscribe"), postNothing(prefix + "/tasks/t-2:subscribe"))) {
            assertThat(stream.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(stream.body())
                    .startsWith("id: 7\ndata: {\"statusUpdate\":{\"taskId\":\"t-2\"")
                    .contains("\"message\":{\"messageId\":\"m7\",\"role\":\"ROLE_AGENT\",\"content\":[{\"text\":");
        }
        assertThat(edge.tasks.subscribed.getLast().getAgentId()).isEqualTo(agent);
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "line\nbreak"));
            out.send(ScriptedTasks.ended(call.getTaskId(), 2));
        };
        HttpResponse<String> streamed = edge.post(prefix + "/message:stream", HELLO);
        assertThat(streamed.body().lines().filter(line -> line.startsWith("data: ")))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"final\":true");
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HELLO,
                "{\"request\":{\"message_id\":\"m-1\",\"role\":\"ROLE_USER\",\"content\":[{\"text\":\"hello\"}]},"
                        + "\"configuration\":{\"accepted_output_modes\":[],\"blocking\":true}}",
                "{\"message\":{\"kind\":\"message\",\"messageId\":\"m-1\",\"role\":1,\"content\":[{\"text\":\"hello\"}]}}"
            })
    void message_isReadAsClientsReallySendIt(String body) throws Exception {
        assertThat(edge.post("/v1/message:send", body).statusCode()).isEqualTo(200);
        var request = edge.tasks.sent.getLast().getRequest();
        assertThat(request.getMessage().getMessageId()).isEqualTo("m-1");
        assertThat(request.getMessage().getParts(0).getText()).isEqualTo("hello");
        assertThat(request.getConfiguration().getReturnImmediately()).isEqualTo(!body.contains("blocking"));
    }

    @Test
    void fileBytes_areEncodedTwiceButForJavaScript() throws Exception {
        String file =
                "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"content\":[{\"file\":{\"%s\":\"%s\"}}]}}";
        // "hello" in base64 in base64
        String twice = file.formatted("file_with_bytes", "YUdWc2JHOD0=");
        assertThat(edge.post("/v1/message:send", twice).body()).contains("\"fileWithBytes\":\"YUdWc2JHOD0=\"");
        String once = file.formatted("fileWithBytes", "aGVsbG8=");
        assertThat(edge.post("/v1/message:send", once, "User-Agent", "node").body())
                .contains("\"fileWithBytes\":\"aGVsbG8=\"");
        assertThat(edge.tasks.sent)
                .allMatch(call -> call.getRequest()
                        .getMessage()
                        .getParts(0)
                        .getRaw()
                        .toStringUtf8()
                        .equals("hello"));
    }

    @Test
    void callerOfOneZero_whoStatesNoVersionIsKnownByTheBody() throws Exception {
        HttpResponse<String> sent = edge.post("/message:send", EdgeFixture.text("hello"));
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(edge.tasks.sent.getLast().getRequest().getConfiguration().getReturnImmediately())
                .as("1.0 waits")
                .isFalse();
        keep("t-1", TaskState.TASK_STATE_CANCELED);
        assertThat(edge.get("/tasks/t-1", "A2A-Version", "1.0").body()).contains("\"TASK_STATE_CANCELED\"");
        assertThat(edge.get("/tasks/t-1", "A2A-Version", "0.3").body()).contains("\"TASK_STATE_CANCELLED\"");
        assertThat(edge.get("/tasks/t-1?A2A-Version=1.0").body()).contains("\"TASK_STATE_CANCELED\"");
        assertThat(edge.get("/tasks/t-1", "A2A-Version", "99.0").body()).contains("VERSION_NOT_SUPPORTED");
    }

    @Test
    void strictEdge_refusesABodyOfOneZeroWithoutAVersion() throws Exception {
        try (EdgeFixture strict = new EdgeFixture(Map.of("parley.edge.strict-version", true))) {
            assertThat(strict.post("/message:send", EdgeFixture.text("hello")).body())
                    .contains("VERSION_NOT_SUPPORTED");
            assertThat(strict.post("/message:send", HELLO).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void version_mayNotContradictThePath() throws Exception {
        assertThat(edge.post("/v1/message:send", HELLO, "A2A-Version", "0.3").statusCode())
                .isEqualTo(200);
        for (String version : List.of("1.0", "99.0")) {
            HttpResponse<String> refused = edge.post("/v1/message:send", HELLO, "A2A-Version", version);
            assertError(refused, 400, "InvalidRequestError", -32600);
            assertThat(refused.body()).contains("A2A-Version \\\"" + version);
        }
        assertError(edge.get("/v1/tasks/t?A2A-Version=1.0"), 400, "InvalidRequestError", -32600);
    }

    @Test
    void errors_haveWhatEachSdkLooksFor() throws Exception {
        keep("done", TaskState.TASK_STATE_COMPLETED);
        assertError(edge.get("/v1/tasks/nothing"), 404, "TaskNotFoundError", -32001);
        assertError(postNothing("/v1/tasks/done:cancel"), 409, "TaskNotCancelableError", -32002);
        assertError(edge.post("/v1/message:send", "{broken"), 400, "JSONParseError", -32700);
        assertError(edge.post("/v1/tasks/done:explode", "{}"), 404, "MethodNotFoundError", -32601);
        assertError(edge.get("/v1/tasks/t?historyLength=x"), 422, "InvalidParamsError", -32602);
        assertError(
                edge.send(edge.request("/v1/message:send")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(HELLO))),
                415,
                "ContentTypeNotSupportedError",
                -32005);
        HttpResponse<String> incomplete =
                edge.post("/v1/message:send", "{\"message\":{\"role\":\"ROLE_USER\",\"content\":[{\"text\":5},{}]}}");
        assertError(incomplete, 422, "InvalidParamsError", -32602);
        assertThat(incomplete.body()).contains("$.message.messageId", "$.message.content[0].text");
        HttpResponse<String> empty = edge.post(
                "/v1/message:send", "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"content\":[{}]}}");
        assertThat(empty.body()).contains("$.message.content[0]", "one of text, file, data");
        HttpResponse<String> nobody = edge.post("/agents/nobody/v1/message:send", HELLO);
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(nobody.body()).contains("AGENT_NOT_FOUND").doesNotContain("\"type\":");
    }

    @Test
    void messageToATaskThatHasEnded_isInvalidParams() throws Exception {
        edge.tasks.onSend = call -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t is COMPLETED");
        };
        assertError(edge.post("/v1/message:send", HELLO), 422, "InvalidParamsError", -32602);
    }

    @Test
    void errorOfAStream_isItsLastEvent() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            throw new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, "nonsense");
        };
        assertThat(edge.post("/v1/message:stream", HELLO).body().lines().filter(line -> line.startsWith("data: ")))
                .last()
                .asString()
                .contains("\"type\":\"InvalidAgentResponseError\",\"code\":-32006,\"message\":\"nonsense\"");
    }

    @Test
    void list_isThereForClientsThatAskAllTheSame() throws Exception {
        keep("t-1", TaskState.TASK_STATE_CANCELED);
        assertThat(edge.get("/agents/echo/v1/tasks?pageSize=7").body())
                .startsWith("{\"tasks\":[{\"id\":\"t-1\",")
                .contains("TASK_STATE_CANCELLED", "\"nextPageToken\":\"\"", "\"totalSize\":1");
        assertThat(edge.tasks.listed.getLast().getRequest().getPageSize()).isEqualTo(7);
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/agents/echo/v1", "/agents/echo"})
    void webhooks_areKeptListedAndDeleted(String prefix) throws Exception {
        String configs = prefix + "/tasks/t/pushNotificationConfigs";
        String kept = "{\"name\":\"tasks/t/pushNotificationConfigs/c\",\"pushNotificationConfig\":{\"id\":\"c\","
                + "\"url\":\"http://x/\"}}";

        for (String body : List.of(
                "{\"parent\":\"tasks/t\",\"config_id\":\"c\",\"config\":{\"push_notification_config\":{\"url\":\"http://x/\"}}}",
                kept)) {
            assertThat(edge.post(configs, body).body()).isEqualTo(kept);
        }
        assertThat(edge.tasks.created.getLast().getProtocolVersion()).isEqualTo("0.3");
        assertThat(edge.get(configs + "/c").body()).isEqualTo(kept);
        assertThat(edge.get(configs).body()).isEqualTo("{\"configs\":[" + kept + "]}");
        assertThat(edge.send(edge.request(configs + "/c").DELETE()).body()).isEqualTo("{}");
        assertError(edge.get(configs + "/c"), 404, "TaskNotFoundError", -32001);
        assertThat(edge.post(configs, "{}").body()).contains("pushNotificationConfig.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/agents/echo/v1"})
    void whatTheMeshDoesNotOffer_isRefusedInV03(String prefix) throws Exception {
        assertError(edge.get(prefix + "/card"), 404, "AuthenticatedExtendedCardNotConfiguredError", -32007);
    }

    @Test
    void subscription_ofAnEndedTaskGetsIt() throws Exception {
        edge.tasks.onSubscribe = ScriptedTasks::endedTask;
        for (HttpResponse<String> stream :
                List.of(edge.get("/v1/tasks/t-2:subscribe"), postNothing("/v1/tasks/t-2:subscribe"))) {
            assertThat(stream.body().lines().filter(line -> line.startsWith("data: ")))
                    .singleElement()
                    .satisfies(event -> assertThat(event).contains("{\"task\":{\"id\":\"t-2\"", "COMPLETED"));
        }
    }

    @Test
    void extensions_areActivatedAndToldByTheirOlderHeader() throws Exception {
        HttpResponse<String> sent = edge.post("/v1/message:send", HELLO, "X-A2A-Extensions", Extensions.ONCE);
        assertThat(sent.headers().firstValue("x-a2a-extensions")).hasValue(Extensions.ONCE);
        assertThat(edge.tasks.sent.getLast().getOnceKey()).isEqualTo("message:m-1");
    }

    @Test
    void mutatedBodies_areAnsweredOrRefusedWithASpecifiedError() throws Exception {
        long seed = System.getenv("SEED") == null ? new Random().nextLong() : Long.parseLong(System.getenv("SEED"));
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = HELLO.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            HttpResponse<String> answer = edge.send(edge.request("/v1/message:send")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body)));
            assertThat(answer.statusCode())
                    .as("SEED=" + seed + " " + answer.body())
                    .isIn(200, 400, 422);
            assertThat(answer.body())
                    .as("SEED=" + seed)
                    .containsPattern("^\\{\"task\":|\"type\":\"(JSONParse|InvalidParams)Error\"");
        }
    }
}
