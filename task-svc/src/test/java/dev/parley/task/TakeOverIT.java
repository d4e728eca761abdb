package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.task.v1.SendMessageCall;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the next life of the service makes of tasks whose owner died in their middle. */
class TakeOverIT extends TaskServiceFixture {
    private static void restart() {
        stopService();
        startService("one");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long callsOf(Message message) {
        return router.calls.stream()
                .filter(call -> call.getRequest().getMessage().getMessageId().equals(message.getMessageId()))
                .count();
    }

    private static void resumable(String task, Message first, TaskState state, String text) {
        String remote = "remote-" + first.getMessageId();
        router.resumable.put(remote, ScriptedRouter.task(remote, state, text).getTask());
        assertThat(task).isNotEmpty();
    }

    @Test
    void followUpThatAnAgentHas_isAskedAfter() {
        Message first = message("input");
        String task = tasks.sendMessage(call("a", first)).getTaskId();
        Message followUp = message("mute follow-1").toBuilder().setTaskId(task).build();
        SendMessageCall call = immediate(call("a", followUp));
        Thread.startVirtualThread(() -> tasks.sendMessage(call));
        eventually(() -> callsOf(followUp), calls -> calls == 1);
        resumable(task, first, TaskState.TASK_STATE_COMPLETED, "done after all");

        restart();

        Task done = eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_COMPLETED);
        assertThat(done.getArtifacts(0).getParts(0).getText()).isEqualTo("done after all");
        assertThat(callsOf(followUp)).isEqualTo(1);
        router.release("follow-1");
    }

    @Test
    void followUpThatAnAgentHasAfterItWantedAnAuthorization_isNotForgotten() {
        Message first = message("auth");
        String task = tasks.sendMessage(call("a", first)).getTaskId();
        Message followUp =
                message("mute follow-auth").toBuilder().setTaskId(task).build();
        Thread.startVirtualThread(() -> tasks.sendMessage(immediate(call("a", followUp))));
        eventually(() -> callsOf(followUp), calls -> calls == 1);

        restart(); // the agent does not know the task then

        Task failed = eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_FAILED);
        assertThat(failed.getStatus().getMessage().getParts(0).getText()).contains("cannot say what became of it");
        router.release("follow-auth");
    }

    @Test
    void followUpsThatWait_areSentInTheirOrder() {
        Message first = message("input");
        String task = tasks.sendMessage(call("a", first)).getTaskId();
        Message second = message("mute follow-2").toBuilder().setTaskId(task).build();
        Message third = message("echo third").toBuilder().setTaskId(task).build();
        Thread.startVirtualThread(() -> tasks.sendMessage(immediate(call("a", second))));
        eventually(() -> callsOf(second), calls -> calls == 1);
        Thread.startVirtualThread(() -> tasks.sendMessage(immediate(call("a", third))));
        eventually(() -> get(task).getHistoryCount(), count -> count == 3);
        resumable(task, first, TaskState.TASK_STATE_INPUT_REQUIRED, "");

        restart();

        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(second)).isEqualTo(1);
        assertThat(callsOf(third)).isEqualTo(1);
        router.release("follow-2");
    }

    @Test
    void unreadableTask_holdsUpNoOther() throws Exception {
        SendMessageCall bad = immediate(call("", "mute bad"));
        SendMessageCall good = immediate(call("", "mute good"));
        String broken = tasks.sendMessage(bad).getTaskId();
        String sound = tasks.sendMessage(good).getTaskId();
        eventually(() -> callsOf(good.getRequest().getMessage()), calls -> calls == 1);
        stopService();
        execute("UPDATE task.journal SET kind = 99 WHERE task_id = '" + broken + "' AND seq = 1");
        startService("one");

        eventually(() -> get(sound).getStatus().getState(), state -> state == TaskState.TASK_STATE_FAILED);
        // what made it unreadable is mended, and it goes on by itself
        execute("UPDATE task.journal SET kind = 1 WHERE task_id = '" + broken + "' AND seq = 1");
        eventually(() -> get(broken).getStatus().getState(), state -> state == TaskState.TASK_STATE_FAILED);
        router.release("bad");
        router.release("good");
    }

    @Test
    void needThatNobodyCanAnswerYet_waitsForTheMeshToComeUp() {
        SendMessageCall call = immediate(call("", "echo early"));
        router.unsure.set(Integer.MAX_VALUE);
        String task = tasks.sendMessage(call).getTaskId();
        restart();
        assertThat(get(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        router.unsure.set(0);
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(call.getRequest().getMessage())).isEqualTo(1);
    }

    @Test
    void leaseThatRanOutForAMoment_disturbsNothing() throws Exception {
        SendMessageCall call = immediate(call("a", "hang lease"));
        String task = tasks.sendMessage(call).getTaskId();
        execute("UPDATE task.instance SET lease_until = now() - interval '1 s'");
        // several sweeps come before each renewal
        long renewals = 2;
        for (int i = 0; i < renewals; i++) {
            eventually(TakeOverIT::leaseHolds, held -> held);
            execute("UPDATE task.instance SET lease_until = now() - interval '1 s'");
        }
        router.release("lease");
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(call.getRequest().getMessage())).isEqualTo(1);
    }

    private static boolean leaseHolds() {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM task.instance WHERE lease_until > now()")) {
            return row.next() && row.getInt(1) == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void cancelThatWasAskedFor_isAskedAgain() {
        Message first = message("hang canceled");
        String task = tasks.sendMessage(immediate(call("stubborn", first))).getTaskId();
        Thread.startVirtualThread(() -> tasks.cancelTask(dev.parley.proto.task.v1.CancelTaskCall.newBuilder()
                .setRequest(
                        dev.parley.proto.a2a.v1.CancelTaskRequest.newBuilder().setId(task))
                .build()));
        eventually(router.cancels::get, asked -> asked > 0);
        router.resumable.put(
                "remote-" + first.getMessageId(),
                ScriptedRouter.task("remote-" + first.getMessageId(), TaskState.TASK_STATE_WORKING, "")
                        .getTask());
        int before = router.cancels.get();
        restart();
        eventually(router.cancels::get, asked -> asked > before);
        router.release("canceled");
    }
}
