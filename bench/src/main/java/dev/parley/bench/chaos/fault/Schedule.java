package dev.parley.bench.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults of a run, in the order, of the length and with the quiet between them that a seed decides: bag after bag, each shuffled, so
 * that every kind comes. Endless.
 */
public final class Schedule {
    private static final int SHORTEST_FAULT_MILLIS = 2_500;
    private static final int LONGEST_FAULT_MILLIS = 7_000;

    private final Random random;
    private final List<FaultKind> bag;
    private final int longestQuietMillis;
    private final List<FaultKind> left = new ArrayList<>();

    /**
     * One fault.
     *
     * @param draw chooses among instances
     * @param length of what lasts; what was killed and is started by us comes back after a third of it
     * @param quiet after everything is ready again
     */
    public record Planned(FaultKind kind, int draw, Duration length, Duration quiet) {}

    /** @param longestQuiet between two faults; the shortest is half of it */
    public Schedule(long seed, List<FaultKind> bag, Duration longestQuiet) {
        this.random = new Random(seed);
        this.bag = List.copyOf(bag);
        this.longestQuietMillis = Math.toIntExact(longestQuiet.toMillis());
    }

    public Planned next() {
        if (left.isEmpty()) {
            left.addAll(bag);
            Collections.shuffle(left, random);
        }
        return new Planned(
                left.removeLast(),
                random.nextInt(Integer.MAX_VALUE),
                Duration.ofMillis(random.nextInt(SHORTEST_FAULT_MILLIS, LONGEST_FAULT_MILLIS)),
                Duration.ofMillis(random.nextInt(longestQuietMillis / 2, longestQuietMillis)));
    }
}
