package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.WithdrawAnswerRequest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Equal messages sent again: while the first is unanswered they join its task, afterwards they are new ones. */
class ResendIT extends TaskServiceFixture {
    private static long callsOf(Message message) {
        return router.calls.stream()
                .filter(call -> call.getRequest().getMessage().getMessageId().equals(message.getMessageId()))
                .count();
    }

    private static void awaitCalls(Message message, long count) {
        eventually(() -> callsOf(message), calls -> calls == count);
    }

    /** Sends in a context that can be left. */
    private static CompletableFuture<Void> leave(SendMessageCall call, Context.CancellableContext context) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread.startVirtualThread(() -> context.run(() -> {
            try {
                TaskServiceGrpc.newBlockingStub(channel).sendMessage(call);
            } catch (StatusRuntimeException left) {
                // as wanted
            }
            over.complete(null);
        }));
        return over;
    }

    @Test
    void callerThatLeft_hasNotBeenAnswered() throws Exception {
        Message message = message("hang left");
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            CompletableFuture<Void> over = leave(call("a", message), context);
            awaitCalls(message, 1);
            context.cancel(null);
            router.release("left");
            over.get(10, TimeUnit.SECONDS);
        }
        assertThat(tasks.sendMessage(call("a", message)).getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(message)).isEqualTo(1);
    }

    @Test
    void answerToAJoinedSend_isAnAnswer() throws Exception {
        Message message = message("hang joined");
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            context.run(() -> TaskServiceGrpc.newStub(channel)
                    .streamMessage(
                            call("a", message), collector(new CopyOnWriteArrayList<>(), new CompletableFuture<>())));
            awaitCalls(message, 1);
        }
        router.release("joined");
        String first = tasks.sendMessage(call("a", message)).getTaskId();
        assertThat(callsOf(message)).isEqualTo(1);
        eventually(() -> tasks.sendMessage(call("a", message)).getTaskId(), id -> !id.equals(first));
    }

    @Test
    void withdrawnAnswer_letsAnEqualMessageJoinAtOnce() {
        for (int i = 0; i < 20; i++) {
            Message message = message("echo " + i);
            String task = tasks.sendMessage(call("a", message)).getTaskId();
            withdraw(task, message);
            assertThat(tasks.sendMessage(call("a", message)).getTaskId()).isEqualTo(task);
        }
    }

    @Test
    void withdrawnAnswerOfAFollowUp_isThatOfTheFollowUp() {
        Message first = message("input");
        String task = tasks.sendMessage(call("a", first)).getTaskId();
        Message followUp = message("echo more").toBuilder().setTaskId(task).build();
        tasks.sendMessage(call("a", followUp));
        withdraw(task, followUp);
        // not refused for a task that has ended: it is the same message
        assertThat(tasks.sendMessage(call("a", followUp)).getTaskId()).isEqualTo(task);
        assertThat(callsOf(followUp)).isEqualTo(1);
    }

    private static void withdraw(String task, Message message) {
        tasks.withdrawAnswer(WithdrawAnswerRequest.newBuilder()
                .setTaskId(task)
                .setMessageId(message.getMessageId())
                .build());
    }

    @Test
    void resentFollowUp_waitsForItsOwnAnswer() throws Exception {
        String task = tasks.sendMessage(call("a", "input")).getTaskId();
        Message followUp = message("hang follow").toBuilder().setTaskId(task).build();
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            leave(call("a", followUp), context);
            awaitCalls(followUp, 1);
        }
        CompletableFuture<TaskState> again = CompletableFuture.supplyAsync(() ->
                tasks.sendMessage(call("a", followUp)).getTask().getStatus().getState());
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_WORKING);
        router.release("follow");
        assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(followUp)).isEqualTo(1);
    }

    @Test
    void streamOfAResentFollowUpWhoseTurnIsOver_ends() throws Exception {
        Task asked = tasks.sendMessage(call("a", "input")).getTask();
        Message followUp =
                message("hanginput turn").toBuilder().setTaskId(asked.getId()).build();
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            leave(call("a", followUp), context);
            awaitCalls(followUp, 1);
        }
        router.release("turn");
        eventually(
                () -> get(asked.getId()).getStatus(),
                status -> status.getState() == TaskState.TASK_STATE_INPUT_REQUIRED
                        && !status.getTimestamp().equals(asked.getStatus().getTimestamp()));

        assertThat(stream(call("a", followUp)))
                .singleElement()
                .extracting(event -> event.getEvent().getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(callsOf(followUp)).isEqualTo(1);
    }

    @Test
    void agentsIdWithNul_failsTheTaskAndSaysSo() {
        assertThat(tasks.sendMessage(call("a", "nul"))
                        .getTask()
                        .getStatus()
                        .getMessage()
                        .getParts(0)
                        .getText())
                .contains("U+0000");
    }

    @Test
    void contextIdThatCannotBeKept_isInvalid() {
        for (String context : new String[] {"a\0b", "x".repeat(513)}) {
            assertThat(codeOf(() -> tasks.sendMessage(call(
                            "a",
                            message("echo").toBuilder().setContextId(context).build()))))
                    .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void choice_waitsForServicesOfTheMeshThatAreAway() {
        router.unsure.set(3);
        assertThat(tasks.sendMessage(call("", "echo patience"))
                        .getTask()
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void agentThatGoesOn_isAskedToCancelNowAndThenAndWatchersHearNothingOfIt() {
        String task =
                tasks.sendMessage(immediate(call("stubborn", "hang stubborn"))).getTaskId();
        int before = router.cancels.get();
        tasks.cancelTask(dev.parley.proto.task.v1.CancelTaskCall.newBuilder()
                .setRequest(
                        dev.parley.proto.a2a.v1.CancelTaskRequest.newBuilder().setId(task))
                .build());
        assertThat(router.cancels.get() - before).isBetween(2, 12);
        router.release("stubborn");
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(subscribe(task, 0L)).hasSize(2);
    }
}
