package dev.parley.bench.chaos.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What messages ask for, and of whom. */
public enum Mix {
    /** Long and short streams, polled agents, second watchers. */
    WHOLE(6, List.of(25, 25, 35, 15), List.of(40, 25, 15, 20)),
    /** The same kinds, most of them short: a third of the work a message, for high rates on few CPUs. */
    SHORT(2, List.of(50, 20, 25, 5), List.of(60, 20, 10, 10));

    private final int longestStream;
    private final List<Integer> agents;
    private final List<Integer> forms;

    Mix(int longestStream, List<Integer> agents, List<Integer> forms) {
        this.longestStream = longestStream;
        this.agents = agents;
        this.forms = forms;
    }

    /** Chunks of an answer, at most. */
    int longestStream() {
        return longestStream;
    }

    /** Per cent of each sort of agent, in their order. */
    List<Integer> agents() {
        return agents;
    }

    /** Per cent of each form, in their order. */
    List<Integer> forms() {
        return forms;
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
