package dev.parley.standalone.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition with a deadline; looks ten times a second. */
final class Waiting {
    private Waiting() {}

    static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(what + ": not within " + atMost);
            }
            Thread.sleep(100);
        }
    }
}
