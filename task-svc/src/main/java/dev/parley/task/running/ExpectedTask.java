package dev.parley.task.running;

import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.List;

/** A task as it will be when all that is on its way is committed. Not safe for threads: by its {@link LiveTask}'s lock. */
final class ExpectedTask {
    private TaskState state;
    private String agent;
    private String remoteTask;
    private String remoteContext;
    // watchers have an event of it, or will
    private boolean shown;
    private boolean promised;
    private boolean bareMessageComing;
    private boolean turnUnserved;

    ExpectedTask(TaskRow origin, boolean shown) {
        this.state = origin.state();
        this.agent = origin.agent();
        this.remoteTask = origin.remoteTask();
        this.remoteContext = origin.remoteContext();
        this.shown = shown;
    }

    /** Takes in what is about to be appended; gives the change back, with what it means for the turn under way. */
    RowChange expect(List<NewEntry> entries, RowChange stated) {
        boolean serves = turnUnserved && stated.state() != null;
        turnUnserved &= !serves;
        shown |= entries.stream().anyMatch(entry -> entry.shown().isPresent());
        state = stated.state() == null ? state : stated.state();
        agent = stated.agent() == null ? agent : stated.agent();
        remoteTask = stated.remoteTask() == null ? remoteTask : stated.remoteTask();
        remoteContext = stated.remoteContext() == null ? remoteContext : stated.remoteContext();
        return serves ? stated.then(RowChange.SERVED) : stated;
    }

    /** Nothing is on its way any more. */
    void settle(TaskState committed) {
        state = committed;
    }

    /** What was on its way will never be committed. */
    void fallBack(TaskState committed, boolean shownSoFar) {
        state = committed;
        shown = shownSoFar;
    }

    void show() {
        shown = true;
    }

    /** A caller gets a Task before the agent has said anything; false when a bare message is on its way already. */
    boolean promise() {
        promised = promised || !bareMessageComing;
        return promised;
    }

    /** A bare message is about to be appended as the whole answer; false when a caller has seen, or will see, a Task. */
    boolean expectBareMessage() {
        boolean isAnswer = !promised && !shown;
        bareMessageComing |= isAnswer;
        return isAnswer;
    }

    /** The turn of a follow-up begins; it has its first word with the next status. */
    void beginTurn() {
        turnUnserved = true;
    }

    boolean isTurnUnserved() {
        return turnUnserved;
    }

    boolean isShown() {
        return shown;
    }

    TaskState state() {
        return state;
    }

    String agent() {
        return agent;
    }

    String remoteTask() {
        return remoteTask;
    }

    String remoteContext() {
        return remoteContext;
    }
}
