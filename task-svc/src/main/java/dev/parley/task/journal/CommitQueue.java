package dev.parley.task.journal;

/** Where commits are handed in; each one's outcome completes when it is known. Safe for concurrent use. */
public interface CommitQueue {
    /**
     * Queues a commit; may wait for room.
     *
     * @throws dev.parley.proto.error.A2aException OVERLOADED when a new message comes and there is no room, or the database is away
     */
    void submit(Commit commit);

    /** Queues a commit of a task without waiting here, whatever room there is. */
    void submitLater(Commit commit);
}
