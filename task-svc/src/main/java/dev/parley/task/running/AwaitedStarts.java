package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets the watchers of tasks that do not run here wait until one starts to. Safe for concurrent use. */
final class AwaitedStarts {
    private final Map<TaskKey, Start> awaited = new ConcurrentHashMap<>();

    /** Of a task, the next time. Ask for it before looking at the task, wait for it after; close it when the waiting is over. */
    Start next(TaskKey key) {
        return awaited.compute(key, (same, known) -> {
            Start start = known == null ? new Start(key) : known;
            start.watchers++;
            return start;
        });
    }

    /** The task has started to run here. */
    void begun(TaskKey key) {
        Start start = awaited.remove(key);
        if (start != null) {
            start.begun.countDown();
        }
    }

    /** Shared by all who wait for the same task; each closes it once. */
    final class Start implements AutoCloseable {
        private final TaskKey key;
        private final CountDownLatch begun = new CountDownLatch(1);
        // changed inside the map's computations only
        private int watchers;

        private Start(TaskKey key) {
            this.key = key;
        }

        /** True when the task has started to run here. */
        boolean await(Duration atMost) throws InterruptedException {
            return begun.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            awaited.computeIfPresent(key, (same, known) -> {
                if (known != this) {
                    return known;
                }
                return --watchers == 0 ? null : this;
            });
        }
    }
}
