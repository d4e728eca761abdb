package dev.parley.task.journal;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.JournalStore.Withdrawn;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
public final class GroupCommit implements AutoCloseable {
    static final int MAX_COMMITS = 256;
    static final long MAX_BYTES = 1 << 20;
    static final int QUEUE = 8192;
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final JournalStore store;
    private final InstantSource clock;
    private final BlockingQueue<Commit> queue = new ArrayBlockingQueue<>(QUEUE);
    private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Withdrawal> withdrawals = new ConcurrentLinkedQueue<>();
    private final Deque<Commit> postponed = new ArrayDeque<>();
    private final Timer commitTime;
    private final DistributionSummary batchSize;
    private final Thread writer;
    private volatile boolean closed;
    private volatile @Nullable String refusing;
    private long batchNumber;

    private record Withdrawal(Withdrawn key, CompletableFuture<Void> done) {}

    public GroupCommit(JournalStore store, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.commitTime = Timer.builder("parley.journal.commit").register(meters);
        this.batchSize = DistributionSummary.builder("parley.journal.batch").register(meters);
        meters.gauge("parley.journal.queue", queue, BlockingQueue::size);
        this.writer = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    /**
     * Queues a commit; its outcome completes when it is durable. Must not be called on the writer's own thread, nor with
     * a lock held that the writer's outcomes take.
     *
     * @throws A2aException OVERLOADED when a new message comes and the queue is full or the database away
     */
    public void submit(Commit commit) {
        if (commit.isAcceptance()) {
            String reason = refusing;
            if (reason != null || !queue.offer(commit)) {
                throw overloaded(reason == null ? "Too many messages are waiting" : reason);
            }
            return;
        }
        try {
            while (!queue.offer(commit, 1, TimeUnit.SECONDS)) {
                if (closed) {
                    throw overloaded("The service is shutting down");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the journal's queue was full", e);
        }
    }

    /** Queues a commit of a task without waiting here: where there is no room, a thread of its own waits. */
    public void submitLater(Commit commit) {
        if (queue.offer(commit)) {
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

    /** The message under this key has been answered: an equal one is a new one from now on. */
    public void answered(String tenant, IntakeKey key) {
        if (!key.isOnce()) {
            answered.add(new Answered(tenant, key));
        }
    }

    /** The answer under this key did not arrive: an equal message joins again once the future is done. */
    public CompletableFuture<Void> withdraw(TaskKey task, IntakeKey key) {
        Withdrawal withdrawal = new Withdrawal(new Withdrawn(task, key), new CompletableFuture<>());
        withdrawals.add(withdrawal);
        return withdrawal.done();
    }

    private static A2aException overloaded(String reason) {
        return A2aException.retryable(A2aErrorCode.OVERLOADED, reason, Duration.ofSeconds(1));
    }

    private void run() {
        while (!closed || !queue.isEmpty() || !postponed.isEmpty()) {
            try {
                List<Commit> candidates = candidates();
                // after the candidates: whoever sends again has had the answer, so the key is among these
                Set<Answered> done = drainAnswered();
                Set<Answered> restored = restoreWithdrawn(done);
                List<Commit> batch = choose(candidates, done, restored);
                if (!batch.isEmpty() || !done.isEmpty()) {
                    commit(batch, List.copyOf(done));
                }
            } catch (InterruptedException e) {
                // close() wakes us up; the loop's condition decides
            } catch (RuntimeException | Error e) {
                // without this thread nothing is ever written again
                log.atError().setCause(e).log("journal writer failed; it goes on");
            }
        }
    }

    private Set<Answered> drainAnswered() {
        Set<Answered> done = new HashSet<>();
        for (Answered next = answered.poll(); next != null; next = answered.poll()) {
            done.add(next);
        }
        return done;
    }

    /** What was answered and withdrawn again was never answered; what is gone already comes back. Few, as a rule. */
    private Set<Answered> restoreWithdrawn(Set<Answered> done) {
        List<Withdrawal> wanted = new ArrayList<>();
        for (Withdrawal next = withdrawals.poll();
                next != null;
                next = wanted.size() < MAX_COMMITS ? withdrawals.poll() : null) {
            done.remove(next.key().answered());
            wanted.add(next);
        }
        if (wanted.isEmpty()) {
            return Set.of();
        }
        try {
            store.restore(wanted.stream().map(Withdrawal::key).toList());
            wanted.forEach(withdrawal -> withdrawal.done().complete(null));
        } catch (SQLException | RuntimeException | Error e) {
            log.atWarn().setCause(e).log("withdrawn answers not restored");
            wanted.forEach(withdrawal -> withdrawal.done().completeExceptionally(overloaded("The journal is away")));
        }
        return wanted.stream().map(withdrawal -> withdrawal.key().answered()).collect(Collectors.toSet());
    }

    /** What waits to be committed; waits for it a moment when there is nothing. */
    private List<Commit> candidates() throws InterruptedException {
        List<Commit> candidates = new ArrayList<>(postponed);
        postponed.clear();
        if (candidates.isEmpty()) {
            // answered keys alone are no reason to hurry: they go with the next message, or after a moment
            Commit first = queue.poll(20, TimeUnit.MILLISECONDS);
            if (first == null) {
                return List.of();
            }
            candidates.add(first);
        }
        queue.drainTo(candidates, Math.max(0, MAX_COMMITS - candidates.size()));
        return candidates;
    }

    /** One commit a task and a key; a key that changes hands with this batch is claimed again in the next. */
    private List<Commit> choose(List<Commit> candidates, Set<Answered> done, Set<Answered> restored) {
        Set<TaskKey> tasks = new HashSet<>();
        Set<Answered> keys = new HashSet<>(done);
        keys.addAll(restored);
        List<Commit> batch = new ArrayList<>(candidates.size());
        long bytes = 0;
        for (Commit commit : candidates) {
            IntakeKey intake = commit.intake();
            // both also when it waits: nothing of its task or its key may overtake it
            boolean taskTaken = !tasks.add(commit.key());
            boolean keyTaken =
                    intake != null && !keys.add(new Answered(commit.key().tenant(), intake));
            if (taskTaken || keyTaken || (bytes > MAX_BYTES && !batch.isEmpty())) {
                postponed.add(commit);
            } else {
                batch.add(commit);
                bytes += weight(commit);
            }
        }
        return batch;
    }

    private static long weight(Commit commit) {
        long bytes = 0;
        for (NewEntry entry : commit.entries()) {
            bytes += entry.body().getSerializedSize();
        }
        return bytes;
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
                Failure failure = Failure.of(e);
                undecided |= failure == Failure.UNKNOWN;
                if (!undecided && failure == Failure.REFUSED) {
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

    /** What a failed batch tells. */
    private enum Failure {
        /** It may have taken place. */
        UNKNOWN,
        /** It did not, for want of room: it will when there is some. */
        NO_ROOM,
        /** It did not, and never will. */
        REFUSED;

        static Failure of(Throwable e) {
            String state = e instanceof SQLException sql ? sql.getSQLState() : null;
            if (state == null || state.startsWith("08") || state.startsWith("57")) {
                return UNKNOWN;
            }
            // 40: a deadlock or the like; 55: a lock; 58: input and output
            return state.startsWith("53") || state.startsWith("40") || state.startsWith("55") || state.startsWith("58")
                    ? NO_ROOM
                    : REFUSED;
        }
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
                giveUp(queue);
                giveUp(postponed);
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

        /** Of those that never went out it is known that nothing was written. */
        private static void giveUp(Collection<Commit> waiting) {
            waiting.removeIf(commit -> {
                if (commit.isAcceptance()) {
                    commit.outcome().completeExceptionally(away());
                }
                return commit.isAcceptance();
            });
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
