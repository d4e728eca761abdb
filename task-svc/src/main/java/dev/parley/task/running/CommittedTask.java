package dev.parley.task.running;

import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.RefusedMessage;
import dev.parley.task.checkpoint.CheckpointMarks;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What of a task is committed: its fold, its newest entries, and how far it has come. Guarded by the lock of its {@link LiveTask}. */
final class CommittedTask {
    private static final int FIRST_SNAPSHOT_AFTER = 256;

    private final TaskFold fold;
    private final Tail tail;
    // others' entries before these are not known here yet
    private final TreeMap<Long, Entry> ahead = new TreeMap<>();
    private final CheckpointMarks checkpoints = new CheckpointMarks();
    private long lastSequence;
    private long statusSequence;
    // messages by their entries: the newest that was given to an agent, the newest of whose turn a status tells
    private long attempted;
    private int attempts;
    private long answered;
    private long snapshotSequence;
    private TaskState state;
    private @Nullable Message bareMessage;
    private @Nullable RefusedMessage refused;

    /** @param foldedUpTo the last entry that {@code fold} holds */
    CommittedTask(TaskRow origin, TaskFold fold, long foldedUpTo) {
        this.fold = fold;
        this.tail = new Tail(foldedUpTo);
        this.lastSequence = foldedUpTo;
        this.statusSequence = foldedUpTo;
        this.answered = foldedUpTo; // where a message waits, the whole journal is folded, and this is 0
        this.snapshotSequence = origin.snapshotSequence();
        this.state = origin.state();
    }

    TaskState state() {
        return state;
    }

    long lastSequence() {
        return lastSequence;
    }

    long bytes() {
        return fold.bytes();
    }

    /** The newest attempt that is in memory. */
    Tried tried() {
        return new Tried(attempted, attempts);
    }

    /**
     * @param message the entry of the message that was given to an agent; 0 for none
     * @param attempts how often that was
     */
    record Tried(long message, int attempts) {
        /** What is known of a message: that none was made where the newest is another's. */
        Tried of(long other) {
            return other <= message ? this : new Tried(other, 0);
        }
    }

    CheckpointMarks.Seen checkpoints() {
        return checkpoints.seen();
    }

    /** A copy. */
    TaskFold fold() {
        return fold.copy();
    }

    Seen seen() {
        return new Seen(state, lastSequence, statusSequence, answered, bareMessage, refused);
    }

    /** Null: not in memory. */
    @Nullable
    List<Entry> after(long cursor) {
        return tail.after(cursor);
    }

    /**
     * The entries that are next, now that this one is known, each to be {@linkplain #take taken}: none when it is known already, or
     * others before it are not known here.
     */
    List<Entry> inOrder(Entry entry) {
        if (entry.sequence() <= lastSequence) {
            return List.of();
        }
        if (ahead.isEmpty() && entry.sequence() == lastSequence + 1) {
            return List.of(entry);
        }
        List<Entry> next = new ArrayList<>();
        ahead.put(entry.sequence(), entry);
        long last = lastSequence;
        while (!ahead.isEmpty() && ahead.firstKey() <= last + 1) {
            Entry first = ahead.pollFirstEntry().getValue();
            if (first.sequence() > last) {
                next.add(first);
                last = first.sequence();
            }
        }
        return next;
    }

    /** Whether entries are committed that cannot be shown yet. */
    boolean isBehind() {
        return !ahead.isEmpty();
    }

    /** Takes in the entry that is next; true when watchers see it. */
    boolean take(Entry entry) {
        apply(fold, entry.kind(), entry.body());
        tail.add(entry);
        checkpoints.take(entry);
        lastSequence = entry.sequence();
        if (entry.kind() == EntryKind.EVENT && ((EventEntry) entry.body()).hasRefused()) {
            refused = ((EventEntry) entry.body()).getRefused();
        }
        entry.shown().ifPresent(shown -> note(shown, entry.sequence()));
        if (entry.body() instanceof AttemptEntry attempt) {
            attempted = attempt.getAcceptedSequence(); // what it shows itself is the state before
            attempts = attempt.getNumber();
        }
        return entry.shown().isPresent();
    }

    private void note(StreamResponse shown, long sequence) {
        if (shown.hasMessage()) {
            bareMessage = shown.getMessage();
            state = TaskState.COMPLETED;
            statusSequence = sequence;
        } else if (shown.hasTask() || shown.hasStatusUpdate()) {
            TaskState now = TaskState.of(fold.status().getState());
            state = now == null ? state : now;
            statusSequence = sequence;
            answered = Math.max(answered, attempted);
        }
    }

    static void apply(TaskFold fold, EntryKind kind, MessageLite body) {
        if (kind == EntryKind.ACCEPTED) {
            fold.addToHistory(((AcceptedEntry) body).getCall().getRequest().getMessage());
        }
        if (kind != EntryKind.LATE) {
            new NewEntry(kind, body, Instant.EPOCH).shown().ifPresent(fold::apply);
        }
    }

    /**
     * The whole fold goes into the row when the task stops, and else whenever as many entries came since the last time as
     * it held then (256 at first): so storing it costs each entry a constant share.
     *
     * @param entries that are committed with the change
     */
    RowChange withSnapshot(List<NewEntry> entries, RowChange change) {
        boolean stops = change.state() != null
                && (change.state().isTerminal() || change.state().isInterrupted());
        long after = lastSequence + entries.size();
        boolean due = after - snapshotSequence >= Math.max(FIRST_SNAPSHOT_AFTER, snapshotSequence);
        if (!stops && !due) {
            return change;
        }
        TaskFold next = fold.copy();
        entries.forEach(entry -> apply(next, entry.kind(), entry.body()));
        return change.withSnapshot(next.toTask(), lastSequence);
    }

    /** The change was committed, its first entry at {@code first}: a snapshot in it is the row's, unless others came between. */
    void snapshotWritten(RowChange change, long first) {
        if (change.snapshot() != null && change.snapshotBase() + 1 == first) {
            snapshotSequence = lastSequence;
        }
    }
}
