package dev.parley.edge;

import jakarta.inject.Singleton;

/** Whether the edge is stopping: it still answers what it has, and says that it is not ready for more. */
@Singleton
public final class Draining {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    public boolean isBegun() {
        return begun;
    }
}
