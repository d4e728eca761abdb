package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a consumer got of each task: checks that nothing is missing and that new events came in order. Safe for concurrent use. */
final class Told {
    private final Map<String, List<Long>> sequences = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private long repeats;

    synchronized void add(String task, long sequence, String type) {
        List<Long> got = sequences.computeIfAbsent(task, unused -> new ArrayList<>());
        if (got.contains(sequence)) {
            repeats++;
        }
        got.add(sequence);
        String before = types.put(task + "/" + sequence, type);
        assertThat(before == null || before.equals(type))
                .as("the same event under the same id")
                .isTrue();
    }

    synchronized int tasks() {
        return sequences.size();
    }

    synchronized long repeats() {
        return repeats;
    }

    synchronized String type(String task, long sequence) {
        return types.getOrDefault(task + "/" + sequence, "none");
    }

    synchronized boolean has(Map<String, Long> lastSequences) {
        return lastSequences.entrySet().stream()
                .allMatch(
                        task -> sequences.getOrDefault(task.getKey(), List.of()).contains(task.getValue()));
    }

    /** Of every task 1, 2, 3 … to its last, and each for the first time behind the one before. */
    synchronized void requireAll(Map<String, Long> lastSequences) {
        lastSequences.forEach((task, last) -> {
            Set<Long> firsts = new LinkedHashSet<>(sequences.getOrDefault(task, List.of()));
            List<Long> wanted = new ArrayList<>();
            for (long sequence = 1; sequence <= last; sequence++) {
                wanted.add(sequence);
            }
            assertThat(List.copyOf(firsts)).as("task " + task).isEqualTo(wanted);
        });
        assertThat(sequences.keySet()).containsAll(lastSequences.keySet());
    }
}
