package dev.parley.task.taskfile;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.task.journal.TaskKey;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where tasks lie that are exported, and come to lie that are imported. Safe for concurrent use. */
public interface TaskFileStore {
    /** Entries after a number, in order and byte for byte; at most 512 and about a megabyte. */
    List<FiledEntry> page(TaskKey task, long after);

    /**
     * A task that is found good.
     *
     * @param subject whose it is from now on
     * @param agent who had it last; empty for none
     * @param folded the task as its entries make it
     * @param note the last entry, which says where it came from
     */
    record NewTask(TaskKey key, FiledTask facts, String subject, String agent, Task folded, FiledEntry note) {}

    /** Entries in order; null behind the last. */
    interface Entries {
        @Nullable
        FiledEntry next() throws IOException;
    }

    /**
     * Writes the task with its entries, all or nothing, and a place for its day where there is none. Nobody runs it, no webhook hears of
     * it, and of its events only the note is exported.
     *
     * @return false when there is a task with this id already
     * @throws dev.parley.proto.error.A2aException TASK_EXPIRED for a day that has expired meanwhile
     */
    boolean insert(NewTask task, Entries entries) throws IOException;
}
