package dev.parley.edge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Await() {}

    /** Waits until a count that has begun no longer grows, and returns it. */
    static int still(AtomicInteger count) throws InterruptedException {
        AtomicInteger last = new AtomicInteger(-1);
        AtomicInteger unchanged = new AtomicInteger();
        until("the count stands still", () -> {
            int now = count.get();
            unchanged.set(now == last.getAndSet(now) && now > 0 ? unchanged.get() + 1 : 0);
            return unchanged.get() > 100;
        });
        return count.get();
    }

    /** For scripts, which throw nothing that is checked. */
    static void on(CountDownLatch latch) {
        try {
            if (!latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Not within " + DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + DEADLINE + ": " + what);
            }
            Thread.sleep(5);
        }
    }
}
