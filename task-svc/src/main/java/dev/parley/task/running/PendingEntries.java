package dev.parley.task.running;

import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import java.util.ArrayList;
import java.util.List;

/** What waits for the commit that is under way, to go together in the next. Guarded by the lock of its {@link LiveTask}. */
final class PendingEntries {
    private static final int MAX_ENTRIES = 128;
    private static final int MAX_BYTES = 1 << 20;

    private List<NewEntry> entries = new ArrayList<>();
    private RowChange change = RowChange.NONE;
    private int bytes;

    /** What goes into one commit. */
    record Taken(List<NewEntry> entries, RowChange change) {
        Taken {
            entries = List.copyOf(entries);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whoever appends waits. */
    boolean isFull() {
        return entries.size() >= MAX_ENTRIES || bytes >= MAX_BYTES;
    }

    void add(List<NewEntry> together, RowChange next) {
        entries.addAll(together);
        change = change.then(next);
        together.forEach(entry -> bytes += entry.body().getSerializedSize());
        bytes += next.checkpoint() == null ? 0 : next.checkpoint().getSerializedSize();
    }

    /** All that waits; nothing does afterwards. */
    Taken take() {
        Taken taken = new Taken(entries, change);
        entries = new ArrayList<>();
        change = RowChange.NONE;
        bytes = 0;
        return taken;
    }
}
