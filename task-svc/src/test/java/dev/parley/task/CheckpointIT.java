package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.AttemptMade;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.CheckpointTrigger;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.checkpoint.CheckpointConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What agents report of their progress, and tasks that go on from it. */
class CheckpointIT extends TaskServiceFixture {
    private static final String RULES = "parley.task.checkpoint.";
    private static final Map<String, String> SAVING_NOTHING =
            Map.of(RULES + "on-content-change", "false", RULES + "every-steps", "0", RULES + "interval", "0s");

    @AfterEach
    void defaults() {
        router.stepping.losing.set(0);
        restart(Map.of());
    }

    private static void restart(Map<String, String> settings) {
        stopService();
        startService("one", settings);
    }

    private static List<HistoryEntry> history(String task) {
        return HistoryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .getTaskHistory(GetTaskHistoryCall.newBuilder().setTaskId(task).build())
                .getEntriesList();
    }

    private static List<CheckpointEntry> checkpoints(String task) {
        return history(task).stream()
                .filter(HistoryEntry::hasCheckpoint)
                .map(HistoryEntry::getCheckpoint)
                .toList();
    }

    private static List<AttemptMade> attempts(String task) {
        return history(task).stream()
                .filter(HistoryEntry::hasAttempt)
                .map(HistoryEntry::getAttempt)
                .toList();
    }

    private static Struct reported(Task task) {
        return task.getMetadata().getFieldsOrThrow(Extensions.CHECKPOINT).getStructValue();
    }

    private static Task ended(String task) {
        return eventually(() -> get(task), now -> switch (now.getStatus().getState()) {
            case TASK_STATE_COMPLETED, TASK_STATE_FAILED -> true;
            default -> false;
        });
    }

    private static List<String> done(Message message) {
        return router.stepping.done.stream()
                .filter(step -> step.startsWith(message.getMessageId() + "/"))
                .toList();
    }

    private static List<String> steps(Message message, int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(n -> message.getMessageId() + "/" + n)
                .toList();
    }

    private static String begun(SendMessageCall call, int steps) {
        String task = tasks.sendMessage(immediate(call)).getTaskId();
        eventually(() -> checkpoints(task).size(), saved -> saved == steps);
        return task;
    }

    @Test
    void reports_areSavedShownAndKeptWithoutTheState() {
        String task = tasks.sendMessage(call("a", "steps 3")).getTaskId();

        Task done = get(task);
        assertThat(done.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(reported(done).getFieldsOrThrow("progress").getNumberValue()).isEqualTo(1);
        assertThat(reported(done)
                        .getFieldsOrThrow("checkpoint")
                        .getStructValue()
                        .getFieldsMap())
                .containsOnlyKeys("checkpointId", "step")
                .containsEntry("step", SteppingAgent.number(3));
        assertThat(checkpoints(task))
                .extracting(saved -> saved.getSaved().getCheckpointId())
                .containsExactly(task + "_1", task + "_2", task + "_3");
        assertThat(checkpoints(task)).allSatisfy(saved -> {
            assertThat(saved.getTrigger()).isEqualTo(CheckpointTrigger.CONTENT_CHANGED);
            assertThat(saved.getContentHash().size()).isEqualTo(32);
        });
        assertThat(subscribe(task, 0L))
                .extracting(Object::toString)
                .noneMatch(event -> event.contains("1 2 3 \"\n  }"));
    }

    @Test
    void agentThatLostItsTask_goesOnFromTheLastCheckpoint() throws Exception {
        Message message = message("steps 6 3 lost-1");
        String task = begun(call("able", message), 3);

        restart(Map.of()); // and the agent knows nothing of it any more

        Task done = ended(task);
        assertThat(done.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(done.getArtifacts(0).getParts(0).getText()).isEqualTo("1 2 3 4 5 6 ");
        assertThat(done(message)).isEqualTo(steps(message, 1, 2, 3, 4, 5, 6));
        List<AttemptMade> attempts = attempts(task);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1).getNumber()).isEqualTo(2);
        assertThat(attempts.get(1).getResumedFrom().getCheckpointId()).isEqualTo(task + "_3");
        assertThat(attempts.get(1).getAfter().getOutcome()).isEqualTo(CallEnd.Outcome.REFUSED);
        Message again = router.stepping.resumed.getLast();
        assertThat(again.getMessageId()).isEqualTo(message.getMessageId());
        assertThat(again.getTaskId()).isEmpty();
        assertThat(again.getExtensionsList()).contains(Extensions.CHECKPOINT);
        assertThat(last(task)).isEqualTo(6);
        router.release("lost-1");
    }

    @Test
    void agentThatIsCutOffAndHasLostItsTask_goesOn_alsoWithoutARule() throws Exception {
        restart(SAVING_NOTHING);
        Message message = message("steps 6 3 cut");
        String task = tasks.sendMessage(immediate(call("able", message))).getTaskId();
        router.release("cut");

        Task done = ended(task);

        assertThat(done.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(done.getArtifacts(0).getParts(0).getText()).isEqualTo("1 2 3 4 5 6 ");
        assertThat(done(message)).isEqualTo(steps(message, 1, 2, 3, 4, 5, 6));
        assertThat(attempts(task).get(1).getAfter().getOutcome()).isEqualTo(CallEnd.Outcome.BROKEN);
        // what was held back was saved when it was lost
        assertThat(checkpoints(task))
                .singleElement()
                .satisfies(saved -> assertThat(saved.getTrigger()).isEqualTo(CheckpointTrigger.FAILURE));
    }

    @Test
    void agentThatStillHasTheTask_isNotGivenItAgain() {
        Message message = message("steps 6 3 kept");
        String task = begun(call("able", message), 3);
        String remote = "remote-" + message.getMessageId();
        router.resumable.put(
                remote,
                ScriptedRouter.task(remote, TaskState.TASK_STATE_COMPLETED, "all of it")
                        .getTask());

        restart(Map.of());

        assertThat(ended(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(attempts(task)).hasSize(1);
        assertThat(done(message)).isEqualTo(steps(message, 1, 2, 3));
        router.release("kept");
    }

    @Test
    void agentThatDoesNotGoOnFromCheckpoints_isNotGivenTheTaskAgain() {
        assertInterrupted(call("a", message("steps 6 3 unable")), Map.of(), "unable");
    }

    @Test
    void callerThatWantsNoRetry_getsNone() {
        SendMessageCall call = call("able", message("steps 6 3 never")).toBuilder()
                .setNeed(Need.newBuilder().setRetry(RetryPolicy.RETRY_POLICY_NEVER))
                .build();
        assertInterrupted(call, Map.of(), "never");
    }

    @Test
    void recoveryThatIsOff_leavesTheTaskInterrupted() {
        assertInterrupted(call("able", message("steps 6 3 off")), Map.of(RULES + "auto-recovery", "false"), "off");
    }

    private static void assertInterrupted(SendMessageCall call, Map<String, String> settings, String latch) {
        String task = begun(call, 3);
        restart(settings);
        Task failed = ended(task);
        assertThat(failed.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(failed.getStatus().getMessage().getParts(0).getText()).contains("cannot say what became of it");
        assertThat(attempts(task)).hasSize(1);
        CheckpointEntry verdict = checkpoints(task).getLast();
        assertThat(verdict.getTrigger()).isEqualTo(CheckpointTrigger.FAILURE);
        assertThat(verdict.getSaved().getStep()).isEqualTo(3);
        router.release(latch);
    }

    @Test
    void agentThatLosesItAgainAndAgain_isGivenItSoOftenAndNoMore() {
        Message message = message("steps 6 3 again");
        String task = begun(call("able", message), 3);
        router.stepping.losing.set(100);
        restart(Map.of());
        router.release("again");

        assertThat(ended(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(attempts(task))
                .hasSizeBetween(2, 4)
                .last()
                .satisfies(attempt ->
                        assertThat(attempt.getResumedFrom().getStep()).isEqualTo(3));
    }

    @Test
    void callersOwnCheckpoint_reachesNoAgent() {
        Struct forged =
                Struct.newBuilder().putFields("step", SteppingAgent.number(5)).build();
        Message message = message("steps 2").toBuilder()
                .setMetadata(Struct.newBuilder()
                        .putFields(
                                Extensions.CHECKPOINT,
                                SteppingAgent.object(Struct.newBuilder()
                                        .putFields("checkpoint", SteppingAgent.object(forged.toBuilder())))))
                .build();

        tasks.sendMessage(call("able", message));

        assertThat(done(message)).isEqualTo(steps(message, 1, 2));
    }

    @Test
    void reportsThatCannotBe_endNoTask() {
        Value large = SteppingAgent.object(Struct.newBuilder()
                .putFields("step", SteppingAgent.number(1))
                .putFields(
                        "data",
                        Value.newBuilder().setStringValue("x".repeat(5_000_000)).build()));
        router.reports.put(
                "bad",
                List.of(
                        Value.newBuilder().setStringValue("half").build(),
                        report("progress", SteppingAgent.number(2)),
                        report("progress", SteppingAgent.number(Double.NaN)),
                        report(
                                "progress",
                                Value.newBuilder().setStringValue("0.5").build()),
                        report("checkpoint", large),
                        report("checkpoint", step(-1)),
                        report("checkpoint", step(1.5)),
                        report("checkpoint", step(4)),
                        report("checkpoint", step(3)),
                        report("progress", SteppingAgent.number(0.5))));

        String task = tasks.sendMessage(call("able", "reports bad")).getTaskId();

        assertThat(ended(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(reported(get(task)).getFieldsOrThrow("progress").getNumberValue())
                .isEqualTo(0.5);
        assertThat(checkpoints(task))
                .extracting(CheckpointEntry::getRefused)
                .anyMatch(why -> why.contains("progress is 2.0 (expected: a number from 0 to 1)"))
                .anyMatch(why -> why.contains("checkpoint of 50000"))
                .anyMatch(why -> why.contains("checkpoint.step is 3 (expected: 4, the last one saved, or more)"));
        assertThat(checkpoints(task).stream().filter(CheckpointEntry::hasSaved))
                .singleElement()
                .satisfies(saved -> assertThat(saved.getSaved().getStep()).isEqualTo(4));
        assertThat(history(task))
                .allSatisfy(entry -> assertThat(entry.getSerializedSize()).isLessThan(10_000));
    }

    private static Value report(String member, Value value) {
        return SteppingAgent.object(Struct.newBuilder().putFields(member, value));
    }

    private static Value step(double number) {
        return SteppingAgent.object(Struct.newBuilder().putFields("step", SteppingAgent.number(number)));
    }

    @Test
    void failure_leavesWhereItHadComeTo() throws Exception {
        restart(SAVING_NOTHING);

        String task = tasks.sendMessage(call("a", "steps fail 3")).getTaskId();

        Task failed = ended(task);
        assertThat(failed.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(checkpoints(task)).singleElement().satisfies(saved -> {
            assertThat(saved.getTrigger()).isEqualTo(CheckpointTrigger.FAILURE);
            assertThat(saved.getSaved().getStep()).isEqualTo(3);
        });
        assertThat(reported(failed)
                        .getFieldsOrThrow("checkpoint")
                        .getStructValue()
                        .getFieldsOrThrow("step"))
                .isEqualTo(SteppingAgent.number(3));
        assertThat(last(task)).isEqualTo(3);
    }

    @Test
    void settings_haveTheirDefaultsAndTheirKeys() {
        assertThat(service.context().getBean(CheckpointConfig.class))
                .isEqualTo(new CheckpointConfig(Duration.ofSeconds(30), true, 1, true, 3, 1 << 18, 1 << 26));
        restart(Map.of(
                RULES + "interval", "1s",
                RULES + "on-content-change", "false",
                RULES + "every-steps", "7",
                RULES + "auto-recovery", "false",
                RULES + "max-recoveries", "9",
                RULES + "max-bytes", "100",
                RULES + "max-held-bytes", "1000"));
        assertThat(service.context().getBean(CheckpointConfig.class))
                .isEqualTo(new CheckpointConfig(Duration.ofSeconds(1), false, 7, false, 9, 100, 1000));
    }

    @Test
    void whatTheRulesDoNotWant_isNotSaved() throws Exception {
        restart(SAVING_NOTHING);

        String task = tasks.sendMessage(call("a", "steps 5")).getTaskId();

        assertThat(ended(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(checkpoints(task)).isEmpty();
        assertThat(last(task)).isZero();
        assertThat(reported(get(task)).getFieldsMap()).containsOnlyKeys("progress");
    }

    /** The step of the task's row; 0 for none. */
    private static long last(String task) throws SQLException {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT step FROM task.checkpoint WHERE task_id = '" + task + "'")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
