package dev.parley.mesh;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * How long something that is being started is waited for.
 *
 * @param ending true as soon as nothing is to be started any more
 */
record Patience(InstantSource clock, BooleanSupplier ending) {
    Instant end(Duration within) {
        return clock.instant().plus(within);
    }

    /** Nothing is waited for any more, whatever time there is. */
    boolean isOver() {
        return ending.getAsBoolean();
    }

    boolean lasts(Instant end) {
        return !ending.getAsBoolean() && clock.instant().isBefore(end);
    }
}
