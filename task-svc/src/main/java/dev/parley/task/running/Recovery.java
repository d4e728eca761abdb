package dev.parley.task.running;

import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.sweep.Sweep;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an owner that died or hangs was running: what has no owner at start and every few seconds, what a lost instance
 * ran a moment after it was lost. A task that cannot be taken in holds up no other.
 */
public final class Recovery implements AutoCloseable {
    private static final int BATCH = 100;
    private static final int AT_ONCE = 16;
    // who dies or hangs says nothing: that its lease is out is seen by who looks
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final int ORPHANS_EVERY = 20;
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Ownership ownership;
    private final LiveTasks live;
    private final Adoption adoption;
    private final Counter takenOver;
    private final Sweep sweep;
    // the sweep's own
    private long rounds;
    private volatile boolean recovering = true;

    public Recovery(Ownership ownership, LiveTasks live, Adoption adoption, MeterRegistry meters) {
        this.ownership = ownership;
        this.live = live;
        this.adoption = adoption;
        this.takenOver = Counter.builder("parley.tasks.taken.over")
                .description("Tasks taken over from an owner that was lost")
                .register(meters);
        this.sweep = Sweep.nowAndEvery(EVERY, "recovery", this::round);
    }

    /** True until the first sweep is through. */
    public boolean isRecovering() {
        return recovering;
    }

    private void round() throws InterruptedException {
        boolean orphans = rounds++ % ORPHANS_EVERY == 0;
        takeIn(ownership::takeOverDead);
        if (orphans) {
            takeIn(ownership::takeOverOrphans);
            recovering = false;
        }
    }

    private void takeIn(IntFunction<List<TaskKey>> source) throws InterruptedException {
        for (List<TaskKey> keys = source.apply(BATCH); !keys.isEmpty(); keys = source.apply(BATCH)) {
            takenOver.increment(keys.size());
            // each reads its task's journal
            SideBySide.each(keys, AT_ONCE, this::recover);
        }
    }

    private void recover(TaskKey key) {
        try {
            live.exclusively(key, () -> adoption.tryAdopt(key));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // it is ours, and found again as one that nothing runs
            log.atError().addKeyValue("task_id", key).setCause(e).log("task cannot be taken over; tried again");
        }
    }

    @Override
    public void close() {
        sweep.close();
    }
}
