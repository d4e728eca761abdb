package dev.parley.router.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, up to a deadline. */
public final class Eventually {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private Eventually() {}

    public static void await(Callable<Boolean> condition) throws Exception {
        Instant deadline = Instant.now().plus(AT_MOST);
        while (!condition.call()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("the condition did not come true within " + AT_MOST);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
