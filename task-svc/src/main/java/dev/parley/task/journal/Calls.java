package dev.parley.task.journal;

import java.util.function.Consumer;

/** Hears when other instances have written a command to a task of ours. Calls may be lost with a connection. Safe for concurrent use. */
public interface Calls {
    /** Whom to tell from now on; must return at once. One listener at a time. */
    void whenCalled(Consumer<TaskKey> listener);
}
