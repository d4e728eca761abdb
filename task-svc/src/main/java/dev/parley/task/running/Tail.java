package dev.parley.task.running;

import dev.parley.task.journal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest entries of a task, so that watchers who keep up read memory; bounded in number and bytes. */
final class Tail {
    private static final int MAX_ENTRIES = 1024;
    private static final long MAX_BYTES = 1 << 20;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long droppedUpTo;
    private long bytes;

    /** @param droppedUpTo entries up to here are in the journal only */
    Tail(long droppedUpTo) {
        this.droppedUpTo = droppedUpTo;
    }

    void add(Entry entry) {
        entries.addLast(entry);
        bytes += entry.body().getSerializedSize();
        while (entries.size() > MAX_ENTRIES || (bytes > MAX_BYTES && entries.size() > 1)) {
            Entry oldest = entries.removeFirst();
            bytes -= oldest.body().getSerializedSize();
            droppedUpTo = oldest.sequence();
        }
    }

    /** Entries after {@code cursor}; null when some of them are gone from memory. */
    @Nullable
    List<Entry> after(long cursor) {
        if (cursor < droppedUpTo) {
            return null;
        }
        Deque<Entry> wanted = new ArrayDeque<>();
        Iterator<Entry> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext()) {
            Entry entry = newestFirst.next();
            if (entry.sequence() <= cursor) {
                break;
            }
            wanted.addFirst(entry);
        }
        return new ArrayList<>(wanted);
    }
}
