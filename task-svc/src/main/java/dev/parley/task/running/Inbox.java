package dev.parley.task.running;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A task's messages that wait to be given to its agent, in their order, and whether a runner takes them. Safe for concurrent use. */
final class Inbox {
    private final Deque<Run> runs = new ArrayDeque<>();
    private boolean served;

    /** Messages behind the one that the agent has. */
    record Waiting(int messages, long bytes) {}

    synchronized void add(Run run) {
        runs.add(run);
    }

    /** A runner begins, whether something waits or not. */
    synchronized void serve() {
        served = true;
    }

    /** True for the one caller who is to start a runner: something waits and nobody takes it. */
    synchronized boolean claim() {
        boolean claimed = !served && !runs.isEmpty();
        served |= claimed;
        return claimed;
    }

    /** The next message, for the runner; null: its work is done, and what comes from now on needs another. */
    synchronized @Nullable Run next() {
        Run run = runs.poll();
        served = run != null;
        return run;
    }

    /** The runner has ended before its time. */
    synchronized void leave() {
        served = false;
    }

    synchronized boolean isEmpty() {
        return runs.isEmpty();
    }

    synchronized Waiting waiting() {
        long bytes = 0;
        for (Run run : runs) {
            bytes += run.accepted().getCall().getRequest().getMessage().getSerializedSize();
        }
        return new Waiting(runs.size(), bytes);
    }
}
