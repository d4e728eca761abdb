package dev.parley.task.running;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says which tasks that run here another instance has journaled a cancel for. Safe for concurrent use. */
public final class ForeignCancels {
    private volatile @Nullable Consumer<LiveTasks.Running> listener;

    /** Whom to tell from now on; called on a thread of its own for each. */
    void tell(Consumer<LiveTasks.Running> told) {
        listener = told;
    }

    void asked(LiveTasks.Running running) {
        Consumer<LiveTasks.Running> told = listener;
        if (told != null) {
            told.accept(running);
        }
    }
}
