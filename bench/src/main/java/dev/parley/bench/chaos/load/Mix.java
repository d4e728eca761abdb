package dev.parley.bench.chaos.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What messages ask for, and of whom. */
public enum Mix {
    /** Long and short streams, polled agents, second watchers. */
    WHOLE,
    /** The same kinds, nine of ten a bare answer and the others short, for high rates on few CPUs. */
    SHORT;

    /** Chunks of an answer, at most. */
    int longestStream() {
        return this == SHORT ? 2 : 6;
    }

    /** Per cent of each sort of agent, in their order. */
    List<Integer> agents() {
        return this == SHORT ? List.of(90, 4, 4, 2) : List.of(25, 25, 35, 15);
    }

    /** Per cent of each form, in their order. */
    List<Integer> forms() {
        return this == SHORT ? List.of(60, 20, 10, 10) : List.of(40, 25, 15, 20);
    }

    /** @throws IllegalArgumentException for a name that is none */
    public static Mix of(String name) {
        return Arrays.stream(values())
                .filter(mix -> mix.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("--mix " + name + " (expected: " + List.of(values()) + ")"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
