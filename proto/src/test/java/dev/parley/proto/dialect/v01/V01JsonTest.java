package dev.parley.proto.dialect.v01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class V01JsonTest {
    private final Function<StreamResponse, List<byte[]>> stream =
            JsonRpcReplies.events(V01GoldenFilesTest.request(A2aMethod.SEND_STREAMING_MESSAGE));

    private List<String> events(StreamResponse event) {
        return stream.apply(event).stream()
                .map(json -> new String(json, StandardCharsets.UTF_8))
                .toList();
    }

    private static StreamResponse status(TaskState state) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId("t")
                        .setStatus(TaskStatus.newBuilder().setState(state)))
                .build();
    }

    private static StreamResponse chunk(String artifact, String text, boolean append, boolean last) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId("t")
                        .setArtifact(artifact(artifact, text))
                        .setAppend(append)
                        .setLastChunk(last))
                .build();
    }

    private static Artifact artifact(String id, String text) {
        return Artifact.newBuilder()
                .setArtifactId(id)
                .addParts(Part.newBuilder().setText(text))
                .build();
    }

    @Test
    void stream_hasAnEventAStatusAndAnArtifactAndTellsTheLast() {
        assertThat(events(status(TaskState.TASK_STATE_WORKING)))
                .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"id\":\"mine\","
                        + "\"status\":{\"state\":\"working\"},\"final\":false}}");
        assertThat(events(chunk("a", "one", false, false)))
                .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"id\":\"mine\",\"artifact\":{"
                        + "\"parts\":[{\"type\":\"text\",\"text\":\"one\"}],\"index\":0,\"append\":false,"
                        + "\"lastChunk\":false}}}");
        assertThat(events(chunk("b", "other", false, true))).first().asString().contains("\"index\":1");
        assertThat(events(chunk("a", "two", true, true)))
                .first()
                .asString()
                .contains("\"index\":0,\"append\":true,\"lastChunk\":true");
        for (TaskState state : List.of(
                TaskState.TASK_STATE_COMPLETED, TaskState.TASK_STATE_REJECTED, TaskState.TASK_STATE_INPUT_REQUIRED)) {
            assertThat(events(status(state))).first().asString().contains("\"final\":true");
        }
    }

    @Test
    void task_isOneEventAnArtifactAndThenItsStatus() {
        StreamResponse snapshot = StreamResponse.newBuilder()
                .setTask(Task.newBuilder()
                        .setId("t")
                        .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING))
                        .addArtifacts(artifact("a", "one"))
                        .addArtifacts(artifact("b", "two")))
                .build();
        assertThat(events(snapshot))
                .satisfiesExactly(
                        first -> assertThat(first).contains("one", "\"index\":0"),
                        second -> assertThat(second).contains("two", "\"index\":1"),
                        third -> assertThat(third).contains("working", "\"final\":false"));
        assertThat(events(chunk("b", "more", true, true))).first().asString().contains("\"index\":1");
    }

    @Test
    void states_haveTheNamesOfV01OrTheNearest() {
        record Case(TaskState state, String name) {}
        for (Case each : List.of(
                new Case(TaskState.TASK_STATE_UNSPECIFIED, "unknown"),
                new Case(TaskState.TASK_STATE_SUBMITTED, "submitted"),
                new Case(TaskState.TASK_STATE_WORKING, "working"),
                new Case(TaskState.TASK_STATE_COMPLETED, "completed"),
                new Case(TaskState.TASK_STATE_FAILED, "failed"),
                new Case(TaskState.TASK_STATE_CANCELED, "canceled"),
                new Case(TaskState.TASK_STATE_INPUT_REQUIRED, "input-required"),
                new Case(TaskState.TASK_STATE_REJECTED, "failed"),
                new Case(TaskState.TASK_STATE_AUTH_REQUIRED, "input-required"))) {
            assertThat(events(status(each.state()))).first().asString().contains("\"state\":\"" + each.name() + "\"");
        }
    }

    @Test
    void bareMessageInAStream_isAFault() {
        StreamResponse message = StreamResponse.newBuilder()
                .setMessage(Message.getDefaultInstance())
                .build();
        assertThatThrownBy(() -> events(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errors_haveTheNumbersOfV01() {
        record Case(A2aMethod method, A2aErrorCode code, int number) {}
        for (Case each : List.of(
                new Case(A2aMethod.GET_TASK, A2aErrorCode.TASK_NOT_FOUND, -32001),
                new Case(A2aMethod.CANCEL_TASK, A2aErrorCode.TASK_NOT_CANCELABLE, -32002),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.PUSH_NOTIFICATION_NOT_SUPPORTED, -32003),
                new Case(A2aMethod.SUBSCRIBE_TO_TASK, A2aErrorCode.UNSUPPORTED_OPERATION, -32004),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.UNSUPPORTED_OPERATION, -32009),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED, -32005),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.INVALID_AGENT_RESPONSE, -32603),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.UNAUTHENTICATED, -32007),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.PERMISSION_DENIED, -32008),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.RATE_LIMITED, -32010),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.OVERLOADED, -32011),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.VERSION_NOT_SUPPORTED, -32600),
                new Case(A2aMethod.SEND_MESSAGE, A2aErrorCode.INVALID_PARAMS, -32602))) {
            byte[] error =
                    JsonRpcReplies.error(V01GoldenFilesTest.request(each.method()), new A2aException(each.code(), "x"));
            assertThat(new String(error, StandardCharsets.UTF_8))
                    .as(each.toString())
                    .contains("\"code\":" + each.number() + ",");
        }
    }

    @Test
    void errors_haveTheFixedMessagesOfV01AndSayTheRestAsData() {
        A2aException error = new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task \"mine\" does not exist");
        assertThat(new String(
                        JsonRpcReplies.error(V01GoldenFilesTest.request(A2aMethod.GET_TASK), error),
                        StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":-32001,\"message\":\"Task not found\","
                                + "\"data\":{\"detail\":\"Task \\\"mine\\\" does not exist\"}}}");
        A2aException ours = new A2aException(A2aErrorCode.AGENT_NOT_FOUND, "Agent \"x\" is not registered");
        assertThat(new String(
                        JsonRpcReplies.error(V01GoldenFilesTest.request(A2aMethod.SEND_MESSAGE), ours),
                        StandardCharsets.UTF_8))
                .endsWith("{\"code\":-32057,\"message\":\"Agent \\\"x\\\" is not registered\"}}");
    }

    @Test
    void unreadableParams_areAnErrorOfV01Too() {
        JsonRpcException unreadable = catchThrowableOfType(
                JsonRpcException.class,
                () -> JsonRpcRequest.read(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/send\",\"params\":{\"id\":5}}"
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(new String(
                        JsonRpcReplies.error(unreadable, A2aVersion.V1_0, unreadable.error()), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"Invalid parameters\","
                                + "\"data\":{\"detail\":\"$.params.id");
    }

    private static JsonRpcRequest readWithNullId(String method, String params) {
        return JsonRpcRequest.read(
                ("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":null,\"params\":" + params + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void idOfNull_isTakenForMethodsOfV01Only() {
        String message = "\"message\":{\"role\":\"user\",\"messageId\":\"m\",\"parts\":[{\"text\":\"x\"}]}";
        assertThat(readWithNullId("tasks/send", "{\"id\":\"a\"," + message + "}")
                        .idToken())
                .isEqualTo("null");
        assertThat(readWithNullId("tasks/get", "{\"id\":\"a\"}").idToken()).isEqualTo("null");
        assertThat(readWithNullId("tasks/get", "{\"id\":\"a\"}").isV01()).isTrue();
        for (String method : List.of("message/send", "SendMessage")) {
            assertThatThrownBy(() -> readWithNullId(method, "{" + message + "}"))
                    .isInstanceOfSatisfying(
                            JsonRpcException.class,
                            refused -> assertThat(refused.error().code()).isEqualTo(A2aErrorCode.INVALID_REQUEST));
        }
    }

    private static List<String> faults(String method, String params) {
        JsonRpcException e = catchThrowableOfType(
                JsonRpcException.class,
                () -> JsonRpcRequest.read(
                        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}")
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(e.error().code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        return e.error().violations().stream().map(Violation::path).toList();
    }

    @Test
    void badParams_areNamedByTheirPath() {
        assertThat(faults("tasks/send", "{}")).containsExactly("$.params.id", "$.params.message");
        assertThat(faults("tasks/send", "{\"id\":5,\"message\":{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}}"))
                .containsExactly("$.params.id");
        assertThat(faults("tasks/send", "{\"id\":\" \",\"message\":{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}}"))
                .containsExactly("$.params.id");
        assertThat(faults("tasks/pushNotification/get", "{\"id\":\"\"}")).containsExactly("$.params.id");
        assertThat(faults(
                        "tasks/sendSubscribe",
                        "{\"id\":\"a\",\"message\":{\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"text\":\"x\"},{},"
                                + "{\"file\":{}}]}}"))
                .containsExactly(
                        "$.params.message.parts[0].type",
                        "$.params.message.parts[1]",
                        "$.params.message.parts[2].file");
    }

    @Test
    void about_meansAnotherTaskAndKeepsTheName() {
        JsonRpcRequest get = V01GoldenFilesTest.request(A2aMethod.GET_TASK).about("ours");
        assertThat(((GetTaskRequest) get.params()).getId()).isEqualTo("ours");
        assertThat(get.taskId()).isEqualTo("mine");
    }

    @Test
    void mutatedCalls_areReadOrRefusedWithAnErrorOfOurs() {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        Random random = new Random(seed);
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/send\",\"params\":{\"id\":\"a\",\"sessionId\":"
                + "\"s\",\"message\":{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"data\","
                + "\"data\":{}}]},\"historyLength\":3}}";
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = call.getBytes(StandardCharsets.UTF_8);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) (32 + random.nextInt(95));
            }
            try {
                JsonRpcRequest.read(mutated);
            } catch (JsonRpcException refused) {
                assertThat(refused.error().code().jsonRpcCode())
                        .as("seed " + seed)
                        .isLessThan(-32000);
            }
        }
    }
}
