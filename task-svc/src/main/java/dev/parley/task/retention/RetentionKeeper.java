package dev.parley.task.retention;

import dev.parley.proto.error.A2aException;
import dev.parley.task.archive.DayArchive;
import dev.parley.task.retention.DayStore.Ledger;
import dev.parley.task.retention.DayStore.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the horizon of this instance where the database has it, and has a round of retention from time to time, one instance of all. A
 * keeper that hangs keeps the others out until it goes on or its connection ends: nothing is dropped meanwhile, and nothing else waits.
 */
public final class RetentionKeeper implements AutoCloseable {
    private static final Duration LOOKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(RetentionKeeper.class);

    private final DayStore store;
    private final RetentionConfig config;
    private final Horizon horizon;
    private final Retention retention;
    private final RetentionMetrics metrics;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Ledger seen;

    public RetentionKeeper(
            DayStore store, RetentionConfig config, Horizon horizon, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.config = config;
        this.horizon = horizon;
        this.metrics = new RetentionMetrics(meters);
        String folder = config.archiveDir();
        this.retention =
                new Retention(store, config, folder == null ? null : new DayArchive(Path.of(folder)), clock, metrics);
        horizon.moveTo(store.place());
        this.thread = Thread.ofVirtual().name("retention").start(this::run);
    }

    private void run() {
        long pause = Math.min(LOOKS.toMillis(), config.interval().toMillis());
        long sinceRound = config.interval().toMillis();
        try {
            do {
                boolean due =
                        config.enabled() && sinceRound >= config.interval().toMillis();
                sinceRound = due ? pause : sinceRound + pause;
                look(due);
            } while (!closed.await(pause, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look(boolean due) throws InterruptedException {
        try {
            if (due) {
                store.alone(retention::round);
            }
            horizon.moveTo(store.place());
            look();
        } catch (A2aException away) {
            log.atWarn().addKeyValue("reason", away.getMessage()).log("retention waits for the database");
        } catch (IOException | RuntimeException e) {
            if (closed.getCount() > 0) {
                metrics.failed();
                log.atError().setCause(e).log("retention failed; it goes on with its next round");
            }
        }
    }

    private void look() {
        Ledger ledger = store.ledger();
        seen = ledger;
        metrics.saw(ledger);
    }

    /** How far it is, in a few words for people; of a look some seconds ago. */
    public String summary() {
        Ledger ledger = seen;
        if (ledger == null) {
            return "not looked yet";
        }
        StringBuilder text = new StringBuilder(config.enabled() ? "" : "off; ");
        text.append(ledger.horizon() == null ? "nothing has expired" : "expired up to " + ledger.horizon());
        ledger.dayStates().stream()
                .filter(day -> day.state() == State.HELD && day.heldBy() > 0)
                .limit(3)
                .forEach(day ->
                        text.append("; ").append(day.day()).append(" kept, ").append(day.reason()));
        ledger.dayStates().stream()
                .filter(day -> day.state() == State.GOING && !day.reason().isEmpty())
                .limit(3)
                .forEach(day -> text.append("; ").append(day.day()).append(' ').append(day.reason()));
        if (ledger.suspectSince() != null) {
            text.append("; the clock jumped to ").append(ledger.suspectSince()).append(", nothing expires");
        }
        return text.toString();
    }

    /** Waits a moment for what is under way: a statement that is cut off leaves its work half done, for the next round to finish. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
