package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.SendMessageReply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers of A2A 0.2 and 0.3 over JSON-RPC, at the same addresses as those of 1.0. */
final class OlderCallersTest {
    private static final String HI =
            "{\"message\":{\"kind\":\"message\",\"messageId\":\"m\",\"role\":\"user\",\"parts\":[{\"kind\":\"text\",\"text\":\"hi\"}]}%s}";

    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private HttpResponse<String> call(String path, String method, String params, String... headers)
            throws IOException, InterruptedException {
        return edge.post(
                path,
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"" + method + "\",\"params\":" + params + "}",
                headers);
    }

    @Test
    void messageSend_answersWithABareTask() throws Exception {
        HttpResponse<String> response = call("/agents/echo", "message/send", HI.formatted(""));

        assertThat(response.statusCode()).isEqualTo(200);
        var sent = edge.tasks.sent.getFirst();
        assertThat(sent.getRequest().getMessage().getRole()).isEqualTo(Role.ROLE_USER);
        assertThat(sent.getRequest().getMessage().getParts(0).getText()).isEqualTo("hi");
        assertThat(sent.getRequest().getConfiguration().getReturnImmediately()).isFalse();
        assertThat(response.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"kind\":\"task\",\"id\":\""
                        + sent.getTaskId() + "\"");
        assertThat(response.headers().firstValue("x-task-id")).hasValue(sent.getTaskId());
    }

    @Test
    void execute_isAnAlias() throws Exception {
        assertThat(call("/execute", "message/send", HI.formatted("")).body()).contains("\"kind\":\"task\"");
        assertThat(call("/agents/echo/execute", "message.send", HI.formatted(""))
                        .body())
                .contains("\"kind\":\"task\"");
        assertThat(edge.tasks.sent).extracting(sent -> sent.getAgentId()).containsExactly("", "echo");
    }

    @Test
    void bareMessage_staysOne() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setMessage(Message.newBuilder()
                        .setMessageId("r")
                        .setRole(Role.ROLE_AGENT)
                        .addParts(Part.newBuilder().setText("bare")))
                .build();

        assertThat(call("/agents/echo", "message/send", HI.formatted("")).body())
                .contains("\"result\":{\"kind\":\"message\",\"messageId\":\"r\",\"role\":\"agent\"");
    }

    @Test
    void blockingFalse_returnsAtOnce() throws Exception {
        call("/agents/echo", "message/send", HI.formatted(",\"configuration\":{\"blocking\":false}"));
        assertThat(edge.tasks.sent.getFirst().getRequest().getConfiguration().getReturnImmediately())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_PARAMS, -32602",
        "UNSUPPORTED_OPERATION, -32602",
        "CONTENT_TYPE_NOT_SUPPORTED, -32005",
        "EXTENSION_SUPPORT_REQUIRED, -32600"
    })
    void agentsErrorToAMessage_isToldInTheWordsOfTheVersion(A2aErrorCode code, int expected) throws Exception {
        edge.tasks.onSend = call -> {
            throw new A2aException(code, "Task t failed, the agent refused: not so");
        };
        assertThat(call("/agents/echo", "message/send", HI.formatted("")).body())
                .contains("\"error\":{\"code\":" + expected + ",", "Task t failed, the agent refused: not so");
    }

    @Test
    void messageStream_wrapsEventsOfTheVersion() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "working"));
        };
        HttpResponse<String> response = call("/agents/echo", "message/stream", HI.formatted(""));

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.body())
                .startsWith("id: 1\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"kind\":\"status-update\"")
                .contains("\"state\":\"working\"", "\"final\":false");
    }

    @Test
    void extensions_areToldByTheirOlderHeader() throws Exception {
        for (String method : List.of("message/send", "message/stream")) {
            HttpResponse<String> answer =
                    call("/agents/echo", method, HI.formatted(""), "X-A2A-Extensions", Extensions.ONCE);
            assertThat(answer.headers().firstValue("x-a2a-extensions")).hasValue(Extensions.ONCE);
            assertThat(answer.headers().firstValue("a2a-extensions")).isEmpty();
        }
    }

    @Test
    void resubscribe_getsTheTaskEvenOfOneThatHasEnded() throws Exception {
        edge.tasks.onSubscribe = ScriptedTasks::endedTask;

        HttpResponse<String> ended = call("/", "tasks/resubscribe", "{\"id\":\"t\"}", "Accept", "text/event-stream");
        assertThat(ended.body().lines().filter(line -> line.startsWith("data: ")))
                .singleElement()
                .satisfies(event -> assertThat(event).contains("\"kind\":\"task\"", "\"state\":\"completed\""));

        call("/", "tasks/resubscribe", "{\"id\":\"t\"}", "Last-Event-ID", "3");
        assertThat(edge.tasks.subscribed.getLast().getAfterSequence()).isEqualTo(3);
        assertThat(edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}").body())
                .as("1.0 refuses it")
                .contains("-32004");
    }

    @Test
    void errorInsteadOfAStream_isAnEventForWhoReadsNothingElse() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw ScriptedTasks.unknown("none");
        };
        for (String accept : List.of("text/event-stream", "text/event-stream;q=0.9")) {
            HttpResponse<String> response = call("/", "tasks/resubscribe", "{\"id\":\"none\"}", "Accept", accept);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(response.body())
                    .startsWith("data: {\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":-32001,")
                    .endsWith("}\n\n");
            assertThat(response.body().lines().toList()).hasSize(2);
        }
    }

    @Test
    void errorInsteadOfAStream_isJsonForEverybodyElse() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw ScriptedTasks.unknown("none");
        };
        String unknown = "{\"id\":\"none\"}";
        List<HttpResponse<String>> answers = List.of(
                call("/", "tasks/resubscribe", unknown),
                call("/", "tasks/resubscribe", unknown, "Accept", "*/*"),
                call("/", "tasks/resubscribe", unknown, "Accept", "application/json, text/event-stream"),
                call("/", "tasks/get", unknown, "Accept", "text/event-stream"),
                edge.rpc("/", "SubscribeToTask", unknown, "Accept", "text/event-stream"));
        for (HttpResponse<String> response : answers) {
            assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(response.body()).startsWith("{").contains("-32001");
        }
        HttpResponse<String> nobody =
                call("/agents/nobody", "message/stream", HI.formatted(""), "Accept", "text/event-stream");
        assertThat(nobody.statusCode())
                .as("a status of its own is read before the body")
                .isEqualTo(404);
        assertThat(nobody.body()).contains("-32057");
    }

    @Test
    void getListAndCancel_speakTheVersion() throws Exception {
        edge.tasks.tasks.put(
                "t1",
                Task.newBuilder()
                        .setId("t1")
                        .setContextId("c")
                        .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_INPUT_REQUIRED))
                        .build());
        for (String method : List.of("tasks/get", "tasks.get")) {
            assertThat(call("/", method, "{\"id\":\"t1\"}").body())
                    .contains("\"result\":{\"kind\":\"task\",\"id\":\"t1\"", "\"state\":\"input-required\"");
        }
        assertThat(call("/", "tasks/list", "{}").body()).contains("\"result\":{\"tasks\":[{\"kind\":\"task\"");
        assertThat(call("/", "tasks/cancel", "{\"id\":\"t1\"}").body()).contains("\"kind\":\"task\"");
    }

    @Test
    void webhooks_areMadeInTheirVersion() throws Exception {
        String config = "{\"taskId\":\"t\",\"pushNotificationConfig\":{\"id\":\"c\",\"url\":\"http://x/\","
                + "\"authentication\":{\"schemes\":[\"Bearer\"],\"credentials\":\"k\"}}}";
        String named = "{\"id\":\"t\",\"pushNotificationConfigId\":\"c\"}";

        assertThat(call("/", "tasks/pushNotificationConfig/set", config).body()).contains("\"result\":" + config);
        assertThat(edge.tasks.created.getLast().getProtocolVersion()).isEqualTo("0.3");
        assertThat(call("/", "tasks/pushNotificationConfig/get", named).body()).contains("\"result\":" + config);
        assertThat(call("/", "tasks/pushNotificationConfig/list", "{\"id\":\"t\"}")
                        .body())
                .contains("\"result\":[" + config + "]");
        assertThat(call("/", "tasks/pushNotificationConfig/delete", named).body())
                .contains("\"result\":null");
        assertThat(call("/", "message/send", HI.formatted("")).statusCode()).isEqualTo(200);
        assertThat(edge.tasks.sent.getLast().getProtocolVersion()).isEqualTo("0.3");
    }

    @Test
    void webhookWithoutAnId_isFoundByTheNamesThatCallersHaveForIt() throws Exception {
        String set = "{\"taskId\":\"t\",\"pushNotificationConfig\":{\"url\":\"http://x/\"}}";
        call("/", "tasks/pushNotificationConfig/set", set);

        for (String name : List.of("default", "None", "t", "made")) {
            String get = "{\"id\":\"t\",\"pushNotificationConfigId\":\"" + name + "\"}";
            assertThat(call("/", "tasks/pushNotificationConfig/get", get).body())
                    .contains("\"result\":{\"taskId\":\"t\"", "http://x/");
            assertThat(edge.rpc("/", "GetTaskPushNotificationConfig", "{\"taskId\":\"t\",\"id\":\"" + name + "\"}")
                            .body())
                    .as("no other version has such names")
                    .contains(name.equals("made") ? "http://x/" : "-32001");
        }
        assertThat(call("/", "tasks/pushNotificationConfig/get", "{\"id\":\"t\",\"pushNotificationConfigId\":\"x\"}")
                        .body())
                .contains("-32001");
    }

    @Test
    void errors_haveTheNumbersOfTheVersion() throws Exception {
        assertThat(call("/", "tasks/get", "{\"id\":\"nope\"}").body()).contains("-32001", "\"id\":\"a\"");
        assertThat(call("/", "tasks/get", "{}").body()).contains("-32602", "$.params.id");
        assertThat(call("/", "tasks/get", "{}", "A2A-Version", "0.3").body()).contains("-32602", "$.params.id");
        assertThat(call("/", "agent/getAuthenticatedExtendedCard", "{}").body()).contains("-32007");
        assertThat(call("/", "tasks/nothing", "{}").body()).contains("-32601");
        edge.tasks.onSend = sent -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "ended");
        };
        assertThat(call("/", "message/send", HI.formatted("")).body()).contains("-32602");
    }

    @Test
    void statedVersion_mayNotContradictTheMethod() throws Exception {
        for (String version : List.of("0.3", "0.3.0", "0.2.5", "")) {
            assertThat(call("/", "tasks/get", "{\"id\":\"x\"}", "A2A-Version", version)
                            .body())
                    .contains("-32001");
        }
        for (String version : List.of("1.0", "99.0")) {
            assertThat(call("/", "tasks/get", "{\"id\":\"x\"}", "A2A-Version", version)
                            .body())
                    .contains("-32600", "\\\"" + version + "\\\" (expected: ");
        }
    }
}
