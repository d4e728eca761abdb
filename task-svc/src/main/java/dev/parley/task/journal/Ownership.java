package dev.parley.task.journal;

import java.util.List;
import java.util.Optional;

/** Which instance runs which task. An owner is fenced by the task's epoch; leases only tell when another may step in. Safe for concurrent use. */
public interface Ownership {
    /**
     * Makes up to {@code limit} unfinished tasks ours, with new epochs, of instances whose lease is out or which are known to be
     * gone. None while our own lease is not steady.
     */
    List<TaskKey> takeOverDead(int limit);

    /** The same for tasks whose owner has no lease at all, an earlier life of ours among them. */
    List<TaskKey> takeOverOrphans(int limit);

    /** Makes this instance the owner of one task, with a new epoch; empty while another runs it. */
    Optional<TaskRow> claim(TaskKey key);

    /** Whether the task is still ours under that epoch. */
    boolean isOurs(TaskKey key, long epoch);

    /** Tells the instance that owns a task that a command was written to it. Nobody hears it when that instance is gone, or cut off. */
    void callUp(TaskKey key);

    /** Tasks of ours that are to be run, in their state or because messages wait. */
    List<Standing> unfinished();

    /** @param lastSequence of its last entry */
    record Standing(TaskKey key, long lastSequence) {}
}
