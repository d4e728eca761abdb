package dev.parley.task.simulation;

import dev.parley.task.journal.Entry;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A row of {@code task.task} and its rows of {@code task.journal}. */
final class SimTask {
    private TaskRow row;
    private UUID owner;
    private final List<Entry> journal = new ArrayList<>();

    SimTask(TaskRow born, UUID owner, List<NewEntry> entries) {
        this.owner = owner;
        this.row = new TaskRow(
                born.key(),
                born.subject(),
                born.endpoint(),
                born.contextId(),
                TaskState.SUBMITTED,
                true,
                born.createdAt(),
                born.createdAt(),
                entries.size(),
                0,
                born.agent(),
                "",
                "",
                0,
                false,
                null,
                0);
        write(0, entries);
    }

    TaskRow row() {
        return row;
    }

    UUID owner() {
        return owner;
    }

    List<Entry> journal() {
        return journal;
    }

    /** What commands may still be written to. */
    boolean isOpen() {
        return !row.state().isTerminal();
    }

    /** {@code task_unfinished}, the index of what an owner that died was running. */
    boolean isUnfinished() {
        return switch (row.state()) {
            case SUBMITTED, WORKING, AUTH_REQUIRED -> true;
            case INPUT_REQUIRED -> row.waiting() > 0;
            case COMPLETED, FAILED, CANCELED, REJECTED -> false;
        };
    }

    void changeOwner(UUID next, long epoch) {
        owner = next;
        row = with(new Columns(row), epoch);
    }

    /**
     * An append or a command.
     *
     * @return the last number before it
     */
    long append(List<NewEntry> entries, RowChange change, boolean message) {
        long base = row.lastSequence();
        Columns next = new Columns(row);
        next.apply(change, message);
        // a command may have come between: then the fold lacks it, and the old one stays
        if (change.snapshot() != null && change.snapshotBase() == base) {
            next.snapshot = change.snapshot();
            next.snapshotSequence = base + entries.size();
        }
        next.lastSequence = base + entries.size();
        row = with(next, row.epoch());
        write(base, entries);
        return base;
    }

    private void write(long base, List<NewEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            NewEntry entry = entries.get(i);
            journal.add(new Entry(base + i + 1, entry.kind(), entry.body(), entry.at()));
        }
    }

    private TaskRow with(Columns next, long epoch) {
        return new TaskRow(
                row.key(),
                row.subject(),
                row.endpoint(),
                row.contextId(),
                next.state,
                next.isTask,
                next.statusAt,
                row.createdAt(),
                next.lastSequence,
                epoch,
                next.agent,
                next.remoteTask,
                next.remoteContext,
                next.waiting,
                row.pushed(),
                next.snapshot,
                next.snapshotSequence);
    }

    /** What of a row can change, but for its owner. */
    private static final class Columns {
        private TaskState state;
        private boolean isTask;
        private java.time.Instant statusAt;
        private long lastSequence;
        private String agent;
        private String remoteTask;
        private String remoteContext;
        private int waiting;
        private dev.parley.proto.a2a.v1.@org.jspecify.annotations.Nullable Task snapshot;
        private long snapshotSequence;

        Columns(TaskRow row) {
            state = row.state();
            isTask = row.isTask();
            statusAt = row.statusAt();
            lastSequence = row.lastSequence();
            agent = row.agent();
            remoteTask = row.remoteTask();
            remoteContext = row.remoteContext();
            waiting = row.waiting();
            snapshot = row.snapshot();
            snapshotSequence = row.snapshotSequence();
        }

        void apply(RowChange change, boolean message) {
            state = change.state() == null ? state : change.state();
            isTask = change.isTask() == null ? isTask : change.isTask();
            statusAt = change.statusAt() == null ? statusAt : change.statusAt();
            agent = change.agent() == null ? agent : change.agent();
            remoteTask = change.remoteTask() == null ? remoteTask : change.remoteTask();
            remoteContext = change.remoteContext() == null ? remoteContext : change.remoteContext();
            waiting = Math.max(0, waiting + (message ? 1 : 0) - change.served());
        }
    }
}
