package dev.parley.proto.json;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts members that were ignored because no message has them: how we learn that peers speak a newer dialect. Names
 * come from outside, so both their number and their length are bounded; past the bound all go under {@value #OTHERS}.
 */
final class UnknownMembers {
    static final int MAX_NAMES = 1000;
    static final int MAX_NAME_LENGTH = 100;
    static final String OTHERS = "(others)";

    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String name) {
        String key = name.length() > MAX_NAME_LENGTH ? OTHERS : name;
        LongAdder count = counts.get(key);
        if (count == null) {
            count = counts.computeIfAbsent(counts.size() < MAX_NAMES ? key : OTHERS, unused -> new LongAdder());
        }
        count.increment();
    }

    /** A copy, by name. */
    Map<String, Long> counts() {
        Map<String, Long> copy = new TreeMap<>();
        counts.forEach((name, count) -> copy.put(name, count.sum()));
        return copy;
    }
}
