package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.task.ScriptedRouter.Offer;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.running.LiveTasks;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routers that do not take a call, or are lost with it: an agent is called by at most one of them. */
@Timeout(60)
class OfferIT extends TaskServiceFixture {
    @AfterEach
    void forget() {
        router.offers.clear();
    }

    @Test
    void routersThatDoNotTakeACall_areLeftForAnother_inOneAttempt() throws Exception {
        router.offers.addAll(List.of(Offer.LOST, Offer.SILENT, Offer.TOO_LATE));
        int offered = router.offered.get();
        int called = router.calls.size();

        Task task = tasks.sendMessage(call("weather", "offer")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(router.offered.get() - offered).isEqualTo(4);
        assertThat(router.calls.size() - called).isEqualTo(1);
        assertThat(attemptsOf(task.getId())).isEqualTo(1);
    }

    @Test
    void routerThatIsLostWithACall_hasPerhapsStartedTheAgent() {
        int called = router.calls.size();

        Task task = tasks.sendMessage(call("weather", "offer dies")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(task.getStatus().getMessage().getParts(0).getText())
                .isEqualTo("interrupted, the agent may have started");
        assertThat(router.calls.size() - called).isEqualTo(1);
    }

    @Test
    void taskThatIsCanceledWhileNoRouterTakesIt_neverStarts() {
        router.offers.addAll(Collections.nCopies(50, Offer.SILENT));
        int offered = router.offered.get();
        int called = router.calls.size();
        String id = tasks.sendMessage(immediate(call("", "offer"))).getTaskId();
        eventually(router.offered::get, now -> now > offered);

        Task canceled = tasks.cancelTask(CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(id))
                .build());
        router.offers.clear();
        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(canceled.getStatus().getMessage().getParts(0).getText())
                .isEqualTo("Canceled before an agent had it");
        eventually(() -> service.context().getBean(LiveTasks.class).active(), active -> active == 0);

        assertThat(router.calls).hasSize(called);
    }

    private static int attemptsOf(String taskId) throws SQLException {
        try (var connection = database.source().getConnection();
                var query = connection.prepareStatement(
                        "SELECT count(*) FROM task.journal WHERE task_id = ?::uuid AND kind = ?")) {
            query.setString(1, taskId);
            query.setInt(2, EntryKind.ATTEMPT.number());
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
