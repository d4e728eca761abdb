package dev.parley.task.retention;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells a clock that goes from one that has jumped ahead: what is young must not be dropped because a clock says that it is old. A jump
 * looks like a mesh that was off for days, so it is believed once the clock has gone on for a while from there, and nobody set it back.
 *
 * @param maxJump how far it may have come since it was last believed
 * @param settles how long it must have gone on after a longer one
 */
record ClockGuard(Duration maxJump, Duration settles) {
    /**
     * What is known of the clock.
     *
     * @param seen the last time that was believed; null: none yet
     * @param suspectSince the first time that was not; null: all were
     */
    record Seen(@Nullable Instant seen, @Nullable Instant suspectSince) {
        boolean isBelieved() {
            return suspectSince == null;
        }
    }

    /** Takes in what the clock says now. Without an earlier time there is nothing to hold it to, and it is believed. */
    Seen look(Seen before, Instant now) {
        Instant seen = before.seen();
        if (seen == null || Duration.between(seen, now).compareTo(maxJump) <= 0) {
            return new Seen(now, null);
        }
        Instant since = before.suspectSince();
        if (since == null || now.isBefore(since)) {
            return new Seen(seen, now);
        }
        return Duration.between(since, now).compareTo(settles) < 0 ? new Seen(seen, since) : new Seen(now, null);
    }
}
