package dev.parley.task.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the journal lies. One caller commits at a time; reads are safe for concurrent use. */
public interface JournalStore {
    /**
     * Makes a batch durable in one transaction, with every rule of fencing and intake. At most one commit a task.
     *
     * @param answered intake keys that are done with
     * @param number of the batch, rising by one; tells later whether it took place
     * @return one outcome a commit, in order
     * @throws SQLException of class 08 or 57 when it is not known whether it took place
     */
    List<Commit.Outcome> commit(List<Commit> batch, List<Answered> answered, long number) throws SQLException;

    /** The number of the last batch that took place; on a connection that works. */
    long lastBatch() throws SQLException;

    /** What a batch that took place, but whose answer was lost, did. */
    List<Commit.Outcome> outcomesOf(List<Commit> batch) throws SQLException;

    /** A key whose message has been answered. */
    record Answered(String tenant, IntakeKey key) {}

    Optional<TaskRow> find(TaskKey key);

    /** Entries after {@code after}, in order; at most {@code maxEntries} and about a megabyte. */
    List<Entry> read(TaskKey key, long after, int maxEntries);

    /** The first entry of a task and when it was written. */
    default Optional<Entry> first(TaskKey key) {
        return read(key, 0, 1).stream().findFirst();
    }

    /** Page of a caller's tasks. */
    Page list(Filter filter);

    /**
     * @param endpoint only tasks of this agent's endpoint; empty: all
     * @param statusSince inclusive; null: all
     * @param afterStatusAt cursor, with afterTask; null: from the newest
     */
    record Filter(
            String tenant,
            String subject,
            String endpoint,
            String contextId,
            int state,
            @org.jspecify.annotations.Nullable Instant statusSince,
            @org.jspecify.annotations.Nullable Instant afterStatusAt,
            java.util.@org.jspecify.annotations.Nullable UUID afterTask,
            int size) {}

    /** Rows of a page, newest status first; total over all pages. */
    record Page(List<TaskRow> rows, int total) {}

    /** The newest task of a context that had an agent; for the agent's own context id and for preferring it again. */
    Optional<TaskRow> newestOfContext(String tenant, String subject, String contextId, String agentOrEmpty);

    /**
     * Makes this incarnation the owner of up to {@code limit} unfinished tasks whose owner is gone, with a new epoch.
     */
    List<TaskRow> takeOver(int limit);

    /** Makes this incarnation the owner of one task, with a new epoch; empty while another instance owns it. */
    Optional<TaskRow> claim(TaskKey key);

    /** Puts an intake key back: its answer could not be delivered. */
    void withdraw(TaskKey task, IntakeKey key);
}
