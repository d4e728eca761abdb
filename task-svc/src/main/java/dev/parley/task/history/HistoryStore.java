package dev.parley.task.history;

import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import java.util.List;
import java.util.Optional;

/** What a task's history needs beside the journal. Safe for concurrent use. */
public interface HistoryStore {
    /** Of one task, the most that are listed; more are only counted. */
    int MOST_LISTED = 100;

    /** The row without its snapshot. */
    Optional<TaskRow> row(TaskKey key);

    /** A task's messages, attempts, links and last words, in order: the first 100, and about a megabyte. */
    List<Entry> attempts(TaskKey key);

    /** Counts resumes of one task, and lists them while there is room. A crash of the database may forget the newest. */
    void add(TaskKey key, List<Resume> resumes);

    Resumes resumes(TaskKey key);

    /**
     * @param times all of them
     * @param first the first {@value #MOST_LISTED}
     */
    record Resumes(long times, List<Resume> first) {
        public Resumes {
            first = List.copyOf(first);
        }
    }
}
