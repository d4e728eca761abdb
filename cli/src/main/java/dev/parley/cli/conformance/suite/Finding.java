package dev.parley.cli.conformance.suite;

import dev.parley.cli.conformance.wire.Exchange;
import java.time.Duration;
import java.util.List;

/**
 * How a check ended at one place.
 *
 * @param place a binding's name in cards, or {@code agent}
 * @param wire what was said and heard
 */
public record Finding(Check check, String place, Outcome outcome, Duration took, List<Exchange> wire) {
    public Finding {
        wire = List.copyOf(wire);
    }

    /** True for a MUST that does not hold. */
    public boolean isFatal() {
        return check.level() == Level.MUST && outcome instanceof Outcome.Failed;
    }
}
