package dev.parley.task.taskfile;

import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.TaskKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Compares a task with a file, entry by entry, but for notes: what was made of either since then makes it no other task. For one thread. */
final class SameTask {
    private final TaskFileStore store;
    private final TaskKey task;
    private final Deque<FiledEntry> page = new ArrayDeque<>();
    private long read;

    SameTask(TaskFileStore store, TaskKey task) {
        this.store = store;
        this.task = task;
    }

    boolean as(TaskFileReader file) throws IOException, TaskFileException {
        while (true) {
            FiledEntry theirs = file.next();
            while (theirs != null && isNote(theirs)) {
                theirs = file.next();
            }
            FiledEntry ours = ours();
            while (ours != null && isNote(ours)) {
                ours = ours();
            }
            if (theirs == null || ours == null) {
                return theirs == null && ours == null;
            }
            if (!theirs.equals(ours)) {
                return false;
            }
        }
    }

    private static boolean isNote(FiledEntry entry) {
        return EntryKind.of(entry.kind()).isNote();
    }

    private @Nullable FiledEntry ours() {
        if (page.isEmpty()) {
            page.addAll(store.page(task, read));
        }
        FiledEntry next = page.poll();
        read = next == null ? read : next.sequence();
        return next;
    }
}
