package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The committed entries of tasks, for one who reads each by a cursor of its own: from memory while the task runs here and
 * the reader keeps up, else from the journal. Safe for concurrent use.
 */
public final class TaskFeed {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int PAGE = 256;

    private final JournalStore store;
    private final LiveTasks live;

    public TaskFeed(JournalStore store, LiveTasks live) {
        this.store = store;
        this.live = live;
    }

    /** How a task stands whose entries have been read. */
    public enum Standing {
        /** There are more. */
        MORE,
        /** More come by themselves. */
        RUNS,
        /** Nothing comes until its caller sends something. */
        RESTS,
        ENDED,
        /** The task is not kept any more. */
        GONE
    }

    /** Entries after {@code cursor}, waiting a moment for the first; empty when none came. */
    public List<Entry> after(TaskKey key, long cursor) throws InterruptedException {
        LiveTask task = live.find(key).map(LiveTasks.Running::task).orElse(null);
        List<Entry> entries = task == null ? null : task.entriesAfter(cursor, LOOK_AGAIN);
        return entries == null ? store.read(key, cursor, PAGE) : entries;
    }

    /** Waits a moment when the task is run by another instance: its entries come without a word to this one. */
    public Standing standing(TaskKey key, long cursor) throws InterruptedException {
        if (live.find(key).isPresent()) {
            return Standing.RUNS;
        }
        JournalStore.Position now = store.position(key).orElse(null);
        if (now == null) {
            return Standing.GONE;
        }
        if (now.lastSequence() > cursor) {
            return Standing.MORE;
        }
        if (now.state().isTerminal()) {
            return Standing.ENDED;
        }
        if (now.state().isInterrupted()) {
            return Standing.RESTS;
        }
        try (AwaitedStarts.Start start = live.starts().next(key)) {
            start.await(LOOK_AGAIN);
        }
        return Standing.RUNS;
    }

    /**
     * @param sequence of the last entry that is in it
     */
    public record Snapshot(Task task, long sequence) {}

    /** The task as it is; empty when it is not kept any more. */
    public Optional<Snapshot> snapshot(TaskKey key) {
        return task(key)
                .map(LiveTask::view)
                .map(view -> new Snapshot(view.task(), view.seen().lastSequence()));
    }

    private Optional<LiveTask> task(TaskKey key) {
        return live.find(key)
                .map(LiveTasks.Running::task)
                .or(() -> store.find(key).map(row -> live.load(row, true)));
    }

    /** A task as it was up to an entry. */
    public Optional<TaskFold> fold(TaskKey key, long upTo) {
        return store.find(key).map(row -> fold(row, upTo));
    }

    private TaskFold fold(TaskRow row, long upTo) {
        boolean fromSnapshot = row.folded().isPresent() && row.snapshotSequence() <= upTo;
        TaskFold fold = fromSnapshot ? TaskFold.of(row.folded().orElseThrow()) : LiveTasks.fresh(row);
        long cursor = fromSnapshot ? row.snapshotSequence() : 0;
        while (cursor < upTo) {
            List<Entry> page = store.read(row.key(), cursor, PAGE);
            if (page.isEmpty()) {
                break;
            }
            page.stream().filter(entry -> entry.sequence() <= upTo).forEach(entry -> apply(fold, entry));
            cursor = page.getLast().sequence();
        }
        return fold;
    }

    /** What its caller called the task when it began it; empty when it did not, or the task is not kept any more. */
    public String callersName(TaskKey key) {
        return store.read(key, 0, 1).stream()
                .filter(entry -> entry.kind() == EntryKind.ACCEPTED)
                .map(entry -> (AcceptedEntry) entry.body())
                .map(accepted -> accepted.getCall().getClientTaskId())
                .findFirst()
                .orElse("");
    }

    /** Takes an entry into a fold. */
    public static void apply(TaskFold fold, Entry entry) {
        CommittedTask.apply(fold, entry.kind(), entry.body());
    }
}
