package dev.parley.registry.agent;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** One watcher's changes. Bounded: a reader that falls too far behind is cut off, and may watch anew. */
public final class AgentWatch implements AutoCloseable {
    private final Queue<AgentChange> first;
    private final BlockingQueue<Optional<AgentChange>> later;
    private final Consumer<AgentWatch> onClose;
    private volatile boolean closed;
    private volatile boolean overrun;

    AgentWatch(Queue<AgentChange> first, int queue, Consumer<AgentWatch> onClose) {
        this.first = first;
        this.later = new LinkedBlockingQueue<>(queue + 1);
        this.onClose = onClose;
    }

    /** Waits for the next change; empty when the watch was closed or cut off. One reader. */
    public Optional<AgentChange> next() throws InterruptedException {
        AgentChange waiting = first.poll();
        if (waiting != null) {
            return Optional.of(waiting);
        }
        return closed ? Optional.empty() : later.take();
    }

    /** True when the reader was too slow. */
    public boolean isOverrun() {
        return overrun;
    }

    void offer(AgentChange change) {
        if (!closed && (later.remainingCapacity() <= 1 || !later.offer(Optional.of(change)))) {
            overrun = true;
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
        // the last place is kept for this, so that a waiting reader wakes up
        boolean woken = later.offer(Optional.empty());
        assert woken || !later.isEmpty();
    }
}
