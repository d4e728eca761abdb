package dev.parley.task.running;

import dev.parley.task.journal.Calls;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.sweep.Sweep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attends to commands that other instances have written to tasks of ours: at once when it is called, and, should a call have been lost, at
 * the second look at a task that has not moved. Also finds tasks of ours that nothing runs. Closed, it looks no more.
 */
public final class OwnedTasks implements AutoCloseable {
    // calls are the rule; what they miss, lost as they may be with a connection or an instance, only a look finds
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(OwnedTasks.class);

    private final Ownership ownership;
    private final Calls calls;
    private final LiveTasks live;
    private final Adoption adoption;
    private final Sweep sweep;
    // how far each task that was behind, or not run, had come; the sweep's own
    private Map<TaskKey, Long> before = new HashMap<>();

    public OwnedTasks(Ownership ownership, Calls calls, LiveTasks live, Adoption adoption) {
        this.ownership = ownership;
        this.live = live;
        this.adoption = adoption;
        this.calls = calls;
        calls.whenCalled(key -> Thread.startVirtualThread(() -> attend(key)));
        this.sweep = Sweep.every(EVERY, "owned-tasks", this::look);
    }

    private void look() {
        Map<TaskKey, Long> now = new HashMap<>();
        for (Ownership.Standing standing : ownership.unfinished()) {
            long known = live.find(standing.key())
                    .map(running -> running.task().lastSequence())
                    .orElse(-1L);
            if (known < standing.lastSequence()) {
                now.put(standing.key(), standing.lastSequence());
            }
        }
        now.forEach((key, sequence) -> {
            if (sequence.equals(before.get(key))) {
                log.atInfo().addKeyValue("task_id", key).log("task of ours was not attended to");
                attend(key);
            }
        });
        before = now;
    }

    /** Reads what others have written to the task, and goes on with it if nothing runs it. */
    private void attend(TaskKey key) {
        try {
            var running = live.find(key);
            if (running.isPresent()) {
                live.catchUp(running.get().task());
            } else {
                live.exclusively(key, () -> adoption.tryAdopt(key));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("task_id", key).setCause(e).log("task could not be attended to; looked at again");
        }
    }

    @Override
    public void close() {
        calls.whenCalled(key -> {});
        sweep.close();
    }
}
