package dev.parley.bench.chaos.check;

import static dev.parley.bench.chaos.check.Records.MESSAGE;
import static dev.parley.bench.chaos.check.Records.SCRIPT;
import static dev.parley.bench.chaos.check.Records.TASK;
import static dev.parley.bench.chaos.check.Records.event;
import static dev.parley.bench.chaos.check.Records.listed;
import static dev.parley.bench.chaos.check.Records.watch;
import static dev.parley.bench.chaos.check.Violation.Kind.DUPLICATED;
import static dev.parley.bench.chaos.check.Violation.Kind.GAP;
import static dev.parley.bench.chaos.check.Violation.Kind.LOST;
import static dev.parley.bench.chaos.check.Violation.Kind.STUCK;
import static dev.parley.bench.chaos.check.Violation.Kind.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.load.Watch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each way in which a mesh may break its word, in fabricated records. */
class CheckerTest {
    private static final String OTHER = "01900000-0000-7000-8000-000000000002";

    private final Records records = Records.good();

    @Test
    void good_isProven() {
        assertThat(records.check()).isEmpty();
    }

    @Test
    void failure_thatSaysWhy_isAnEnd() {
        Records failed = new Records(AgentSort.FORGETFUL);
        failed.sent.acknowledged(TASK, 1);
        failed.sent.over("TASK_STATE_FAILED", 2);
        failed.tasks.add(listed("TASK_STATE_FAILED", "interrupted, the agent may have started", ""));
        assertThat(failed.check()).isEmpty();
    }

    @Test
    void failure_thatSaysNothing_isWrong() {
        Records failed = new Records(AgentSort.FORGETFUL);
        failed.sent.acknowledged(TASK, 1);
        failed.sent.over("TASK_STATE_FAILED", 2);
        failed.tasks.add(listed("TASK_STATE_FAILED", "Internal error", ""));
        assertThat(failed.kinds()).containsExactly(WRONG);
    }

    @Test
    void acknowledged_andNotThere_isLost() {
        records.tasks.clear();
        assertThat(records.kinds()).containsExactly(LOST);
    }

    @Test
    void journal_thatLacksAMessage_isLost() {
        records.journaled = Journaled.NOTHING;
        assertThat(records.kinds()).containsExactly(LOST);
    }

    @Test
    void journal_thatHasAMessageTwice_isDuplicated() {
        records.journaled = new Journaled(2, 0, 0);
        assertThat(records.kinds()).containsExactly(DUPLICATED);
    }

    @Test
    void journal_withoutAnEnd_isStuck() {
        records.journaled = new Journaled(0, 1, 0);
        assertThat(records.kinds()).containsExactly(STUCK);
    }

    @Test
    void journal_withoutSomeNumber_hasAGap() {
        records.journaled = new Journaled(1, 0, 1);
        assertThat(records.kinds()).containsExactly(GAP);
    }

    @Test
    void refused_isLost() {
        Records refused = new Records(AgentSort.KEEPING);
        refused.sent.refused("-32603 Internal error", 2);
        assertThat(refused.kinds()).containsExactly(LOST);
    }

    @Test
    void neverAcknowledged_isStuck() {
        assertThat(new Records(AgentSort.KEEPING).kinds()).containsExactly(STUCK);
    }

    @Test
    void withoutAnEnd_isStuck() {
        records.tasks.set(0, listed("TASK_STATE_WORKING", "", SCRIPT.content()));
        assertThat(records.kinds()).containsExactly(STUCK);
    }

    @Test
    void callerWithoutAnEnd_isStuck() {
        Records waiting = new Records(AgentSort.KEEPING);
        waiting.sent.acknowledged(TASK, 1);
        waiting.tasks.add(listed("TASK_STATE_COMPLETED", "", SCRIPT.content()));
        assertThat(waiting.kinds()).containsExactly(STUCK);
    }

    @Test
    void watcherWithoutAnEnd_isStuck() {
        watch(records.sent.watch(false), 3, 4);
        assertThat(records.kinds()).containsExactly(STUCK);
    }

    @Test
    void twoTasksOfOneKey_areDuplicates() {
        records.sent.acknowledged(OTHER, 3);
        assertThat(records.kinds()).containsExactly(DUPLICATED);
    }

    @Test
    void twoTasksOfOneMessage_ofWhichNobodyWasTold_areDuplicates() {
        records.tasks.add(new Listed(OTHER, "TASK_STATE_COMPLETED", "", SCRIPT.content(), List.of(MESSAGE)));
        assertThat(records.kinds()).contains(DUPLICATED);
    }

    @Test
    void twoStarts_areDuplicates() {
        records.starts.put(MESSAGE, 2);
        assertThat(records.kinds()).containsExactly(DUPLICATED);
    }

    @Test
    void twoBareAnswers_areDuplicates() {
        Records bare = new Records(AgentSort.BARE);
        bare.sent.answeredBare("a", true, 1);
        assertThat(bare.check()).isEmpty();
        bare.sent.answeredBare("b", true, 2);
        assertThat(bare.kinds()).containsExactly(DUPLICATED);
    }

    @Test
    void twoEnds_areDuplicates() {
        records.tasks.set(0, listed("TASK_STATE_FAILED", "interrupted, the agent may have started", ""));
        assertThat(records.kinds()).containsExactly(DUPLICATED);
    }

    @Test
    void completedWithoutAStart_isWrong() {
        records.starts.clear();
        assertThat(records.kinds()).containsExactly(WRONG);
    }

    @Test
    void otherContent_isWrong() {
        records.tasks.set(0, listed("TASK_STATE_COMPLETED", "", SCRIPT.content() + SCRIPT.chunk(2)));
        assertThat(records.kinds()).containsExactly(WRONG);
    }

    @Test
    void missingEvent_isAGap() {
        watch(records.sent.watch(true), 3, 4, 6, 7);
        assertThat(records.kinds()).containsExactlyInAnyOrder(WRONG, GAP);
    }

    @Test
    void missingFirstEvent_isAGap() {
        Watch second = records.sent.watch(true);
        second.event(event(4, 3));
        watch(second, 4, 5, 6, 7);
        assertThat(records.kinds()).containsExactly(GAP);
    }

    @Test
    void repeatedEvent_isAGap() {
        watch(records.sent.watch(true), 3, 4, 5, 5, 6, 7);
        assertThat(records.kinds()).containsExactlyInAnyOrder(WRONG, GAP);
    }

    @Test
    void eventsInAnotherOrder_areAGap() {
        watch(records.sent.watch(true), 3, 5, 4, 6, 7);
        assertThat(records.kinds()).containsExactlyInAnyOrder(WRONG, GAP);
    }

    @Test
    void eventWithoutANumber_isAGap() {
        Watch second = records.sent.watch(true);
        watch(second, 3, 4, 5, 6);
        second.event(event(Watch.NO_NUMBER, 7));
        assertThat(records.kinds()).containsExactly(GAP);
    }

    @Test
    void anotherEventUnderTheSameNumber_isAGap() {
        Watch second = records.sent.watch(true);
        second.event(event(3, 3));
        second.event(event(4, 5));
        second.event(event(5, 4));
        watch(second, 6, 7);
        assertThat(records.kinds()).containsExactlyInAnyOrder(WRONG, GAP);
    }

    @Test
    void snapshotInTheMiddle_isABeginning() {
        Watch late = records.sent.watch(false);
        late.event(event(5, 3));
        late.event(event(6, 6));
        late.event(event(7, 7));
        // its first is the sum of what came before, which the text lacks here
        assertThat(records.kinds()).containsExactly(WRONG);
    }

    @Test
    void journalThatCannotBeRead_isLost() {
        records.replays.clear();
        assertThat(records.kinds()).containsExactly(LOST);
    }

    @Test
    void taskOfNobody_isADuplicate() {
        records.tasks.add(new Listed(OTHER, "TASK_STATE_COMPLETED", "", "", List.of("run-9")));
        assertThat(records.kinds()).containsExactly(DUPLICATED);
    }
}
