package dev.parley.bench.faults;

import dev.parley.bench.load.Latencies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The calls that one kind of fault met, over all times that it struck. */
final class Window {
    private final List<Call> calls = new ArrayList<>();
    private double longestSilence;
    private int strikes;

    /** @param met calls that were under way when it struck, or began soon after */
    void add(List<Call> met) {
        strikes++;
        calls.addAll(met);
        List<Call> good = met.stream()
                .filter(call -> call.failure().isEmpty())
                .sorted(Comparator.comparingLong(Call::endNanos))
                .toList();
        for (int i = 1; i < good.size(); i++) {
            longestSilence = Math.max(
                    longestSilence, (good.get(i).endNanos() - good.get(i - 1).endNanos()) / 1e6);
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
