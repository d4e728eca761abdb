package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.TaskEvent;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers of A2A 0.1, who name their tasks themselves. */
final class FirstCallersTest {
    private static final String MESSAGE =
            "\"message\":{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"hi\"}]}";

    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
        edge.tasks.onSend = call -> {
            edge.tasks.named.put(call.getAgentId() + "/" + call.getClientTaskId(), call.getTaskId());
            return edge.tasks.echo(call);
        };
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** Calls without any header of a version, as 0.1 does. */
    private HttpResponse<String> call(String path, String method, String params) throws Exception {
        return edge.post(
                path, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    @Test
    void send_namesTheTaskAndGetsItUnderThatName() throws Exception {
        HttpResponse<String> response =
                call("/agents/echo", "tasks/send", "{\"id\":\"mine\",\"sessionId\":\"s\"," + MESSAGE + "}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"id\":\"mine\",\"sessionId\":\"ctx-1\","
                        + "\"status\":{\"state\":\"completed\"},\"artifacts\":[{\"parts\":[{\"type\":\"text\","
                        + "\"text\":\"hi\"}],\"index\":0}]}}");
        SendMessageCall sent = edge.tasks.sent.getFirst();
        assertThat(sent.getClientTaskId()).isEqualTo("mine");
        assertThat(sent.getAgentId()).isEqualTo("echo");
        assertThat(UUID.fromString(sent.getTaskId()).version()).isEqualTo(7);
        Message message = sent.getRequest().getMessage();
        assertThat(message.getTaskId()).isEmpty();
        assertThat(message.getContextId()).isEqualTo("s");
        assertThat(message.getMessageId()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_PARAMS, -32602",
        "UNSUPPORTED_OPERATION, -32009",
        "CONTENT_TYPE_NOT_SUPPORTED, -32005",
        "EXTENSION_SUPPORT_REQUIRED, -32600"
    })
    void agentsErrorToAMessage_isToldInTheWordsOfTheVersion(A2aErrorCode code, int expected) throws Exception {
        edge.tasks.onSend = call -> {
            throw new A2aException(code, "Task t failed, the agent refused: not so");
        };
        assertThat(call("/agents/echo", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}")
                        .body())
                .contains("\"error\":{\"code\":" + expected + ",", "Task t failed, the agent refused: not so");
    }

    @Test
    void methodsThatV03HasToo_areOfV01ForAnIdThatItsCallerMade() throws Exception {
        call("/agents/echo", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}");

        assertThat(call("/agents/echo", "tasks/get", "{\"id\":\"mine\"}").body())
                .contains("\"result\":{\"id\":\"mine\",\"sessionId\"", "\"type\":\"text\"")
                .doesNotContain("kind");
        assertThat(call("/agents/echo", "tasks/cancel", "{\"id\":\"mine\"}").body())
                .contains("\"error\":{\"code\":-32002,\"message\":\"Task cannot be canceled\",\"data\":{\"detail\":");
        // at another address it is nobody's name
        assertThat(call("/", "tasks/get", "{\"id\":\"mine\"}").body()).contains("-32001");
        String ours = edge.tasks.sent.getFirst().getTaskId();
        assertThat(call("/agents/echo", "tasks/get", "{\"id\":\"" + ours + "\"}")
                        .body())
                .contains("\"kind\":\"task\"", ours);
        assertThat(call("/agents/echo", "tasks/get", "{\"id\":\"other\"}").body())
                .contains("-32001");
    }

    @Test
    void nameThatLooksLikeAnIdOfOurs_isFoundAllTheSame() throws Exception {
        String name = "01990000-0000-7000-8000-000000000001";
        call("/agents/echo", "tasks/send", "{\"id\":\"" + name + "\"," + MESSAGE + "}");

        assertThat(call("/agents/echo", "tasks/get", "{\"id\":\"" + name + "\"}")
                        .body())
                .contains("\"result\":{\"id\":\"" + name + "\",\"sessionId\"");
        assertThat(call("/agents/echo", "tasks/get", "{\"id\":\"01990000-0000-7000-8000-000000000002\"}")
                        .body())
                .contains("-32001");
    }

    private static TaskEvent task(String id, long sequence, TaskState state) {
        return TaskEvent.newBuilder()
                .setTaskId(id)
                .setSequence(sequence)
                .setEvent(StreamResponse.newBuilder()
                        .setTask(Task.newBuilder()
                                .setId(id)
                                .setContextId("c")
                                .setStatus(TaskStatus.newBuilder().setState(state))
                                .addArtifacts(dev.parley.proto.a2a.v1.Artifact.newBuilder()
                                        .setArtifactId("a")
                                        .addParts(Part.newBuilder().setText("so far")))))
                .build();
    }

    @Test
    void sendSubscribe_streamsStatusesAndArtifacts() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            out.send(task(call.getTaskId(), 1, TaskState.TASK_STATE_SUBMITTED));
            out.send(ScriptedTasks.event(call.getTaskId(), 2, "working"));
        };
        String body = call("/", "tasks/sendSubscribe", "{\"id\":\"mine\"," + MESSAGE + "}")
                .body();

        assertThat(body.split("\n\n"))
                .satisfiesExactly(
                        artifact -> assertThat(artifact)
                                .startsWith("id: 1\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"id\":\"mine\","
                                        + "\"artifact\":{")
                                .contains("so far"),
                        submitted -> assertThat(submitted)
                                .startsWith("id: 1\ndata: ")
                                .contains("\"submitted\"", "\"final\":false"),
                        working -> assertThat(working)
                                .startsWith("id: 2\ndata: ")
                                .contains("\"state\":\"working\"", "\"role\":\"agent\""));
    }

    @Test
    void resubscribe_beginsWithTheTaskWhateverTheCursor() throws Exception {
        call("/", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}");
        edge.tasks.onSubscribe = (call, out) -> out.send(task("t", 7, TaskState.TASK_STATE_WORKING));
        String body = edge.post(
                        "/",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/resubscribe\",\"params\":{\"id\":\"mine\"}}",
                        "Last-Event-ID",
                        "3")
                .body();

        assertThat(body).contains("\"id\":\"mine\",\"artifact\"", "\"id\":\"mine\",\"status\"");
        assertThat(edge.tasks.subscribed.getFirst().getRequest().getId())
                .isEqualTo(edge.tasks.sent.getFirst().getTaskId());
        assertThat(edge.tasks.subscribed.getFirst().getAfterSequence())
                .as("no event's number: an ended task is told, too")
                .isEqualTo(-1);
    }

    @Test
    void idOfNull_isTakenByPostAndRefusedOverWebSocket() throws Exception {
        String send = "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tasks/send\",\"params\":{\"id\":\"mine\","
                + MESSAGE + "}}";
        assertThat(edge.post("/agents/echo", send).body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{\"id\":\"mine\"");
        String get = "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tasks/get\",\"params\":{\"id\":\"mine\"}}";
        assertThat(edge.post("/agents/echo", get).body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{\"id\":\"mine\"");
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            assertThat(caller.send(send).next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600");
        }
        assertThat(edge.tasks.sent).hasSize(1);
    }

    @Test
    void webhook_isSetAndReadUnderTheCallersName() throws Exception {
        String config = "\"pushNotificationConfig\":{\"url\":\"https://hook\",\"token\":\"t\","
                + "\"authentication\":{\"schemes\":[\"Bearer\"],\"credentials\":\"c\"}}";
        call("/agents/echo", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}");
        String set = call("/agents/echo", "tasks/pushNotification/set", "{\"id\":\"mine\"," + config + "}")
                .body();

        assertThat(set).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"id\":\"mine\"," + config + "}}");
        CreatePushConfigCall created = edge.tasks.created.getFirst();
        assertThat(created.getProtocolVersion()).isEqualTo("0.1");
        assertThat(created.getConfig().getTaskId())
                .isEqualTo(edge.tasks.sent.getFirst().getTaskId());
        assertThat(call("/agents/echo", "tasks/pushNotification/get", "{\"id\":\"mine\"}")
                        .body())
                .isEqualTo(set);
        assertThat(call("/agents/echo", "tasks/pushNotification/set", "{\"id\":\"nobody\"," + config + "}")
                        .body())
                .contains("\"error\":{\"code\":-32001", "nobody");
    }

    @Test
    void webhookThatComesWithASend_isCalledInV01() throws Exception {
        call(
                "/agents/echo",
                "tasks/send",
                "{\"id\":\"mine\",\"pushNotification\":{\"url\":\"https://hook\"}," + MESSAGE + "}");

        SendMessageCall sent = edge.tasks.sent.getFirst();
        assertThat(sent.getProtocolVersion()).isEqualTo("0.1");
        assertThat(sent.getRequest()
                        .getConfiguration()
                        .getTaskPushNotificationConfig()
                        .getUrl())
                .isEqualTo("https://hook");
    }

    @Test
    void overWebSocket_itIsTheSame() throws Exception {
        edge.tasks.onStream = (call, out) -> out.send(task(call.getTaskId(), 1, TaskState.TASK_STATE_COMPLETED));
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            assertThat(caller.call("1", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}")
                            .next())
                    .contains("\"result\":{\"id\":\"mine\"");
            caller.call("2", "tasks/sendSubscribe", "{\"id\":\"other\"," + MESSAGE + "}");
            assertThat(caller.next()).contains("\"artifact\"").endsWith(",\"eventId\":\"1\"}");
            assertThat(caller.next())
                    .contains("\"completed\"", "\"final\":true")
                    .endsWith(",\"eventId\":\"1\"}");
            assertThat(caller.next()).contains("streamEnd");
        }
    }

    @Test
    void bareMessage_isACompletedTask() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setMessage(Message.newBuilder()
                        .setMessageId("m")
                        .setContextId("c")
                        .setRole(Role.ROLE_AGENT)
                        .addParts(Part.newBuilder().setText("hello")))
                .build();
        assertThat(call("/", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}").body())
                .contains(
                        "\"result\":{\"id\":\"mine\",\"sessionId\":\"c\",\"status\":{\"state\":\"completed\"", "hello");
    }

    @Test
    void errors_haveTheNumbersOfV01() throws Exception {
        edge.tasks.onSend = call -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task mine has ended");
        };
        assertThat(call("/", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}").body())
                .contains("\"error\":{\"code\":-32009");
        assertThat(call("/", "tasks/send", "{\"id\":\"mine\"}").body()).contains("-32602", "$.params.message");
        assertThat(call("/", "tasks/pushNotification/get", "{\"id\":\"nobody\"}")
                        .body())
                .contains("\"error\":{\"code\":-32001", "nobody");
        assertThat(edge.rpc("/", "tasks/send", "{\"id\":\"mine\"," + MESSAGE + "}")
                        .body())
                .contains("-32600", "A2A-Version");
    }
}
