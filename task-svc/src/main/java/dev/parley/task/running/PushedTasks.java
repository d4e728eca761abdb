package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;
import java.util.function.Consumer;

/** Tells whoever sends to webhooks that a task which has some runs here; a task without costs nothing. */
public final class PushedTasks {
    private volatile Consumer<TaskKey> sender = key -> {};

    /** @param next told on the threads that start tasks, so it may not block; tasks that run already are not told again */
    public void tell(Consumer<TaskKey> next) {
        sender = next;
    }

    void runs(TaskKey key) {
        sender.accept(key);
    }
}
