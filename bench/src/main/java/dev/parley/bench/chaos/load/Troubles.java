package dev.parley.bench.chaos.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What callers were told, or not told, when a call did not do: counted by reason, of which there are a few dozen. Thread-safe. */
public final class Troubles {
    private static final int MOST_REASONS = 200;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String what) {
        String reason = counts.size() < MOST_REASONS || counts.containsKey(what) ? what : "others";
        counts.computeIfAbsent(reason, ignored -> new LongAdder()).increment();
    }

    public Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((reason, count) -> all.put(reason, count.sum()));
        return all;
    }
}
