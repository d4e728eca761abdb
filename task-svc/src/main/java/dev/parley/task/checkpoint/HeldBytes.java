package dev.parley.task.checkpoint;

import java.util.concurrent.atomic.AtomicLong;

/** The room for states that are held back in memory, over all tasks of the instance. Safe for concurrent use. */
final class HeldBytes {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    HeldBytes(long most) {
        this.most = most;
    }

    /** False where there is no room: then nothing is taken. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
