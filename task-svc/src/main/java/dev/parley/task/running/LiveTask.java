package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.checkpoint.CheckpointMarks;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.CommitQueue;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.NotStorableException;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.lifecycle.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A task in the memory of its owner: what is committed of it, and what waits to be committed. At most one
 * append of a task is under way; what comes meanwhile goes with the next, so order is kept and batches form by themselves.
 * Readers see committed entries only. Safe for concurrent use.
 */
final class LiveTask {

    private final TaskRow origin;
    private final CommitQueue journal;
    private final TaskMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final CommittedTask committed;
    private final Inbox inbox = new Inbox();
    private @Nullable Commands commands;
    private boolean counted;

    // on the way
    private final PendingEntries pending = new PendingEntries();
    private boolean underWay;
    private final ExpectedTask expected;
    private @Nullable Throwable lost;
    private @Nullable NotStorableException refused;
    private volatile boolean pushed;

    /** @param foldedUpTo the last entry that {@code fold} holds; those behind it are to be absorbed */
    LiveTask(TaskRow origin, TaskFold fold, long foldedUpTo, CommitQueue journal, TaskMetrics metrics) {
        this.metrics = metrics;
        this.origin = origin;
        this.journal = journal;
        this.committed = new CommittedTask(origin, fold, foldedUpTo);
        this.expected = new ExpectedTask(origin, foldedUpTo > 0);
        this.counted = origin.state().isTerminal();
        this.pushed = origin.pushed();
    }

    TaskKey key() {
        return origin.key();
    }

    /** What is to be done about a task. Told under its lock and on the journal's thread: it must be left to another thread. */
    interface Commands {
        /** A further message or a cancel is committed, by whomever. A message is in the inbox already. */
        void arrived(Entry command);

        /** Entries that others wrote are committed before ours: they are to be read and absorbed. */
        void areMissing();
    }

    /** From now on commands that are absorbed are obeyed, each once. */
    void obey(Commands toldOf) {
        locked(() -> commands = toldOf);
    }

    Inbox inbox() {
        return inbox;
    }

    TaskRow origin() {
        return origin;
    }

    /** It has webhooks, since now. */
    void pushed() {
        pushed = true;
    }

    boolean isPushed() {
        return pushed;
    }

    boolean isManaged() {
        return origin.isManaged();
    }

    /**
     * The caller is about to be given a Task before the agent has said anything, so a bare message can no longer be the
     * answer. False when one is on its way already: then that is the answer.
     */
    boolean promiseTask() {
        return locked(expected::promise);
    }

    /** The turn of a follow-up begins; it has its first word with the next status that is appended. */
    void beginTurn() {
        lock.lock();
        try {
            expected.beginTurn();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the follow-up that is under way has not had its first word. */
    boolean isTurnUnserved() {
        return locked(expected::isTurnUnserved);
    }

    /** Whether the agent wants an authorization, and has said so since the last message that was given to it. */
    boolean wantsAuthorization() {
        return locked(() -> expected.state() == TaskState.AUTH_REQUIRED && !expected.isTurnUnserved());
    }

    String id() {
        return origin.key().toString();
    }

    String contextId() {
        return origin.contextId();
    }

    /** The state the task will have when everything on its way is committed. */
    TaskState expectedState() {
        return locked(expected::state);
    }

    TaskState state() {
        return locked(committed::state);
    }

    String agent() {
        return locked(expected::agent);
    }

    /** The agent's id of this task; empty until known. */
    String remoteTask() {
        return locked(expected::remoteTask);
    }

    String remoteContext() {
        return locked(expected::remoteContext);
    }

    long lastSequence() {
        return locked(committed::lastSequence);
    }

    long bytes() {
        return locked(committed::bytes);
    }

    CommittedTask.Tried tried() {
        return locked(committed::tried);
    }

    CheckpointMarks.Seen checkpoints() {
        return locked(committed::checkpoints);
    }

    Task toTask() {
        return view().task();
    }

    /** The task, and what is known of it at that moment. */
    record View(Task task, Seen seen) {}

    View view() {
        record Held(TaskFold fold, Seen seen) {}
        Held held = locked(() -> new Held(committed.fold(), committed.seen()));
        return new View(held.fold().toTask(), held.seen());
    }

    /** Watchers have an event of this task, or will when what is on its way is committed. */
    boolean hasShown() {
        return locked(expected::isShown);
    }

    /**
     * Appends a command: one entry, which anybody may write. It is taken in on the writer's thread, in the journal's order.
     */
    CompletableFuture<Commit.Outcome> command(Commit commit) {
        NewEntry entry = commit.entries().getFirst();
        CompletableFuture<Commit.Outcome> outcome = commit.outcome().thenApply(written -> {
            if (written instanceof Commit.Outcome.Written at) {
                absorb(new Entry(at.firstSequence(), entry.kind(), entry.body(), entry.at()));
            }
            return written;
        });
        journal.submit(commit);
        return outcome;
    }

    /** Takes in an entry that is committed already. */
    void absorb(Entry entry) {
        lock.lock();
        try {
            take(entry);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Appends as the owner; waits while too much is on its way. */
    void append(NewEntry entry, RowChange change) {
        append(List.of(entry), change);
    }

    /** Appends entries that become durable together. */
    void append(List<NewEntry> entries, RowChange change) {
        lock.lock();
        try {
            awaitRoom();
            add(entries, change);
        } finally {
            lock.unlock();
        }
    }

    /** Appends as the owner, unless the task has ended or is about to; false when it has. */
    boolean appendUnlessEnded(NewEntry entry, RowChange change) {
        lock.lock();
        try {
            awaitRoom();
            boolean goesOn = !expected.state().isTerminal();
            if (goesOn) {
                add(entry, change);
            }
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** Appends the agent's bare message as the whole answer; false when the answer must be, or is, a task. */
    boolean appendBareMessage(NewEntry entry, RowChange change) {
        lock.lock();
        try {
            awaitRoom();
            if (isManaged() || !expected.expectBareMessage()) {
                return false;
            }
            add(entry, change);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() {
        while (lost == null && pending.isFull()) {
            changed.awaitUninterruptibly();
        }
        requireHeld();
    }

    /** Tells once that an entry was refused: what comes after it is a verdict on that. */
    private void requireHeld() {
        if (lost != null) {
            throw new TaskLostException(key(), lost);
        }
        if (refused != null) {
            NotStorableException reason = refused;
            refused = null;
            throw reason;
        }
    }

    private void add(NewEntry entry, RowChange stated) {
        add(List.of(entry), stated);
    }

    private void add(List<NewEntry> entries, RowChange stated) {
        pending.add(entries, expected.expect(entries, stated));
        if (!underWay) {
            submitPending();
        }
    }

    /** With the lock held, and so never waiting for the writer: it may be waiting for this lock. */
    private void submitPending() {
        PendingEntries.Taken taken = pending.take();
        RowChange change = committed.withSnapshot(taken.entries(), taken.change());
        underWay = true;
        Commit commit = Commit.append(key(), origin.epoch(), taken.entries(), change);
        commit.outcome().whenComplete((outcome, failure) -> settle(taken.entries(), change, outcome, failure));
        journal.submitLater(commit);
    }

    private void settle(
            List<NewEntry> entries, RowChange change, Commit.@Nullable Outcome outcome, @Nullable Throwable failure) {
        lock.lock();
        try {
            underWay = false;
            if (outcome instanceof Commit.Outcome.Written written) {
                for (int i = 0; i < entries.size(); i++) {
                    NewEntry entry = entries.get(i);
                    take(new Entry(written.firstSequence() + i, entry.kind(), entry.body(), entry.at()));
                }
                committed.snapshotWritten(change, written.firstSequence());
                count(change, entries.getLast().at());
                if (!pending.isEmpty()) {
                    submitPending();
                }
            } else if (failure instanceof NotStorableException reason) {
                // what was built on it falls with it
                refused = reason;
                pending.take();
                expected.fallBack(committed.state(), committed.seen().statusSequence() > 0);
            } else {
                lost = failure == null ? new IllegalStateException("the task has another owner") : failure;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Only its owner writes that a task has ended; an agent may say so again. */
    private void count(RowChange change, Instant at) {
        if (!counted && change.state() != null && change.state().isTerminal()) {
            counted = true;
            metrics.ended(expected.agent(), change.state(), Duration.between(origin.createdAt(), at));
            if (change.deadLetter() != null) {
                metrics.undelivered(change.deadLetter().reason());
            }
        }
    }

    private void take(Entry entry) {
        for (Entry next : committed.inOrder(entry)) {
            takeNext(next);
        }
        if (committed.isBehind() && commands != null) {
            commands.areMissing();
        }
    }

    private void takeNext(Entry entry) {
        if (commands != null) {
            obey(entry, commands);
        }
        if (committed.take(entry)) {
            expected.show();
            if (pending.isEmpty() && !underWay) {
                expected.settle(committed.state());
            }
        }
    }

    private void obey(Entry entry, Commands toldOf) {
        switch (entry.body()) {
            case AcceptedEntry accepted
            when entry.sequence() > 1 -> {
                inbox.add(Run.of(accepted, entry.sequence()));
                toldOf.arrived(entry);
            }
            case CancelRequestedEntry wish -> toldOf.arrived(entry);
            default -> {}
        }
    }

    /** Waits until everything appended so far is durable, and taken in here. */
    void awaitDurable() {
        lock.lock();
        try {
            while (!isDurable()) {
                changed.awaitUninterruptibly();
            }
            requireHeld();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #awaitDurable} need not wait. */
    boolean isDurable() {
        return locked(() -> lost != null || (!underWay && pending.isEmpty() && !committed.isBehind()));
    }

    /** True once an entry could not be written: the task belongs to somebody else, or its entry cannot be stored. */
    boolean isLost() {
        return locked(() -> lost != null);
    }

    Seen seen() {
        return locked(committed::seen);
    }

    /** Waits until {@code answer} finds something to say of what is committed; empty when time runs out first. */
    <T> Optional<T> await(Duration atMost, Function<Seen, Optional<T>> answer) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<T> found = answer.apply(committed.seen());
                if (found.isPresent() || nanos <= 0) {
                    return found;
                }
                if (lost != null) {
                    throw new TaskLostException(key(), lost);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Committed entries after {@code cursor}, waiting up to {@code atMost} for the first. Empty: none came. Null: they
     * are not in memory, or others come from another owner.
     */
    @Nullable
    List<Entry> entriesAfter(long cursor, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (committed.lastSequence() <= cursor && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            if (committed.lastSequence() <= cursor) {
                return lost == null ? List.of() : null;
            }
            return committed.after(cursor);
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody who waits, so that they look again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
