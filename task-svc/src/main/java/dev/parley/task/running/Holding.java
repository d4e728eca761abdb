package dev.parley.task.running;

import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import java.util.concurrent.TimeUnit;

/**
 * Whether a task is still ours. While the lease has not lapsed since we last knew, it is; after a lapse, as when the process was
 * frozen or the database away, the database is asked. Writes need none of this, they are fenced: it keeps an instance that has
 * lost a task from starting its agent. For the task's runner; {@link #isCertain} for any thread.
 */
final class Holding {
    /** Not known to be ours in any term: the database is asked first. */
    static final long UNKNOWN = -1;

    private static final long PAUSE_MILLIS = 50;

    private final TaskKey key;
    private final long epoch;
    private final Lease lease;
    private final Ownership ownership;
    private volatile long term;

    /**
     * @param term of the lease in which the task was made ours, read before that was asked for: its answer may have come after a
     *     freeze in which another has taken it over. Else {@link #UNKNOWN}
     */
    Holding(TaskKey key, long epoch, long term, Lease lease, Ownership ownership) {
        this.key = key;
        this.epoch = epoch;
        this.lease = lease;
        this.ownership = ownership;
        this.term = term;
    }

    /** Whether nobody else can have taken the task by now. */
    boolean isCertain() {
        return lease.isHeld() && lease.term() == term;
    }

    /**
     * Waits until it is certain.
     *
     * @return milliseconds waited, about
     * @throws TaskLostException when another instance has the task
     */
    long awaitCertainty() throws InterruptedException {
        long waited = 0;
        while (!isCertain()) {
            if (!confirmed()) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                waited += PAUSE_MILLIS;
            }
        }
        return waited;
    }

    /** Asks the database, once; false when that did not tell. */
    boolean confirmed() {
        long now = lease.term(); // before the question: what is true after the renewal holds for its term
        if (!lease.isHeld()) {
            return false;
        }
        try {
            if (!ownership.isOurs(key, epoch)) {
                throw new TaskLostException(key, new IllegalStateException("taken over while the lease had lapsed"));
            }
        } catch (A2aException away) {
            return false;
        }
        term = now;
        return true;
    }
}
