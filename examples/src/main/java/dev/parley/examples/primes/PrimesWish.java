package dev.parley.examples.primes;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller wants counted: "primes below 6000000 in 6 steps, 500 ms per step"; what is not said is 1,000,000, 10 and 0.
 *
 * @param pace the least that a step takes
 */
record PrimesWish(int below, int steps, Duration pace) {
    private static final int MAX_BELOW = 10_000_000;
    private static final int MAX_STEPS = 1_000;
    private static final int MAX_PACE_MS = 60_000;
    private static final Pattern BELOW = Pattern.compile("below (\\d{1,12})\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern STEPS = Pattern.compile("(\\d{1,12}) steps?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PACE = Pattern.compile("(\\d{1,12}) ms\\b", Pattern.CASE_INSENSITIVE);

    /**
     * Reads a message.
     *
     * @throws A2aException INVALID_PARAMS if more is wanted than there is
     */
    static PrimesWish of(String text) {
        return new PrimesWish(
                number(text, BELOW, 1_000_000, 2, MAX_BELOW, "as the number to count below"),
                number(text, STEPS, 10, 1, MAX_STEPS, "steps"),
                Duration.ofMillis(number(text, PACE, 0, 0, MAX_PACE_MS, "ms per step")));
    }

    private static int number(String text, Pattern pattern, int otherwise, int least, int most, String what) {
        Matcher match = pattern.matcher(text);
        long number = match.find() ? Long.parseLong(match.group(1)) : otherwise;
        if (number < least || number > most) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, number + " " + what + " (expected: " + least + " to " + most + ")");
        }
        return (int) number;
    }

    /** The first number that no longer belongs to the step; steps count from 1. */
    int endOf(long step) {
        return (int) (below * step / steps);
    }
}
