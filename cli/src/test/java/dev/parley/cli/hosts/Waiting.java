package dev.parley.cli.hosts;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Waits for a condition with a deadline. */
final class Waiting {
    private Waiting() {}

    static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        until(what, atMost, condition, () -> "");
    }

    /** @param last what to say of the last look when it is too late */
    static void until(String what, Duration atMost, Callable<Boolean> condition, Callable<String> last)
            throws Exception {
        Instant end = Instant.now().plus(atMost);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError(what + ": not within " + atMost + ", " + last.call());
            }
            Thread.sleep(50);
        }
    }
}
