package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.time.ProtoTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When messages go to their agents: places, priorities, times and deadlines. Each test has an agent of its own. */
class DispatchIT extends TaskServiceFixture {
    private static final int MAX_CONCURRENT = 1;
    private static final int MAX_QUEUED = 3;
    private static final Map<String, String> SETTINGS = Map.of(
            "parley.task.dispatch.max-concurrent", String.valueOf(MAX_CONCURRENT),
            "parley.task.dispatch.max-queued", String.valueOf(MAX_QUEUED));

    @BeforeAll
    static void restartWithFewPlaces() {
        stopService();
        startService("one", SETTINGS);
    }

    @BeforeEach
    void giveTime() {
        tasks = TaskServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private static SendMessageCall with(Need.Builder need, SendMessageCall call) {
        return immediate(call).toBuilder().setNeed(need).build();
    }

    private static String send(Need.Builder need, String agent, String text) {
        return tasks.sendMessage(with(need, call(agent, text))).getTaskId();
    }

    private static String send(String agent, String text) {
        return send(Need.newBuilder(), agent, text);
    }

    /** What the agent has heard, in order. */
    private static List<String> heard(String agent) {
        return router.calls.stream()
                .filter(call -> call.getAgentId().equals(agent))
                .map(CallRequest::getRequest)
                .map(request -> request.getMessage().getParts(0).getText())
                .toList();
    }

    private static TaskState state(String agent, String task) {
        return getAt(agent, task).getStatus().getState();
    }

    private static Task ended(String agent, String task, TaskState state) {
        return eventually(() -> getAt(agent, task), seen -> seen.getStatus().getState() == state);
    }

    private static Need.Builder within(long millis) {
        return Need.newBuilder()
                .setDeadline(
                        Duration.newBuilder().setSeconds(millis / 1_000).setNanos((int) (millis % 1_000) * 1_000_000));
    }

    private static Need.Builder at(Instant time) {
        return Need.newBuilder().setStartAt(ProtoTime.of(time));
    }

    @Test
    void placesAreFew_theHigherPriorityGoesFirst() {
        send("busy", "hang busy");
        String low = send(Need.newBuilder().setPriority(2), "busy", "echo low");
        String usual = send("busy", "echo usual");
        String high = send(Need.newBuilder().setPriority(9), "busy", "echo high");

        assertThat(state("busy", low)).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(heard("busy")).containsExactly("hang busy");
        router.release("busy");

        ended("busy", low, TaskState.TASK_STATE_COMPLETED);
        assertThat(state("busy", usual)).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(state("busy", high)).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(heard("busy")).containsExactly("hang busy", "echo high", "echo usual", "echo low");
    }

    @Test
    void moreThanMayWait_areRefusedAndToldWhenToComeAgain() {
        send("full", "hang full");
        for (int i = 0; i < MAX_QUEUED; i++) {
            send("full", "echo");
        }
        var refused = errorOf(() -> send("full", "echo"));
        assertThat(refused.code()).isEqualTo(A2aErrorCode.OVERLOADED);
        assertThat(refused).hasMessageContaining(MAX_QUEUED + " messages wait for agent \"full\"");
        assertThat(refused.retryAfter()).isPresent();
        assertThat(refused.leavesRoomForOthers()).isTrue();
        // another agent is not concerned
        assertThat(tasks.sendMessage(call("elsewhere", "echo"))
                        .getTask()
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
        router.release("full");
    }

    @Test
    void floodOfOneTenant_delaysNoOther() throws Exception {
        send("flooded", "hang flooded");
        for (int i = 0; i < MAX_QUEUED; i++) {
            send("flooded", "echo");
        }
        assertThat(errorOf(() -> send("flooded", "echo")).code()).isEqualTo(A2aErrorCode.OVERLOADED);

        Task served = CallerIdentity.callAs(
                new Principal("another", "ada", List.of()),
                () -> tasks.sendMessage(call("flooded", "echo of another tenant"))
                        .getTask());

        assertThat(served.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(heard("flooded")).containsExactly("hang flooded", "echo of another tenant");
        router.release("flooded");
    }

    @Test
    void whatWaits_isCanceledWithoutItsAgent() {
        send("held", "hang held");
        String waiting = send("held", "echo waiting");

        Task canceled = tasks.cancelTask(CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(waiting))
                .build());

        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        router.release("held");
        ended("held", send("held", "echo after"), TaskState.TASK_STATE_COMPLETED);
        assertThat(heard("held")).containsExactly("hang held", "echo after");
    }

    @Test
    void whatWaitedAtARestart_goesOutOnce() {
        String first = send("again", "hang again");
        String waiting = send("again", "echo waiting");
        stopService();
        startService("one", SETTINGS);

        // the one that the agent had is asked about, and is not known there
        ended("again", first, TaskState.TASK_STATE_FAILED);
        ended("again", waiting, TaskState.TASK_STATE_COMPLETED);
        assertThat(heard("again")).containsExactly("hang again", "echo waiting");
        router.release("again");
    }

    @Test
    void scheduledMessage_startsAtItsTime() throws SQLException {
        Instant start = Instant.now().plusMillis(1_200);
        String task = send(at(start), "later", "echo later");
        assertThat(state("later", task)).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(heard("later")).isEmpty();

        ended("later", task, TaskState.TASK_STATE_COMPLETED);
        assertThat(attempted(task)).isAfterOrEqualTo(start.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    }

    private static Instant attempted(String task) throws SQLException {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT at FROM task.journal WHERE kind = 2 AND task_id = '" + task + "'")) {
            rows.next();
            return rows.getObject(1, java.time.OffsetDateTime.class).toInstant();
        }
    }

    @Test
    void scheduledMessage_outlivesARestart() {
        Instant start = Instant.now().plusSeconds(2);
        String named = send(at(start), "morning", "echo named");
        String chosen = send(at(start), "", "echo chosen");
        stopService();
        startService("one", SETTINGS);

        assertThat(heard("morning")).isEmpty();
        ended("morning", named, TaskState.TASK_STATE_COMPLETED);
        ended("", chosen, TaskState.TASK_STATE_COMPLETED);
        assertThat(heard("morning")).containsExactly("echo named");
    }

    @Test
    void scheduledMessage_isCanceledBeforeItsTime() {
        String task = send(at(Instant.now().plusSeconds(3_600)), "never", "echo");
        tasks.cancelTask(CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(task))
                .build());
        assertThat(state("never", task)).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(heard("never")).isEmpty();
    }

    @Test
    void timesThatMakeNoSense_areRefused() {
        assertThat(errorOf(() -> send(at(Instant.now().plusSeconds(8 * 86_400)), "a", "echo")))
                .hasMessageContaining("within 7 days")
                .hasMessageNotContaining("after 1970");
        assertThat(errorOf(() -> send(within(0), "a", "echo"))).hasMessageContaining("over 0");
        assertThat(errorOf(() -> send(within(31L * 86_400_000), "a", "echo"))).hasMessageContaining("2592000s at most");
        assertThat(errorOf(() -> send(Need.newBuilder().setPriority(10), "a", "echo")))
                .hasMessageContaining("10 (expected: a whole number from 0 to 9)");
        assertThat(errorOf(() -> send(
                        Need.newBuilder().setStartAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)), "a", "echo")))
                .hasMessageContaining("startAt");
    }

    @Test
    void deadline_endsATaskThatItsAgentHas() {
        int cancels = router.cancels.get();
        String task = send(within(300), "slow", "hang slow");

        Task failed = ended("slow", task, TaskState.TASK_STATE_FAILED);
        assertThat(failed.getStatus().getMessage().getParts(0).getText()).contains("deadline");
        // and the agent is told to stop
        eventually(router.cancels::get, count -> count == cancels + 1);
        assertThat(letter(task)).isEqualTo("DEADLINE");
        // its place is free again
        ended("slow", send("slow", "echo next"), TaskState.TASK_STATE_COMPLETED);
        router.release("slow");
    }

    private static String letter(String task) {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT reason FROM task.dead_letter WHERE task_id = '" + task + "'")) {
            return rows.next()
                    ? dev.parley.proto.task.v1.DeadLetter.Reason.forNumber(rows.getInt(1))
                            .name()
                    : "none";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void deadline_endsATaskThatWaits() {
        send("jam", "hang jam");
        String queued = send(within(300), "jam", "echo queued");
        String asks = send(within(300), "asks", "input");
        String scheduled = send(
                at(Instant.now().plusMillis(100))
                        .setDeadline(Duration.newBuilder().setNanos(200_000_000)),
                "jam",
                "echo scheduled");

        ended("jam", queued, TaskState.TASK_STATE_FAILED);
        ended("asks", asks, TaskState.TASK_STATE_FAILED);
        ended("jam", scheduled, TaskState.TASK_STATE_FAILED);
        assertThat(heard("jam")).containsExactly("hang jam");
        router.release("jam");
    }

    @Test
    void deadlineThatPassesWhileNobodyRuns_endsTheTaskAfterwards() {
        String task = send(within(200), "gone", "hang gone");
        String asks = send(within(200), "gone-too", "input");
        stopService();
        startService("one", SETTINGS);

        ended("gone", task, TaskState.TASK_STATE_FAILED);
        ended("gone-too", asks, TaskState.TASK_STATE_FAILED);
        router.release("gone");
    }

    @Test
    void taskThatCannotBeRead_holdsUpNoOthersDeadline() throws Exception {
        String broken = send(within(2_000), "torn", "input");
        String sound = send(within(2_500), "whole", "input");
        ended("torn", broken, TaskState.TASK_STATE_INPUT_REQUIRED);
        ended("whole", sound, TaskState.TASK_STATE_INPUT_REQUIRED);
        stopService();
        accepted(broken, 99);
        startService("one", SETTINGS);

        ended("whole", sound, TaskState.TASK_STATE_FAILED);
        // what made it unreadable is mended, and it ends by itself
        accepted(broken, 1);
        ended("torn", broken, TaskState.TASK_STATE_FAILED);
    }

    /** Makes the first entry of a task one of this kind. */
    private static void accepted(String task, int kind) throws SQLException {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE task.journal SET kind = " + kind + " WHERE task_id = '" + task + "' AND seq = 1");
        }
    }

    @Test
    void taskThatEndsInTime_leavesNoDeadline() {
        String task = send(within(400), "quick", "echo");
        ended("quick", task, TaskState.TASK_STATE_COMPLETED);
        eventually(() -> deadlines(task), count -> count == 0);
        assertThat(state("quick", task)).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(letter(task)).isEqualTo("none");
    }

    private static int deadlines(String task) {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT count(*) FROM task.deadline WHERE task_id = '" + task + "'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void followUpsDeadline_takesThePlaceOfTheFirst() {
        String task = send(within(60_000), "talk", "input");
        ended("talk", task, TaskState.TASK_STATE_INPUT_REQUIRED);
        SendMessageCall more = with(
                within(200),
                call("talk", message("hang talk").toBuilder().setTaskId(task).build()));
        tasks.sendMessage(more);
        ended("talk", task, TaskState.TASK_STATE_FAILED);
        router.release("talk");
    }
}
