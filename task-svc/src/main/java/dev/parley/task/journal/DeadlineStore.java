package dev.parley.task.journal;

import java.util.List;

/** When tasks must have ended, by the database's clock. Written with the message ({@link Commit#deadline}). Safe for concurrent use. */
public interface DeadlineStore {
    /** Tasks whose deadline is over, that have not ended and that no other living instance runs; the earliest first. */
    List<TaskKey> due(int limit);

    /** Whether this task's deadline is over. */
    boolean isDue(TaskKey task);

    /** Forgets deadlines that are over, of tasks that have ended or are not kept any more. */
    void purge();
}
