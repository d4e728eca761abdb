package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.proto.task.v1.WatcherResume;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a task's history tells of its life. */
class HistoryIT extends TaskServiceFixture {
    private static TaskHistory history(GetTaskHistoryCall.Builder call) {
        return HistoryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .getTaskHistory(call.build());
    }

    private static TaskHistory history(String task) {
        return history(GetTaskHistoryCall.newBuilder().setTaskId(task));
    }

    private static List<HistoryEntry.WhatCase> kinds(TaskHistory history) {
        return history.getEntriesList().stream().map(HistoryEntry::getWhatCase).toList();
    }

    @Test
    void history_tellsWhatWasAcceptedRoutedTriedAndSaid() {
        String task = tasks.sendMessage(call("", "echo it")).getTaskId();

        TaskHistory history = history(task);

        assertThat(history.getTask().getSubject()).isEqualTo("local");
        assertThat(history.getTask().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(kinds(history))
                .startsWith(HistoryEntry.WhatCase.ACCEPTED, HistoryEntry.WhatCase.ATTEMPT, HistoryEntry.WhatCase.EVENT);
        assertThat(history.getEntries(0).getAccepted().getText()).isEqualTo("echo it");
        assertThat(history.getEntries(1).getAttempt().getDecision().getSummary())
                .isEqualTo("as the script says");
        assertThat(history.getEntries(1).getAttempt().hasAfter()).isFalse();
        assertThat(history.getEntriesList())
                .extracting(HistoryEntry::getSequence)
                .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(
                                1, history.getTask().getLastSequence())
                        .boxed()
                        .toList());
    }

    @Test
    void eachAttempt_hasTheReasonItWasMadeFor_andTheVerdictHowTheLastEnded() {
        String task = tasks.sendMessage(call("gone", "refused")).getTaskId();

        List<HistoryEntry> entries = history(task).getEntriesList();

        List<HistoryEntry> attempts =
                entries.stream().filter(HistoryEntry::hasAttempt).toList();
        assertThat(attempts).extracting(entry -> entry.getAttempt().getNumber()).containsExactly(1, 2, 3);
        assertThat(attempts.get(2).getAttempt().getAfter().getNumber()).isEqualTo(2);
        assertThat(attempts.get(2).getAttempt().getAfter().getOutcome()).isEqualTo(CallEnd.Outcome.NOT_STARTED);
        assertThat(attempts.get(2).getAttempt().hasDecision()).isFalse();
        HistoryEntry verdict = entries.getLast();
        assertThat(verdict.getEvent().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(verdict.getEvent().getAttemptEnd().getNumber()).isEqualTo(3);
        assertThat(verdict.getEvent().getAttemptEnd().getReason()).isEqualTo("connection refused");
    }

    @Test
    void needThatNobodyServes_saysWhy() {
        String task = tasks.sendMessage(SendMessageCall.newBuilder()
                        .setRequest(call("", "x").getRequest())
                        .setNeed(dev.parley.proto.router.v1.Need.newBuilder().setText("impossible"))
                        .build())
                .getTaskId();
        HistoryEntry verdict = history(task).getEntriesList().getLast();
        assertThat(verdict.getEvent().getDecision().getSummary()).isEqualTo("as the script says");
        assertThat(get(task).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
    }

    @Test
    void watchersThatComeBack_areListedUpToAHundred_andCounted() {
        String task = tasks.sendMessage(call("a", "echo")).getTaskId();
        assertThat(history(task).getWatchers().getTimes()).isZero();
        for (int i = 0; i < 103; i++) {
            subscribe(task, 1L);
        }
        SendMessageCall again = immediate(call("a", "hang again")).toBuilder()
                .setOnceKey("again")
                .build();
        String resent = tasks.sendMessage(again).getTaskId();
        var stream = aside(() -> stream(again.toBuilder().setAfterSequence(2).build()));
        eventually(() -> history(resent).getWatchers().getTimes(), times -> times == 1);
        router.release("again");
        stream.join();

        TaskHistory history =
                eventually(() -> history(task), now -> now.getWatchers().getTimes() == 103);
        assertThat(history.getWatchers().getFirstList()).hasSize(100);
        assertThat(history.getWatchers().getFirst(0).getAfterSequence()).isEqualTo(1);
        assertThat(history(resent).getWatchers().getFirstList())
                .extracting(WatcherResume::getResent)
                .containsExactly(true);
    }

    @Test
    void pages_followEachOtherWithoutGap() {
        String task = tasks.sendMessage(call("a", "chunks 20")).getTaskId();
        TaskHistory page =
                history(GetTaskHistoryCall.newBuilder().setTaskId(task).setPageSize(7));
        assertThat(page.getTask().getTaskId()).isEqualTo(task);
        long next = 1;
        while (true) {
            for (HistoryEntry entry : page.getEntriesList()) {
                assertThat(entry.getSequence()).isEqualTo(next++);
            }
            if (page.getNextPageToken().isEmpty()) {
                break;
            }
            page = history(GetTaskHistoryCall.newBuilder()
                    .setTaskId(task)
                    .setPageSize(7)
                    .setPageToken(page.getNextPageToken()));
            assertThat(page.hasTask()).isFalse();
        }
        assertThat(next - 1).isEqualTo(history(task).getTask().getLastSequence());
    }

    @Test
    void pageThatCannotBe_isRefused() {
        String task = tasks.sendMessage(call("a", "echo")).getTaskId();
        for (var call : List.of(
                GetTaskHistoryCall.newBuilder().setTaskId(task).setPageSize(501),
                GetTaskHistoryCall.newBuilder().setTaskId(task).setPageToken("x"),
                GetTaskHistoryCall.newBuilder().setTaskId(task).setPageToken("-3"))) {
            assertThat(codeOf(() -> history(call))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void historyOfAnother_isForAdminsOfTheTenantOnly() {
        String task = tasks.sendMessage(call("a", "echo")).getTaskId();
        assertThat(seenBy(new Principal("default", "eve", List.of("admin")), task))
                .isEqualTo(task);
        for (Principal other : List.of(
                new Principal("default", "eve", List.of()), new Principal("elsewhere", "local", List.of("admin")))) {
            assertThat(codeOf(() -> seenBy(other, task))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        }
    }

    private static String seenBy(Principal principal, String task) {
        try {
            return CallerIdentity.callAs(
                    principal, () -> history(task).getTask().getTaskId());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
