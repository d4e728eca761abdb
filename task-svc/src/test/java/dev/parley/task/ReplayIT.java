package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.ReplayServiceGrpc;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.ReplayTaskReply;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.proto.task.v1.TaskLink;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was done is done again. */
class ReplayIT extends TaskServiceFixture {
    private static ReplayTaskReply replay(ReplayTaskCall.Builder call) {
        return ReplayServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .replayTask(call.build());
    }

    private static ReplayTaskCall.Builder of(String task) {
        return ReplayTaskCall.newBuilder().setTaskId(task);
    }

    private static TaskHistory history(String task) {
        return HistoryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .getTaskHistory(GetTaskHistoryCall.newBuilder().setTaskId(task).build());
    }

    private static Task ended(String id) {
        return eventually(
                () -> get(id),
                task -> task.getStatus().getState().getNumber() >= TaskState.TASK_STATE_COMPLETED_VALUE
                        && task.getStatus().getState() != TaskState.TASK_STATE_INPUT_REQUIRED);
    }

    private static List<TaskLink> ledTo(String task) {
        return history(task).getEntriesList().stream()
                .filter(HistoryEntry::hasLedTo)
                .map(HistoryEntry::getLedTo)
                .toList();
    }

    @Test
    void replay_isANewTaskAtTheSameAgent_andEachKnowsOfTheOther() {
        Task old = tasks.sendMessage(call("a", "echo me")).getTask();

        ReplayTaskReply made = replay(of(old.getId()));
        Task task = ended(made.getTaskId());

        assertThat(made.getMadeBefore()).isFalse();
        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(task.getArtifacts(0).getParts(0).getText()).isEqualTo("echo me");
        assertThat(history(task.getId()).getTask().getEndpoint()).isEqualTo("a");
        assertThat(task.getContextId()).isNotEqualTo(old.getContextId());
        Message sent = task.getHistory(0);
        assertThat(sent.getMessageId()).isNotEqualTo(old.getHistory(0).getMessageId());
        assertThat(sent.getMetadata()
                        .getFieldsOrThrow(Extensions.MADE_FROM)
                        .getStructValue()
                        .getFieldsOrThrow("kind")
                        .getStringValue())
                .isEqualTo("replay");
        TaskLink madeFrom = history(task.getId()).getEntries(0).getAccepted().getMadeFrom();
        assertThat(madeFrom.getTaskId()).isEqualTo(old.getId());
        assertThat(madeFrom.getKind()).isEqualTo(TaskLink.Kind.REPLAY);
        assertThat(history(task.getId()).getEarlier(0).getTask().getTaskId()).isEqualTo(old.getId());
        assertThat(ledTo(old.getId()))
                .containsExactly(TaskLink.newBuilder()
                        .setTaskId(task.getId())
                        .setKind(TaskLink.Kind.REPLAY)
                        .setSubject("local")
                        .build());
        assertThat(getAt("a", old.getId())).isEqualTo(old);
    }

    @Test
    void replay_goesToAnotherAgent_orToWhomTheMeshChooses() {
        String old = tasks.sendMessage(call("a", "echo there")).getTaskId();

        String other = replay(of(old).setToAgentId("b")).getTaskId();
        String chosen =
                replay(of(old).setNeed(Need.newBuilder().setText("echoes"))).getTaskId();

        ended(other);
        ended(chosen);
        assertThat(history(other).getTask().getEndpoint()).isEqualTo("b");
        assertThat(history(other).getTask().getAgentId()).isEqualTo("b");
        assertThat(history(chosen).getTask().getEndpoint()).isEmpty();
        assertThat(history(chosen).getTask().getAgentId()).isEqualTo("chosen");
        assertThat(history(chosen).getEntries(0).getAccepted().getNeed().getText())
                .isEqualTo("echoes");
        assertThat(ledTo(old)).extracting(TaskLink::getTaskId).containsExactly(other, chosen);
    }

    @Test
    void replay_ofOneWhoseAgentFailed_isARealTryAgain() {
        String old = tasks.sendMessage(call("a", "half way")).getTaskId();
        assertThat(ended(replay(of(old)).getTaskId()).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
    }

    @Test
    void turn_saysWhichMessage() {
        Task asked = tasks.sendMessage(call("a", "input")).getTask();
        Message answer =
                message("echo the second").toBuilder().setTaskId(asked.getId()).build();
        tasks.sendMessage(call("a", answer));
        assertThat(ended(asked.getId()).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);

        Task second =
                ended(replay(of(asked.getId()).setTurn(2).setKeepContext(true)).getTaskId());

        assertThat(second.getArtifacts(0).getParts(0).getText()).isEqualTo("echo the second");
        assertThat(second.getContextId()).isEqualTo(asked.getContextId());
        Task first = eventually(
                () -> get(replay(of(asked.getId()).setOnceKey("first")).getTaskId()),
                task -> task.getStatus().getState() == TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(first.getHistory(0).getParts(0).getText()).isEqualTo("input");
        assertThat(errorOf(() -> replay(of(asked.getId()).setTurn(3))).text()).contains("3 is no message", "1 to 2");
    }

    @Test
    void equalReplay_underOneKey_isMadeOnce() {
        String old = tasks.sendMessage(call("a", "echo once")).getTaskId();

        ReplayTaskReply first = replay(of(old).setOnceKey("key:1"));
        ReplayTaskReply again = replay(of(old).setOnceKey("key:1"));
        ReplayTaskReply elsewhere = replay(of(old).setOnceKey("key:1").setToAgentId("b"));
        ReplayTaskReply unkeyed = replay(of(old));

        assertThat(again.getTaskId()).isEqualTo(first.getTaskId());
        assertThat(again.getMadeBefore()).isTrue();
        assertThat(List.of(elsewhere, unkeyed)).noneMatch(ReplayTaskReply::getMadeBefore);
        assertThat(ledTo(old))
                .extracting(TaskLink::getTaskId)
                .containsExactly(first.getTaskId(), elsewhere.getTaskId(), unkeyed.getTaskId());
    }

    @Test
    void linkThatACrashForgot_isWrittenByTheNextEqualCall() throws Exception {
        String old = tasks.sendMessage(call("a", "echo linked")).getTaskId();
        String made = replay(of(old).setOnceKey("key:crash")).getTaskId();
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM task.journal WHERE kind = 7 AND task_id = '" + old + "'");
        }
        assertThat(ledTo(old)).isEmpty();

        replay(of(old).setOnceKey("key:crash"));

        assertThat(ledTo(old)).extracting(TaskLink::getTaskId).containsExactly(made);
    }

    @Test
    void taskThatHasNotEnded_isRefused() {
        String task = tasks.sendMessage(immediate(call("a", "hang replayed"))).getTaskId();
        var error = errorOf(() -> replay(of(task)));
        assertThat(error.code()).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
        assertThat(error.text()).contains("expected: one that has ended");
        router.release("replayed");
        ended(task);
        ended(replay(of(task)).getTaskId());
    }

    @Test
    void callThatCannotBe_isRefused() {
        String task = tasks.sendMessage(call("a", "echo")).getTaskId();
        for (var call : List.of(
                of(task).setTurn(-1),
                of(task).setToAgentId("b").setNeed(Need.newBuilder().setText("x")),
                of(task).setOnceKey("k".repeat(301)))) {
            assertThat(codeOf(() -> replay(call))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
        assertThat(codeOf(() -> replay(of("nothing")))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> replay(of(task).setAgentId("b")))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> replay(of(task).setToAgentId("unknown")))).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        assertThat(ledTo(task)).isEmpty();
    }

    @Test
    void taskOfAnother_isReplayedByAdminsOfTheTenantOnly_asItsOwners() throws Exception {
        String task = tasks.sendMessage(call("a", "echo mine")).getTaskId();
        String made = CallerIdentity.callAs(
                new Principal("default", "eve", List.of("admin")),
                () -> replay(of(task)).getTaskId());
        assertThat(ended(made).getId()).isEqualTo(made);
        assertThat(ledTo(task)).extracting(TaskLink::getSubject).containsExactly("eve");
        for (Principal other : List.of(
                new Principal("default", "eve", List.of()), new Principal("elsewhere", "local", List.of("admin")))) {
            assertThat(codeOf(() -> as(other, task))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        }
    }

    private static void as(Principal principal, String task) {
        try {
            CallerIdentity.callAs(principal, () -> replay(of(task)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
