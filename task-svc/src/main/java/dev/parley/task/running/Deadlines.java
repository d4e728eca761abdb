package dev.parley.task.running;

import dev.parley.proto.router.v1.Need;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.journal.DeadlineStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.sweep.Sweep;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends tasks whose caller's deadline is over, whatever they wait for: FAILED, and the agent is told to stop. */
public final class Deadlines implements AutoCloseable {
    // time tells nobody that it is over, and most of these tasks are in nobody's memory: looked up, not waited for
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final int BATCH = 100;
    private static final int AT_ONCE = 16;
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private final DeadlineStore store;
    private final LiveTasks live;
    private final Adoption adoption;
    private final CancelRequests cancels;
    private final Sweep sweep;

    public Deadlines(DeadlineStore store, LiveTasks live, Adoption adoption, CancelRequests cancels) {
        this.store = store;
        this.live = live;
        this.adoption = adoption;
        this.cancels = cancels;
        this.sweep = Sweep.every(EVERY, "deadlines", this::endDue);
    }

    /** When a task with this need must have ended: its time counts from its start; null for no such time. */
    static @Nullable Instant of(Need need, Instant accepted) {
        if (!need.hasDeadline()) {
            return null;
        }
        Instant start = need.hasStartAt() ? ProtoTime.instant(need.getStartAt()) : accepted;
        return (start.isAfter(accepted) ? start : accepted)
                .plusSeconds(need.getDeadline().getSeconds())
                .plusNanos(need.getDeadline().getNanos());
    }

    private void endDue() throws InterruptedException {
        SideBySide.each(store.due(BATCH), AT_ONCE, this::end);
        store.purge();
    }

    /** One that cannot be ended holds up no other. */
    private void end(TaskKey key) {
        try {
            live.exclusively(key, () -> {
                // a message that came in between may have given it more time
                if (store.isDue(key)) {
                    adoption.adopt(key).ifPresent(this::expire);
                }
                return key;
            });
        } catch (TaskLostException e) {
            log.atInfo().addKeyValue("task_id", key).log("task is run elsewhere");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("task_id", key)
                    .setCause(e)
                    .log("task cannot be ended at its deadline; tried again");
        }
    }

    private void expire(LiveTasks.Running running) {
        running.runner().expire();
        running.task().awaitDurable();
        running.runner().hangUp();
        cancels.tell(running.task());
    }

    @Override
    public void close() {
        sweep.close();
    }
}
