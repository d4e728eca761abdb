package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tasks whose agent wants an authorization and has closed its stream: it may come on another way than by a message. */
class AuthorizationIT extends TaskServiceFixture {
    private record Waiting(String id, String remote) {}

    private static Waiting waiting(String agent) {
        Message message = message("auth");
        String id = tasks.sendMessage(call(agent, message)).getTaskId();
        Waiting waiting = new Waiting(id, "remote-" + message.getMessageId());
        says(waiting, TaskState.TASK_STATE_AUTH_REQUIRED);
        return waiting;
    }

    private static void says(Waiting task, TaskState state) {
        router.resumable.put(
                task.remote(), ScriptedRouter.task(task.remote(), state, "").getTask());
    }

    private static TaskState stateOf(Waiting task) {
        return get(task.id()).getStatus().getState();
    }

    /** Looks at the task until its agent has been asked about it twice more. */
    private static void lookUntilAskedTwice(Waiting task) {
        int before = router.questions.get();
        eventually(
                () -> {
                    get(task.id());
                    return router.questions.get();
                },
                asked -> asked >= before + 2);
    }

    @Test
    void taskThatIsAuthorizedElsewhere_goesOnWhenItIsLookedAt() {
        Waiting task = waiting("a");
        Task before = get(task.id());
        lookUntilAskedTwice(task);
        assertThat(get(task.id())).as("asked in vain, it is as it was").isEqualTo(before);

        says(task, TaskState.TASK_STATE_COMPLETED);

        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void openSubscription_isALookToo() throws Exception {
        Waiting task = waiting("a");
        CompletableFuture<List<TaskEvent>> events =
                CompletableFuture.supplyAsync(() -> subscribe(task.id(), null), Thread::startVirtualThread);
        int before = router.questions.get();
        eventually(() -> router.questions.get(), asked -> asked > before);

        says(task, TaskState.TASK_STATE_COMPLETED);

        assertThat(events.get(20, TimeUnit.SECONDS)
                        .getLast()
                        .getEvent()
                        .getStatusUpdate()
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void look_doesNotRepeatACancelThatTheAgentRefused() {
        Waiting task = waiting("unwilling");
        CancelTaskCall cancel = CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(task.id()))
                .build();
        assertThat(codeOf(() -> tasks.cancelTask(cancel))).isEqualTo(A2aErrorCode.TASK_NOT_CANCELABLE);
        int cancels = router.cancels.get();

        lookUntilAskedTwice(task);
        says(task, TaskState.TASK_STATE_COMPLETED);

        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(router.cancels).hasValue(cancels);
    }

    @Test
    void messageThatComesMeanwhile_goesOut() {
        Waiting task = waiting("a");
        lookUntilAskedTwice(task);
        assertGoesOnWithAMessage(task);
    }

    @Test
    void restartWhileTheAgentCannotTell_changesNothing() {
        Waiting task = waiting("a");
        router.resumable.remove(task.remote());

        stopService();
        startService("one");

        assertThat(stateOf(task)).isEqualTo(TaskState.TASK_STATE_AUTH_REQUIRED);
        assertGoesOnWithAMessage(task);
    }

    private static void assertGoesOnWithAMessage(Waiting task) {
        Message granted =
                message("echo granted").toBuilder().setTaskId(task.id()).build();
        assertThat(tasks.sendMessage(call("a", granted)).getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }
}
