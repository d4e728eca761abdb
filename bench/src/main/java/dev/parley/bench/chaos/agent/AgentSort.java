package dev.parley.bench.chaos.agent;

import java.util.Locale;

/** The sorts of chaos agents. Each is a process of its own. */
public enum AgentSort {
    /** Answers with a bare Message at once. */
    BARE(true),
    /** Streams a task that it holds in memory: after a kill it does not know it any more. */
    FORGETFUL(true),
    /** Streams a task that goes on without a stream and through a kill: GetTask and SubscribeToTask know it afterwards. */
    KEEPING(true),
    /** As {@link #KEEPING}, but it cannot stream: it is asked again and again. */
    POLLED(false);

    private final boolean streaming;

    AgentSort(boolean streaming) {
        this.streaming = streaming;
    }

    /** What its card says. */
    public boolean streaming() {
        return streaming;
    }

    /** Whether its work outlives its process. */
    boolean keeps() {
        return this == KEEPING || this == POLLED;
    }

    /** As it is registered with the mesh. */
    public String id() {
        return "chaos-" + name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for an id that is none */
    public static AgentSort ofId(String id) {
        return valueOf(id.replaceFirst("^chaos-", "").toUpperCase(Locale.ROOT));
    }
}
