package dev.parley.edge.connection;

import java.time.Duration;

/** A port that callers connect to. */
public interface Listener {
    int port();

    /** Takes nothing new; what runs goes on. Does not wait, and may be called again. */
    void drain();

    /**
     * Drains, waits for what runs and ends what takes longer. Blocks.
     *
     * @return false when something was ended
     */
    boolean stop(Duration atMost);
}
