package dev.parley.kit.health;

import jakarta.inject.Singleton;

/** Whether the service is stopping: it still answers what it has, and says that it is not ready for more. */
@Singleton
public final class Draining {
    private volatile boolean begun;

    public void begin() {
        begun = true;
    }

    public boolean isBegun() {
        return begun;
    }
}
