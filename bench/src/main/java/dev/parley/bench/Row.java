package dev.parley.bench;

import dev.parley.bench.load.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All rounds of one target at one number of connections. */
final class Row {
    private final List<Outcome> rounds = new ArrayList<>();

    void add(Outcome outcome) {
        rounds.add(outcome);
    }

    List<Outcome> rounds() {
        return rounds;
    }

    double median(ToDoubleFunction<Outcome> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(ToDoubleFunction<Outcome> value) {
        return rounds.stream().mapToDouble(value).min().orElse(0);
    }

    double most(ToDoubleFunction<Outcome> value) {
        return rounds.stream().mapToDouble(value).max().orElse(0);
    }

    /** Bad answers and broken connections of all rounds. */
    int failures() {
        return rounds.stream().mapToInt(round -> round.bad() + round.broken()).sum();
    }
}
