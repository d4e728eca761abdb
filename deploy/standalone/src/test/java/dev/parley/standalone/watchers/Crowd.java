package dev.parley.standalone.watchers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What many watchers saw together. Safe for concurrent use. */
final class Crowd {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int size;
    private final CountDownLatch started;
    private final CountDownLatch ended;
    private final LongAdder events = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Crowd(int size) {
        this.size = size;
        this.started = new CountDownLatch(size);
        this.ended = new CountDownLatch(size);
    }

    int size() {
        return size;
    }

    /** @param first whether it is its watcher's first */
    void event(boolean first) {
        events.increment();
        if (first) {
            started.countDown();
        }
    }

    void end() {
        ended.countDown();
    }

    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    long events() {
        return events.sum();
    }

    /** Waits until everybody has the first event. */
    void awaitStart() throws InterruptedException {
        await(started, "have begun");
    }

    /** Waits until everybody's stream has ended. */
    void awaitEnd() throws InterruptedException {
        await(ended, "have ended");
    }

    private void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(
                    size - latch.getCount() + " of " + size + " watchers " + what + " within " + PATIENCE,
                    failure.get());
        }
    }
}
