package dev.parley.task.running;

import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an owner that died was running: at start, and every two seconds from then on. A task that cannot be
 * taken in is tried again with every sweep, and holds up no other.
 */
public final class Recovery implements AutoCloseable {
    private static final int BATCH = 200;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JournalStore store;
    private final LiveTasks live;
    private final Adoption adoption;
    private final Thread sweeper;
    // ours already, but not taken in yet; the sweep does not find them again, and it alone looks here
    private final Set<TaskKey> failed = new HashSet<>();
    private volatile boolean recovering = true;

    public Recovery(JournalStore store, LiveTasks live, Adoption adoption) {
        this.store = store;
        this.live = live;
        this.adoption = adoption;
        this.sweeper = Thread.ofVirtual().name("recovery").start(this::run);
    }

    /** True until the first sweep is through. */
    public boolean isRecovering() {
        return recovering;
    }

    private void run() {
        try {
            while (true) {
                sweep();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void sweep() throws InterruptedException {
        for (TaskKey key : List.copyOf(failed)) {
            failed.remove(key);
            recover(key);
        }
        try {
            List<TaskKey> keys = store.takeOver(BATCH);
            while (!keys.isEmpty()) {
                for (TaskKey key : keys) {
                    recover(key);
                }
                keys = store.takeOver(BATCH);
            }
            recovering = false;
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("recovery sweep failed; it comes again");
        }
    }

    private void recover(TaskKey key) throws InterruptedException {
        try {
            live.exclusively(key, () -> adoption.tryAdopt(key));
        } catch (RuntimeException e) {
            failed.add(key);
            log.atError().addKeyValue("task_id", key).setCause(e).log("task cannot be taken over; tried again");
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
