package dev.parley.task.journal;

import dev.parley.task.journal.Commit.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A journal in memory whose commits wait at a gate and fail as told. */
public final class ScriptedStore implements JournalStore {
    /** A way to fail. */
    public interface Fault {
        /** @param write does what the commit would have done */
        void strike(List<Commit> batch, Runnable write) throws SQLException;
    }

    /** Permits for commits; open at first. */
    public final Semaphore gate = new Semaphore(1_000_000_000);

    public final List<Commit> written = new CopyOnWriteArrayList<>();
    public final List<List<Commit>> batches = new CopyOnWriteArrayList<>();
    public final List<Answered> forgotten = new CopyOnWriteArrayList<>();
    public final List<Withdrawn> restored = new CopyOnWriteArrayList<>();
    public final AtomicInteger tries = new AtomicInteger();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Map<TaskKey, Long> sequences = new HashMap<>();
    private volatile @Nullable SQLException away;
    private volatile long last;

    /** Closes the gate and returns when the writer stands before it with a batch of its own. */
    public void holdWriter(GroupCommit journal) {
        gate.drainPermits();
        journal.submit(Commits.accept("busy-" + Commits.key()));
        while (!gate.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
    }

    /** The next commits meet these, one each. */
    public void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Nothing can be read or written while this is set. */
    public void away(@Nullable SQLException reason) {
        away = reason;
    }

    @Override
    public List<Outcome> commit(List<Commit> batch, List<Answered> answered, long number) throws SQLException {
        gate.acquireUninterruptibly();
        batches.add(List.copyOf(batch));
        tries.incrementAndGet();
        requireHere();
        List<Outcome> outcomes = new ArrayList<>();
        Runnable write = () -> {
            last = number;
            forgotten.addAll(answered);
            batch.forEach(commit -> outcomes.add(write(commit)));
        };
        Fault fault = batch.isEmpty() ? null : faults.poll();
        if (fault == null) {
            write.run();
        } else {
            fault.strike(batch, write);
        }
        return outcomes;
    }

    private Outcome write(Commit commit) {
        long first = sequences.merge(commit.key(), (long) commit.entries().size(), Long::sum)
                - commit.entries().size()
                + 1;
        written.add(commit);
        return new Outcome.Written(first);
    }

    private void requireHere() throws SQLException {
        SQLException reason = away;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public long lastBatch() throws SQLException {
        requireHere();
        return last;
    }

    @Override
    public List<Outcome> outcomesOf(List<Commit> batch) {
        return batch.stream()
                .map(commit -> (Outcome) new Outcome.Written(sequences.getOrDefault(commit.key(), 0L)
                        - commit.entries().size()
                        + 1))
                .toList();
    }

    @Override
    public void restore(List<Withdrawn> keys) {
        restored.addAll(keys);
    }

    @Override
    public Optional<TaskRow> find(TaskKey key) {
        return Optional.empty();
    }

    @Override
    public List<Entry> read(TaskKey key, long after, int maxEntries) {
        return List.of();
    }

    @Override
    public Page list(Filter filter) {
        return new Page(List.of(), 0);
    }

    @Override
    public Optional<TaskRow> newestOfContext(String tenant, String subject, String contextId, String agentOrEmpty) {
        return Optional.empty();
    }

    @Override
    public Optional<Outcome.Joined> held(String tenant, IntakeKey key) {
        return Optional.empty();
    }

    @Override
    public Optional<Position> position(TaskKey key) {
        return Optional.empty();
    }

    @Override
    public List<Entry> accepted(TaskKey key) {
        return List.of();
    }
}
