package dev.parley.cli.conformance.suite;

import dev.parley.cli.conformance.wire.Exchange;
import java.time.Duration;
import java.util.List;

/**
 * How a check ended at one place.
 *
 * @param place a binding's name in cards, or {@code agent}
 * @param wire what was said and heard, of a check that failed
 */
public record Finding(Check check, String place, Outcome outcome, Duration took, List<Exchange> wire) {
    public Finding {
        wire = List.copyOf(wire);
    }

    /** How it ended in four letters: a SHOULD or MAY is missed, only a MUST fails. */
    public String word() {
        return switch (outcome) {
            case Outcome.Passed passed -> "pass";
            case Outcome.Failed failed -> isFatal() ? "FAIL" : "miss";
            case Outcome.Skipped skipped -> "skip";
        };
    }

    /** True for a MUST that does not hold. */
    public boolean isFatal() {
        return check.level() == Level.MUST && outcome instanceof Outcome.Failed;
    }
}
