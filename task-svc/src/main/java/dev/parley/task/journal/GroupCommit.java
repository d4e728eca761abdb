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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer that commits, in one transaction, whatever arrived while it committed before; it never waits for more. A
 * batch holds at most {@link #MAX_COMMITS} commits and about {@link #MAX_BYTES} bytes, and one commit a task. Outcomes are
 * completed on the writer's thread: what hangs on them must be short and never block.
 *
 * <p>With the database away, messages not yet accepted are refused after two seconds; appends of accepted tasks wait
 * until it is back. The queue is bounded: {@link #submit} refuses a new message when it is full and makes anything else
 * wait.
 */
public final class GroupCommit implements AutoCloseable {
    static final int MAX_COMMITS = 256;
    static final long MAX_BYTES = 1 << 20;
    private static final int QUEUE = 8192;
    private static final Duration UNDECIDED_AT_MOST = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final JournalStore store;
    private final InstantSource clock;
    private final BlockingQueue<Commit> queue = new ArrayBlockingQueue<>(QUEUE);
    private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final Deque<Commit> postponed = new ArrayDeque<>();
    private final Timer commitTime;
    private final DistributionSummary batchSize;
    private final Thread writer;
    private volatile boolean closed;
    private volatile boolean databaseAway;
    private long batchNumber;

    public GroupCommit(JournalStore store, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.commitTime = Timer.builder("parley.journal.commit").register(meters);
        this.batchSize = DistributionSummary.builder("parley.journal.batch").register(meters);
        meters.gauge("parley.journal.queue", queue, BlockingQueue::size);
        this.writer = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    /**
     * Queues a commit; its outcome completes when it is durable.
     *
     * @throws A2aException OVERLOADED when a new message comes and the queue is full or the database away
     */
    public void submit(Commit commit) {
        if (commit.intake() != null) {
            if (databaseAway || !queue.offer(commit)) {
                throw A2aException.retryable(
                        A2aErrorCode.OVERLOADED,
                        databaseAway ? "The journal cannot be written now" : "Too many messages are waiting",
                        Duration.ofSeconds(1));
            }
            return;
        }
        try {
            while (!queue.offer(commit, 1, TimeUnit.SECONDS)) {
                requireOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the journal's queue was full", e);
        }
    }

    /** Queues an append without ever waiting, for use on the writer's own thread; false when the queue is full. */
    public boolean trySubmit(Commit commit) {
        return queue.offer(commit);
    }

    /** The message under this key has been answered: an equal one is a new one from now on. */
    public void answered(String tenant, IntakeKey key) {
        if (!key.isOnce()) {
            answered.add(new Answered(tenant, key));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The service is shutting down", Duration.ofSeconds(2));
        }
    }

    private void run() {
        while (!closed || !queue.isEmpty() || !postponed.isEmpty()) {
            try {
                List<Commit> candidates = candidates();
                // after the candidates: whoever sends again has had the answer, so the key is among these
                List<Answered> done = drainAnswered();
                List<Commit> batch = choose(candidates, done);
                if (!batch.isEmpty() || !done.isEmpty()) {
                    commit(batch, done);
                }
            } catch (InterruptedException e) {
                // close() wakes us up; the loop's condition decides
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("journal writer failed; it goes on");
            }
        }
    }

    private List<Answered> drainAnswered() {
        List<Answered> done = new ArrayList<>();
        for (Answered next = answered.poll(); next != null; next = answered.poll()) {
            done.add(next);
        }
        return done;
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

    /** One commit a task; a key that is being given up in this batch is claimed again in the next. */
    private List<Commit> choose(List<Commit> candidates, List<Answered> done) {
        Set<TaskKey> tasks = new HashSet<>();
        Set<Answered> givenUp = new HashSet<>(done);
        List<Commit> batch = new ArrayList<>(candidates.size());
        long bytes = 0;
        for (Commit commit : candidates) {
            IntakeKey intake = commit.intake();
            boolean waits = (intake != null
                            && givenUp.contains(new Answered(commit.key().tenant(), intake)))
                    || tasks.contains(commit.key())
                    || (bytes > MAX_BYTES && !batch.isEmpty());
            tasks.add(commit.key()); // also when it waits: nothing of its task may overtake it
            if (waits) {
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

    private void commit(List<Commit> batch, List<Answered> done) throws InterruptedException {
        long number = ++batchNumber;
        Timer.Sample sample = Timer.start();
        try {
            complete(batch, store.commit(batch, done, number));
            sample.stop(commitTime);
            batchSize.record(batch.size());
        } catch (SQLException e) {
            if (isConnectionLost(e)) {
                log.atWarn().addKeyValue("reason", e.getMessage()).log("journal connection lost");
                decide(batch, done, number);
            } else if (batch.size() > 1) {
                // one of them cannot be stored: find it, the others must not suffer
                for (Commit single : batch) {
                    commit(List.of(single), List.of());
                }
            } else {
                refuse(batch, e);
            }
        }
    }

    private static void complete(List<Commit> batch, List<Outcome> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(outcomes.get(i));
        }
    }

    private static void refuse(List<Commit> batch, SQLException e) {
        for (Commit commit : batch) {
            log.atError().addKeyValue("task_id", commit.key()).setCause(e).log("entry cannot be stored");
            commit.outcome()
                    .completeExceptionally(
                            new A2aException(A2aErrorCode.INTERNAL_ERROR, "The message cannot be stored"));
        }
    }

    /** Finds out whether a batch whose answer was lost took place, and writes it again if not. */
    private void decide(List<Commit> batch, List<Answered> done, long number) throws InterruptedException {
        long giveUpAt = clock.millis() + UNDECIDED_AT_MOST.toMillis();
        List<Commit> undecided = new ArrayList<>(batch);
        while (!closed) {
            try {
                boolean tookPlace = store.lastBatch() >= number;
                databaseAway = false;
                if (tookPlace) {
                    complete(undecided, store.outcomesOf(undecided));
                } else {
                    commit(undecided, done);
                }
                return;
            } catch (SQLException stillAway) {
                databaseAway = clock.millis() > giveUpAt;
                if (databaseAway) {
                    giveUpAcceptances(undecided);
                    giveUpAcceptances(queue);
                    giveUpAcceptances(postponed);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        for (Commit commit : undecided) {
            commit.outcome().completeExceptionally(away());
        }
    }

    private static void giveUpAcceptances(java.util.Collection<Commit> commits) {
        commits.removeIf(commit -> {
            if (commit.intake() == null) {
                return false;
            }
            commit.outcome().completeExceptionally(away());
            return true;
        });
    }

    private static A2aException away() {
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED,
                "The journal cannot be written now; send the same message again, it will not run twice",
                Duration.ofSeconds(2));
    }

    private static boolean isConnectionLost(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
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
