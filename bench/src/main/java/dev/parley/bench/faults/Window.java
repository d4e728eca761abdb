package dev.parley.bench.faults;

import dev.parley.bench.load.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The calls that one kind of fault met, over all times that it struck. */
final class Window {
    private final List<Call> calls = new ArrayList<>();
    private double longestSilence;
    private int strikes;

    /**
     * Those of all calls that were to be sent in a span of time, or were under way when it began.
     *
     * @param all of the run, after its last call has ended
     */
    void add(List<Call> all, long fromNanos, long toNanos) {
        strikes++;
        all.stream()
                .filter(call -> call.isDueWithin(fromNanos, toNanos) || call.isUnderWay(fromNanos))
                .forEach(calls::add);
        long[] good = all.stream()
                .filter(call -> call.failure().isEmpty())
                .mapToLong(call -> call.endNanos() - fromNanos)
                .sorted()
                .toArray();
        for (int i = 1; i < good.length; i++) {
            boolean overlaps = good[i] > 0 && good[i - 1] < toNanos - fromNanos;
            if (overlaps) {
                longestSilence = Math.max(longestSilence, (good[i] - good[i - 1]) / 1e6);
            }
        }
    }

    int strikes() {
        return strikes;
    }

    /** The longest time without a good answer, ms. */
    double longestSilence() {
        return longestSilence;
    }

    int count(CallKind kind) {
        return (int) calls.stream().filter(call -> call.kind() == kind).count();
    }

    /** Times of a kind's calls that were answered as they should, those with further tries included. */
    Latencies latencies(CallKind kind) {
        Latencies latencies = new Latencies();
        calls.stream()
                .filter(call -> call.kind() == kind && !call.lost())
                .forEach(call -> latencies.add(call.endNanos() - call.dueNanos()));
        return latencies;
    }

    /** Failures of the first try, by what was said. */
    Map<String, Integer> failures(CallKind kind) {
        Map<String, Integer> failures = new TreeMap<>();
        calls.stream()
                .filter(call -> call.kind() == kind && !call.failure().isEmpty())
                .forEach(call -> failures.merge(call.failure(), 1, Integer::sum));
        return failures;
    }
}
