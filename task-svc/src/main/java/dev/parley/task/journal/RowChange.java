package dev.parley.task.journal;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an append changes in the task's row; null leaves a column as it is.
 *
 * @param served follow-ups that have got their first word with this append
 * @param snapshot the fold up to and with this append; kept only when the journal ends where {@code snapshotBase} says
 * @param snapshotBase the last entry before this append that is in the snapshot
 * @param deadLetter what the task becomes by ending so
 * @param checkpoint takes the place of the task's last one
 */
public record RowChange(
        @Nullable TaskState state,
        @Nullable Instant statusAt,
        @Nullable Boolean isTask,
        @Nullable String agent,
        @Nullable String remoteTask,
        @Nullable String remoteContext,
        int served,
        @Nullable Task snapshot,
        long snapshotBase,
        @Nullable NewDeadLetter deadLetter,
        @Nullable Checkpoint checkpoint) {
    public static final RowChange NONE = new RowChange(null, null, null, null, null, null, 0, null, 0, null, null);

    /** A follow-up has got its first word. */
    public static final RowChange SERVED = new RowChange(null, null, null, null, null, null, 1, null, 0, null, null);

    public static RowChange agent(String agent) {
        return new RowChange(null, null, null, agent, null, null, 0, null, 0, null, null);
    }

    /** An agent begins anew, and so makes a task of its own anew. */
    public static RowChange newAttempt(String agent) {
        return new RowChange(null, null, null, agent, "", null, 0, null, 0, null, null);
    }

    /** A status of the task, and the agent's ids where they are learnt. */
    public static RowChange status(
            @Nullable TaskState state,
            @Nullable Instant at,
            @Nullable String remoteTask,
            @Nullable String remoteContext) {
        return new RowChange(state, at, null, null, remoteTask, remoteContext, 0, null, 0, null, null);
    }

    /** The agent answered with a message and made no task. */
    public static RowChange bareMessage(Instant at, @Nullable String remoteContext) {
        return new RowChange(TaskState.COMPLETED, at, false, null, null, remoteContext, 0, null, 0, null, null);
    }

    public static RowChange deadLetter(NewDeadLetter letter) {
        return new RowChange(null, null, null, null, null, null, 0, null, 0, letter, null);
    }

    public static RowChange checkpoint(@Nullable Checkpoint saved) {
        return new RowChange(null, null, null, null, null, null, 0, null, 0, null, saved);
    }

    /** This change, then another one. Without a snapshot, which comes last: see {@link #withSnapshot}. */
    public RowChange then(RowChange next) {
        return new RowChange(
                next.state == null ? state : next.state,
                next.statusAt == null ? statusAt : next.statusAt,
                next.isTask == null ? isTask : next.isTask,
                next.agent == null ? agent : next.agent,
                next.remoteTask == null ? remoteTask : next.remoteTask,
                next.remoteContext == null ? remoteContext : next.remoteContext,
                served + next.served,
                null,
                0,
                next.deadLetter == null ? deadLetter : next.deadLetter,
                next.checkpoint == null ? checkpoint : next.checkpoint);
    }

    /** The same, and the fold with it. The last of all: what comes after it would not be in it. */
    public RowChange withSnapshot(Task folded, long base) {
        return new RowChange(
                state,
                statusAt,
                isTask,
                agent,
                remoteTask,
                remoteContext,
                served,
                folded,
                base,
                deadLetter,
                checkpoint);
    }
}
