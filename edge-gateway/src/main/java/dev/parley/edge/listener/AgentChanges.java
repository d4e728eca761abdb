package dev.parley.edge.listener;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Says that some agent changed; many changes between two looks are one. */
@Singleton
public final class AgentChanges {
    private final Semaphore unseen = new Semaphore(0);

    /** Never blocks. */
    public void heard() {
        if (unseen.availablePermits() == 0) {
            unseen.release();
        }
    }

    /** Returns at the next change, or when {@code atMost} has passed. */
    void await(Duration atMost) throws InterruptedException {
        if (unseen.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            unseen.drainPermits();
        }
    }
}
