package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.ids.UuidV7;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.postgres.PostgresJournalStore;
import io.grpc.ManagedChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances on one database: what comes to the one, about a task that the other runs. */
class TwoInstancesIT extends TaskServiceFixture {
    private static MeshService second;
    private static ManagedChannel toSecond;
    private static TaskServiceBlockingStub there;

    @BeforeEach
    void startSecond() {
        second = startInstance("two", "it-task-2");
        toSecond = RpcChannels.open("in-process:it-task-2");
        there = TaskServiceGrpc.newBlockingStub(toSecond).withDeadlineAfter(60, TimeUnit.SECONDS);
        tasks = TaskServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void stopSecond() {
        toSecond.shutdownNow();
        second.close();
    }

    private static Message followUp(String text, String task) {
        return message(text).toBuilder().setTaskId(task).build();
    }

    private static SendMessageReply send(TaskServiceBlockingStub to, SendMessageCall call) {
        return to.sendMessage(call);
    }

    private static TaskState stateOf(String task) {
        return get(task).getStatus().getState();
    }

    private static Task cancel(TaskServiceBlockingStub at, String task) {
        return at.cancelTask(CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(task))
                .build());
    }

    private static long callsOf(Message message) {
        return router.calls.stream()
                .filter(call -> call.getRequest().getMessage().getMessageId().equals(message.getMessageId()))
                .count();
    }

    @Test
    void followUp_behindATurnThatRunsElsewhere() {
        String task = send(tasks, immediate(call("a", "hanginput there-1"))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);
        Message second = followUp("echo second", task);
        CompletableFuture<SendMessageReply> answer = aside(() -> send(there, call("a", second)));
        eventually(() -> get(task).getHistoryCount(), count -> count == 2);
        router.release("there-1");

        assertThat(answer.join().getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(second)).isEqualTo(1);
    }

    @Test
    void followUp_toATaskThatWaitsElsewhere() {
        String task = send(tasks, call("a", "input")).getTaskId();
        Message second = followUp("echo second", task);

        SendMessageReply answer = send(there, call("a", second));

        assertThat(answer.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(answer.getTask().getHistoryList())
                .extracting(Message::getMessageId)
                .contains(second.getMessageId());
        assertThat(callsOf(second)).isEqualTo(1);
    }

    @Test
    void followUps_fromBothInstancesAtOnce_areEachServedOnce() {
        String task = send(tasks, call("a", "input")).getTaskId();
        List<Message> messages = new ArrayList<>();
        List<CompletableFuture<SendMessageReply>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Message message = followUp("input", task);
            TaskServiceBlockingStub at = i % 2 == 0 ? tasks : there;
            messages.add(message);
            answers.add(aside(() -> send(at, call("a", message))));
        }
        answers.forEach(answer -> assertThat(answer.join().getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED));
        assertThat(messages).allSatisfy(message -> assertThat(callsOf(message)).isEqualTo(1));
        assertThat(get(task).getHistoryCount()).isEqualTo(13);
    }

    @Test
    void followUp_toATaskThatEndedElsewhere_isRefusedAgainAndAgain() {
        String task = send(tasks, call("a", "echo")).getTaskId();
        SendMessageCall late = call("a", followUp("echo late", task));
        assertThat(codeOf(() -> send(there, late))).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
        assertThat(codeOf(() -> send(there, late))).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
    }

    @Test
    void cancel_ofATaskThatRunsElsewhere() {
        String task = send(tasks, immediate(call("a", "hang there-2"))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);

        assertThat(cancel(there, task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(stateOf(task)).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(cancel(there, task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        router.release("there-2");
    }

    @Test
    void cancel_thatTheAgentRefusesElsewhere() {
        String task = send(tasks, immediate(call("unwilling", "hang there-3"))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);
        assertThat(codeOf(() -> cancel(there, task))).isEqualTo(A2aErrorCode.TASK_NOT_CANCELABLE);
        router.release("there-3");
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(codeOf(() -> cancel(there, task))).isEqualTo(A2aErrorCode.TASK_NOT_CANCELABLE);
    }

    @Test
    void cancels_atBothInstancesAtOnce_haveOneResult() {
        String task = send(tasks, immediate(call("a", "hang there-4"))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);
        CompletableFuture<Task> one = aside(() -> cancel(tasks, task));
        CompletableFuture<Task> two = aside(() -> cancel(there, task));
        assertThat(one.join().getStatus()).isEqualTo(two.join().getStatus());
        router.release("there-4");
    }

    @Test
    void equalMessages_atBothInstancesAtOnce_startOneTask() {
        // under a once-key, which holds also when the first is answered before the second has come
        SendMessageCall call =
                call("a", "hang there-5").toBuilder().setOnceKey("key:there-5").build();
        CompletableFuture<SendMessageReply> one = aside(() -> send(tasks, call));
        CompletableFuture<SendMessageReply> two = aside(() -> send(there, call));
        eventually(() -> callsOf(call.getRequest().getMessage()), calls -> calls == 1);
        router.release("there-5");
        assertThat(one.join().getTaskId()).isEqualTo(two.join().getTaskId());
        assertThat(callsOf(call.getRequest().getMessage())).isEqualTo(1);
    }

    @Test
    void watchers_atBothInstances_seeTheSame() {
        String task = send(tasks, immediate(call("", "hang there-6"))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);
        CompletableFuture<List<TaskEvent>> one = aside(() -> subscribe(task, 0L));
        CompletableFuture<List<TaskEvent>> two = aside(() -> subscribeThere(task));
        router.release("there-6");
        assertThat(one.join())
                .isEqualTo(two.join())
                .isSortedAccordingTo(Comparator.comparingLong(TaskEvent::getSequence));
    }

    private static List<TaskEvent> subscribeThere(String task) {
        List<TaskEvent> events = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        TaskServiceGrpc.newStub(toSecond)
                .subscribeToTask(
                        SubscribeToTaskCall.newBuilder()
                                .setRequest(SubscribeToTaskRequest.newBuilder().setId(task))
                                .setAfterSequence(0)
                                .build(),
                        collector(events, done));
        done.orTimeout(30, TimeUnit.SECONDS).join();
        return events;
    }

    @Test
    void instanceThatLeaves_givesItsTasksToTheOther() {
        Message asked = message("hang there-7");
        String task = send(there, immediate(call("a", asked))).getTaskId();
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_WORKING);
        String remote = "remote-" + asked.getMessageId();
        router.resumable.put(
                remote,
                ScriptedRouter.task(remote, TaskState.TASK_STATE_COMPLETED, "gone on")
                        .getTask());

        second.close();

        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(get(task).getArtifacts(0).getParts(0).getText()).isEqualTo("gone on");
        assertThat(callsOf(asked)).isEqualTo(1);
        router.release("there-7");
    }

    @Test
    void sendThatWaits_isAnsweredWhenItsTaskIsTakenOver() throws Exception {
        Message asked = message("hang there-8");
        CompletableFuture<SendMessageReply> answer = aside(() -> send(there, call("a", asked)));
        eventually(() -> callsOf(asked), calls -> calls == 1);
        String remote = "remote-" + asked.getMessageId();
        router.resumable.put(
                remote,
                ScriptedRouter.task(remote, TaskState.TASK_STATE_COMPLETED, "gone on")
                        .getTask());
        // as one that was stopped for longer than its lease finds it when it wakes up
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            eventually(() -> remoteKnown(remote), known -> known);
            statement.execute("UPDATE task.task SET epoch = epoch + 1, owner = gen_random_uuid() WHERE remote_task = '"
                    + remote + "'");
        }
        router.release("there-8");
        assertThat(answer.join().getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(asked)).isEqualTo(1);
    }

    private static boolean remoteKnown(String remote) {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT 1 FROM task.task WHERE remote_task = '" + remote + "'")) {
            return row.next();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void commandOfWhichNobodyIsTold_isFoundAllTheSame() throws Exception {
        String task = send(tasks, call("a", "input")).getTaskId();
        Message unheard = followUp("echo unheard", task);
        var source = database.source();
        UUID stranger = new UuidV7(InstantSource.system(), new Random(5)).next();
        AcceptedEntry accepted = AcceptedEntry.newBuilder()
                .setCall(call("a", unheard))
                .setContextId(get(task).getContextId())
                .build();
        TaskKey key = new TaskKey("default", UUID.fromString(task));
        try (PostgresJournalStore store = new PostgresJournalStore(source, source, stranger)) {
            // as a message is accepted by an instance that dies before it has told the owner
            Commit command = Commit.command(
                    key,
                    dev.parley.task.journal.Commits.intake("unheard"),
                    List.of(new NewEntry(EntryKind.ACCEPTED, accepted, Instant.now())));
            store.commit(List.of(command), List.of(), 1);
        }
        eventually(() -> stateOf(task), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(unheard)).isEqualTo(1);
        assertThat(there.getTask(GetTaskCall.newBuilder()
                                .setRequest(GetTaskRequest.newBuilder().setId(task))
                                .build())
                        .getHistoryCount())
                .isEqualTo(2);
    }
}
