package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent's error to a message: who gets it as that error, and what its task says. */
class RefusalIT extends TaskServiceFixture {
    /** As the edge sends it, with an id for the task. */
    private static SendMessageCall named(String agent, String text) {
        return named(agent, message(text));
    }

    private static SendMessageCall named(String agent, Message message) {
        return call(agent, message).toBuilder()
                .setTaskId(new dev.parley.kit.ids.UuidV7(
                                java.time.InstantSource.system(), new java.security.SecureRandom())
                        .next()
                        .toString())
                .build();
    }

    private static void assertRefusal(TaskStatus status, int code, String reason) {
        assertRefusal(status, TaskState.TASK_STATE_FAILED, code, reason);
    }

    private static void assertRefusal(TaskStatus status, TaskState state, int code, String reason) {
        assertThat(status.getState()).isEqualTo(state);
        assertThat(status.getMessage().getParts(0).getText()).contains("not so");
        Struct error = status.getMessage()
                .getMetadata()
                .getFieldsOrThrow(Extensions.AGENT_ERROR)
                .getStructValue();
        assertThat(error)
                .isEqualTo(Struct.newBuilder()
                        .putFields(
                                "code", Value.newBuilder().setNumberValue(code).build())
                        .putFields(
                                "reason",
                                Value.newBuilder().setStringValue(reason).build())
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "-32602, INVALID_PARAMS",
        "-32004, UNSUPPORTED_OPERATION",
        "-32005, CONTENT_TYPE_NOT_SUPPORTED",
        "-32008, EXTENSION_SUPPORT_REQUIRED"
    })
    void errorOfTheMessage_answersItsSenderAndItsTaskFails(int code, A2aErrorCode expected) {
        SendMessageCall call = named("a", "refuse " + code);

        A2aException refused = errorOf(() -> tasks.sendMessage(call));

        assertThat(refused.code()).isEqualTo(expected);
        assertThat(refused).hasMessageContaining(call.getTaskId()).hasMessageContaining("not so");
        assertRefusal(getAt("a", call.getTaskId()).getStatus(), code, expected.reason());
    }

    @ParameterizedTest
    @CsvSource({
        "-32001, TASK_NOT_FOUND",
        "-32002, TASK_NOT_CANCELABLE",
        "-32009, VERSION_NOT_SUPPORTED",
        "-32603, INTERNAL_ERROR"
    })
    void errorBetweenMeshAndAgent_isAFailedTask(int code, String reason) {
        assertRefusal(tasks.sendMessage(call("a", "refuse " + code)).getTask().getStatus(), code, reason);
    }

    @Test
    void errorWithANumberOfTheAgentsOwn_hasNoName() {
        TaskStatus status =
                tasks.sendMessage(call("a", "refuse -31999")).getTask().getStatus();
        assertThat(status.getMessage()
                        .getMetadata()
                        .getFieldsOrThrow(Extensions.AGENT_ERROR)
                        .getStructValue()
                        .getFieldsMap())
                .containsOnlyKeys("code");
        assertThat(tasks.sendMessage(call("a", "refuse 0"))
                        .getTask()
                        .getStatus()
                        .getMessage()
                        .hasMetadata())
                .isFalse();
    }

    @Test
    void refusedTask_isListed() {
        String context = UUID.randomUUID().toString();
        assertThat(codeOf(() -> tasks.sendMessage(call(
                        "lister",
                        message("refuse -32005").toBuilder()
                                .setContextId(context)
                                .build()))))
                .isEqualTo(A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED);

        List<Task> listed = tasks.listTasks(ListTasksCall.newBuilder()
                        .setAgentId("lister")
                        .setRequest(ListTasksRequest.newBuilder().setContextId(context))
                        .build())
                .getTasksList();

        assertThat(listed)
                .singleElement()
                .satisfies(task -> assertRefusal(task.getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED"));
    }

    @Test
    void callerThatDoesNotWait_getsTheFailedTask() {
        Task task = tasks.sendMessage(immediate(call("a", "refuse -32005"))).getTask();
        assertRefusal(task.getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED");
    }

    @Test
    void agentThatHadBegun_leavesAFailedTask() {
        Task task = tasks.sendMessage(call("a", "refuse-begun -32005")).getTask();
        assertRefusal(task.getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED");
    }

    @Test
    void agentThatTheMeshChose_leavesAFailedTask() {
        Task task = tasks.sendMessage(call("", "refuse -32005")).getTask();
        assertRefusal(task.getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED");
    }

    @Test
    void stream_endsWithTheFailedStatus() {
        List<TaskEvent> events = stream(call("a", "refuse-begun -32602"));
        assertRefusal(events.getLast().getEvent().getStatusUpdate().getStatus(), -32602, "INVALID_PARAMS");
    }

    @ParameterizedTest
    @CsvSource({"-32602, INVALID_PARAMS", "-32005, CONTENT_TYPE_NOT_SUPPORTED"})
    void streamOfWhichTheErrorIsAll_isThatError(int code, A2aErrorCode expected) {
        SendMessageCall call = named("a", "refuse " + code);

        A2aException refused = errorOf(() -> stream(call));

        assertThat(refused.code()).isEqualTo(expected);
        assertThat(refused).hasMessageContaining(call.getTaskId()).hasMessageContaining("not so");
        assertRefusal(getAt("a", call.getTaskId()).getStatus(), code, expected.name());
        // it was answered: an equal message is a new one
        assertThat(errorOf(() -> stream(call("a", call.getRequest().getMessage()))))
                .hasMessageContaining("not so");
    }

    @Test
    void streamThatJoinsATaskWhoseAgentHadBegun_isTheFailedTask() {
        String task = tasks.sendMessage(call("a", "input")).getTaskId();
        SendMessageCall once = call(
                        "a",
                        message("refuse-begun -32005").toBuilder()
                                .setTaskId(task)
                                .build())
                .toBuilder()
                .setOnceKey("begun-once")
                .build();
        assertRefusal(tasks.sendMessage(once).getTask().getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED");

        assertThat(stream(once))
                .singleElement()
                .satisfies(event ->
                        assertRefusal(event.getEvent().getTask().getStatus(), -32005, "CONTENT_TYPE_NOT_SUPPORTED"));
    }

    @Test
    void streamAtTheMesh_isTheFailedTask() {
        List<TaskEvent> events = stream(call("", "refuse -32602"));
        TaskStatus last = events.getLast().getEvent().getStatusUpdate().getStatus();
        assertRefusal(last, -32602, "INVALID_PARAMS");
    }

    @Test
    void streamOfAnErrorThatIsNotOfTheMessage_isTheFailedTask() {
        List<TaskEvent> events = stream(call("a", "refuse -32603"));
        assertThat(events).hasSize(1);
        assertRefusal(events.getFirst().getEvent().getTask().getStatus(), -32603, "INTERNAL_ERROR");
    }

    @ParameterizedTest
    @CsvSource({
        "-32602, INVALID_PARAMS",
        "-32004, UNSUPPORTED_OPERATION",
        "-32005, CONTENT_TYPE_NOT_SUPPORTED",
        "-32008, EXTENSION_SUPPORT_REQUIRED"
    })
    void followUpThatIsRefusedForWhatItIs_isAnsweredWithTheErrorAndTheTaskWaitsOn(int code, A2aErrorCode expected) {
        String task = tasks.sendMessage(call("a", "input")).getTaskId();
        Message followUp = message("refuse " + code).toBuilder().setTaskId(task).build();

        A2aException refused = errorOf(() -> tasks.sendMessage(call("a", followUp)));

        assertThat(refused.code()).isEqualTo(expected);
        assertThat(refused).hasMessageContaining("waits on").hasMessageContaining("not so");
        assertRefusal(get(task).getStatus(), TaskState.TASK_STATE_INPUT_REQUIRED, code, expected.name());
        Message better = message("echo better").toBuilder().setTaskId(task).build();
        assertThat(tasks.sendMessage(call("a", better)).getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void followUpThatTheAgentCannotTake_endsTheTask() {
        String task = tasks.sendMessage(call("a", "input")).getTaskId();
        Message followUp = message("refuse -32603").toBuilder().setTaskId(task).build();

        tasks.sendMessage(call("a", followUp));

        assertRefusal(get(task).getStatus(), -32603, "INTERNAL_ERROR");
    }

    @Test
    void streamOfAFollowUpThatIsRefused_endsWithTheStatus() {
        String task = tasks.sendMessage(call("a", "input")).getTaskId();
        List<TaskEvent> events = stream(
                call("a", message("refuse -32005").toBuilder().setTaskId(task).build()));

        StreamResponse last = events.getLast().getEvent();
        assertRefusal(
                last.hasTask()
                        ? last.getTask().getStatus()
                        : last.getStatusUpdate().getStatus(),
                TaskState.TASK_STATE_INPUT_REQUIRED,
                -32005,
                "CONTENT_TYPE_NOT_SUPPORTED");
    }

    @Test
    void messageBeforeTheRefusedOne_isNotAnsweredWithItsError() throws Exception {
        Message first = message("hanginput before");
        SendMessageCall call = named("a", first);
        CompletableFuture<TaskState> waiting =
                aside(() -> tasks.sendMessage(call).getTask().getStatus().getState());
        eventually(() -> callsOf(first), calls -> calls == 1);
        Message second =
                message("refuse -32005").toBuilder().setTaskId(call.getTaskId()).build();
        CompletableFuture<SendMessageReply> behind = aside(() -> tasks.sendMessage(call("a", second)));
        eventually(() -> get(call.getTaskId()).getHistoryCount(), count -> count == 2);

        router.release("before");

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertRefusal(
                eventually(() -> get(call.getTaskId()).getStatus(), TaskStatus::hasMessage),
                TaskState.TASK_STATE_INPUT_REQUIRED,
                -32005,
                "CONTENT_TYPE_NOT_SUPPORTED");
        eventually(behind::isDone, done -> done);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalMessageThatJoins_getsTheSameError(boolean afterARestart) throws Exception {
        String name = "joins-" + afterARestart;
        Message message = message("refuse-when " + name + " -32005");
        SendMessageCall call = named("a", message);
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            leave(call, context);
            eventually(() -> callsOf(message), calls -> calls == 1);
        }
        if (afterARestart) {
            router.release(name);
            eventually(
                    () -> get(call.getTaskId()).getStatus().getState(), state -> state == TaskState.TASK_STATE_FAILED);
            stopService();
            startService("one");
        }
        CompletableFuture<A2aException> again = aside(() -> errorOf(() -> tasks.sendMessage(call)));
        router.release(name);

        A2aException refused = again.get(10, TimeUnit.SECONDS);
        assertThat(refused.code()).isEqualTo(A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED);
        assertThat(refused).hasMessageContaining(call.getTaskId()).hasMessageContaining("not so");
        assertThat(callsOf(message)).isEqualTo(1);
    }

    @Test
    void messageThatCountsOnce_getsTheSameErrorAlsoAfterARestart() {
        SendMessageCall once = call("a", "refuse -32602").toBuilder()
                .setOnceKey("refused-once")
                .build();
        A2aException first = errorOf(() -> tasks.sendMessage(once));
        assertThat(errorOf(() -> tasks.sendMessage(once))).hasMessage(first.getMessage());

        stopService();
        startService("one");

        A2aException later = errorOf(() -> tasks.sendMessage(once));
        assertThat(later.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(later).hasMessage(first.getMessage());
    }

    @Test
    void equalMessageAfterTheAnswer_isANewOne() {
        SendMessageCall call = call("a", "refuse -32005");
        A2aException first = errorOf(() -> tasks.sendMessage(call));
        assertThat(errorOf(() -> tasks.sendMessage(call)).getMessage()).isNotEqualTo(first.getMessage());
    }

    private static long callsOf(Message message) {
        return router.calls.stream()
                .filter(call -> call.getRequest().getMessage().getMessageId().equals(message.getMessageId()))
                .count();
    }

    /** Sends in a context that can be left. */
    private static void leave(SendMessageCall call, Context.CancellableContext context) {
        Thread.startVirtualThread(() -> context.run(() -> {
            try {
                TaskServiceGrpc.newBlockingStub(channel).sendMessage(call);
            } catch (StatusRuntimeException left) {
                // as wanted
            }
        }));
    }
}
