package dev.parley.task.journal;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.JournalStore.Answered;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer that commits, in one transaction, whatever arrived while it committed before; it never waits for more. A
 * batch holds at most {@link #MAX_COMMITS} commits and about {@link #MAX_BYTES} bytes, one commit a task and one an intake
 * key. Outcomes are completed on the writer's thread: what hangs on them must be short and never block.
 *
 * <p>While the database cannot be written, appends of accepted tasks wait until it can. Messages not yet accepted are
 * refused after two seconds; one of which nobody can tell yet is given up, and its outcome follows. The queue is bounded:
 * {@link #submit} refuses a new message when it is full and makes anything else wait.
 */
public final class GroupCommit implements CommitQueue, AutoCloseable {
    static final int MAX_COMMITS = 256;
    static final long MAX_BYTES = 1 << 20;
    static final int QUEUE = 8192;
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final JournalStore store;
    private final InstantSource clock;
    private final Backlog backlog = new Backlog();
    private final AnsweredKeys keys;
    private final Timer commitTime;
    private final DistributionSummary batchSize;
    private final Thread writer;
    private volatile boolean closed;
    private volatile @Nullable String refusing;
    private long batchNumber;

    public GroupCommit(JournalStore store, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.keys = new AnsweredKeys(store, MAX_COMMITS);
        this.commitTime = Timer.builder("parley.journal.commit")
                .publishPercentileHistogram()
                .register(meters);
        this.batchSize = DistributionSummary.builder("parley.journal.batch").register(meters);
        meters.gauge("parley.journal.queue", backlog, Backlog::queued);
        this.writer = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    /**
     * Queues a commit; its outcome completes when it is durable. Must not be called on the writer's own thread, nor with
     * a lock held that the writer's outcomes take.
     *
     * @throws A2aException OVERLOADED when a new message comes and the queue is full or the database away
     */
    @Override
    public void submit(Commit commit) {
        if (commit.isAcceptance()) {
            String reason = refusing;
            if (reason != null || !backlog.offer(commit)) {
                throw overloaded(reason == null ? "Too many messages are waiting" : reason);
            }
            return;
        }
        try {
            while (!backlog.offer(commit, 1)) {
                if (closed) {
                    throw overloaded("The service is shutting down");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the journal's queue was full", e);
        }
    }

    /** Where there is no room, a thread of its own waits. */
    @Override
    public void submitLater(Commit commit) {
        if (backlog.offer(commit)) {
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                submit(commit);
            } catch (RuntimeException e) {
                commit.outcome().completeExceptionally(e);
            }
        });
    }

    /** The message under this key, which that task accepted, has been answered: an equal one is a new one from now on. */
    public void answered(TaskKey task, IntakeKey key) {
        keys.answered(task, key);
    }

    /** The answer under this key did not arrive: an equal message joins again once the future is done. */
    public CompletableFuture<Void> withdraw(TaskKey task, IntakeKey key) {
        return keys.withdraw(task, key);
    }

    private static A2aException overloaded(String reason) {
        return A2aException.retryable(A2aErrorCode.OVERLOADED, reason, Duration.ofSeconds(1));
    }

    private void run() {
        while (!closed || !backlog.isEmpty()) {
            try {
                List<Commit> candidates = backlog.candidates();
                // after the candidates: whoever sends again has had the answer, so the key is among these
                AnsweredKeys.Taken answered = keys.take();
                List<Commit> batch = backlog.choose(candidates, answered);
                if (!batch.isEmpty() || !answered.done().isEmpty()) {
                    commit(batch, answered.done());
                }
            } catch (InterruptedException e) {
                // close() wakes us up; the loop's condition decides
            } catch (RuntimeException | Error e) {
                // without this thread nothing is ever written again
                log.atError().setCause(e).log("journal writer failed; it goes on");
            }
        }
    }

    private void commit(List<Commit> batch, List<Answered> done) {
        List<Commit> open = new ArrayList<>(batch);
        long number = ++batchNumber;
        boolean undecided = false;
        Outage outage = new Outage();
        Timer.Sample sample = Timer.start();
        while (!open.isEmpty() || !done.isEmpty()) {
            try {
                List<Outcome> outcomes;
                if (undecided && store.lastBatch() >= number) {
                    outcomes = store.outcomesOf(open);
                } else {
                    undecided = false;
                    dropGivenUp(open);
                    outcomes = store.commit(open, done, number);
                    sample.stop(commitTime);
                    batchSize.record(batch.size());
                }
                // before the outcomes: who hears of one may send at once, and must not be refused
                outage.over();
                complete(open, outcomes);
                return;
            } catch (SQLException | RuntimeException | Error e) {
                WriteFailure failure = WriteFailure.of(e);
                undecided |= failure == WriteFailure.UNKNOWN;
                if (!undecided && failure == WriteFailure.REFUSED) {
                    divide(open, done, e);
                    return;
                }
                if (!outage.goesOn(e, open, undecided)) {
                    open.forEach(commit -> commit.outcome().completeExceptionally(away()));
                    return;
                }
            }
        }
        outage.over();
    }

    /** One of them cannot be stored: find it, the others must not suffer. */
    private void divide(List<Commit> batch, List<Answered> done, Throwable e) {
        if (batch.size() == 1 && done.isEmpty()) {
            Commit commit = batch.getFirst();
            log.atError().addKeyValue("task_id", commit.key()).setCause(e).log("entry cannot be stored");
            commit.outcome().completeExceptionally(new NotStorableException(commit.key(), e));
        } else if (batch.isEmpty()) {
            log.atError().setCause(e).log("answered keys cannot be removed");
        } else {
            commit(List.of(), done);
            batch.forEach(single -> commit(List.of(single), List.of()));
        }
    }

    /** Those whose callers were told to send again: they shall, now that it is known that nothing was written. */
    private static void dropGivenUp(List<Commit> open) {
        open.removeIf(commit -> {
            boolean gone = commit.givenUp().isDone();
            if (gone) {
                commit.outcome().completeExceptionally(away());
            }
            return gone;
        });
    }

    private static void complete(List<Commit> batch, List<Outcome> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            try {
                batch.get(i).outcome().complete(outcomes.get(i));
            } catch (RuntimeException e) {
                // what hangs on an outcome is not ours: the others must get theirs
                log.atError()
                        .addKeyValue("task_id", batch.get(i).key())
                        .setCause(e)
                        .log("outcome not taken in");
            }
        }
    }

    private static A2aException away() {
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED,
                "The journal cannot be written now; send the same message again, it will not run twice",
                Duration.ofSeconds(2));
    }

    /** A time in which the journal cannot be written: tried again with growing pauses. */
    private final class Outage {
        private static final long PATIENCE_MILLIS = 2_000;
        private static final long CLOSING_MILLIS = 2_000;
        private static final long LONGEST_PAUSE_MILLIS = 1_000;

        private long since = Long.MAX_VALUE;
        private long pause = 50;

        /** Waits a while; false when there is no use in it any more, for the service is closing. */
        boolean goesOn(Throwable e, List<Commit> open, boolean undecided) {
            long now = clock.millis();
            if (since == Long.MAX_VALUE) {
                since = now;
                log.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .addKeyValue("undecided", undecided)
                        .log("journal cannot be written, tried again until it can");
            }
            if (closed && now - since > CLOSING_MILLIS) {
                return false;
            }
            if (now - since >= PATIENCE_MILLIS) {
                refusing = "The journal cannot be written now";
                backlog.refuseAcceptances(commit -> commit.outcome().completeExceptionally(away()));
                // of those under way nobody can tell: their callers need not wait for it
                open.stream()
                        .filter(Commit::isAcceptance)
                        .forEach(commit -> commit.givenUp().completeExceptionally(away()));
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException closing) {
                // seen above the next time
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            return true;
        }

        void over() {
            if (since != Long.MAX_VALUE) {
                refusing = null;
                log.atInfo().addKeyValue("after_ms", clock.millis() - since).log("journal can be written again");
            }
        }
    }

    /** Writes what is queued, then stops. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
