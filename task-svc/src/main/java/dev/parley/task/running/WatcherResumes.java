package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;

/** Hears of watchers that come back behind what they have seen. Never waits, never fails. */
public interface WatcherResumes {
    /**
     * @param afterSequence the cursor that it came with
     * @param resent it sent its message again; else it subscribed
     */
    void resumed(TaskKey key, long afterSequence, boolean resent);
}
