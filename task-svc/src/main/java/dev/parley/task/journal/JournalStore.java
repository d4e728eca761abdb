package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.task.lifecycle.TaskState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the journal lies. One caller commits at a time; reads are safe for concurrent use. */
public interface JournalStore {
    /**
     * Makes a batch durable in one transaction, with every rule of fencing and intake. At most one commit a task.
     *
     * @param answered intake keys that are done with, none of which the batch claims: which of the two would count is chance
     * @param number of the batch, rising by one; tells later whether it took place
     * @return one outcome a commit, in order
     * @throws SQLException of class 08 or 57, or without one, when it is not known whether it took place; else it did not
     */
    List<Commit.Outcome> commit(List<Commit> batch, List<Answered> answered, long number) throws SQLException;

    /**
     * The number of the last batch that took place. Whatever an earlier connection was still doing has come to an end
     * before, so the answer stays true.
     */
    long lastBatch() throws SQLException;

    /** What a batch that took place, but whose answer was lost, did. */
    List<Commit.Outcome> outcomesOf(List<Commit> batch) throws SQLException;

    /** A key whose message has been answered, as that task's: an equal message that was accepted since keeps it. */
    record Answered(TaskKey task, IntakeKey key) {
        public String tenant() {
            return task.tenant();
        }

        /** The key alone tells: its digest came along by chance. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Answered answered
                    && task.equals(answered.task)
                    && key.key().equals(answered.key.key());
        }

        @Override
        public int hashCode() {
            return key.key().hashCode();
        }
    }

    /** A key whose answer could not be delivered. */
    record Withdrawn(TaskKey task, IntakeKey key) {
        public Answered answered() {
            return new Answered(task, key);
        }
    }

    /** Puts keys back, so that equal messages join again. Like commits: one caller at a time. */
    void restore(List<Withdrawn> keys) throws SQLException;

    /** The row with its snapshot. */
    Optional<TaskRow> find(TaskKey key);

    /** Entries after {@code after}, in order; at most {@code maxEntries} and about a megabyte. */
    List<Entry> read(TaskKey key, long after, int maxEntries);

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
            @Nullable Instant statusSince,
            @Nullable Instant afterStatusAt,
            @Nullable UUID afterTask,
            int size) {}

    /** Rows of a page without their snapshots, newest status first; total over all pages. */
    record Page(List<TaskRow> rows, int total) {}

    /** The newest task of a context that had an agent; for the agent's own context id and for preferring it again. */
    Optional<TaskRow> newestOfContext(String tenant, String subject, String contextId, String agentOrEmpty);

    /** The task that a message under this key would join. */
    Optional<Commit.Outcome.Joined> held(String tenant, IntakeKey key);

    /** How far a task has come, without its content. */
    Optional<Position> position(TaskKey key);

    /** @param lastSequence of its last entry */
    record Position(TaskState state, long lastSequence) {}

    /** The messages that a task has accepted, the newest first. */
    List<Entry> accepted(TaskKey key);

    /** The number of the entry that accepted the message of a key; empty when that task has none. */
    default OptionalLong acceptedUnder(TaskKey key, ByteString intakeKey) {
        return accepted(key).stream()
                .filter(entry -> ((AcceptedEntry) entry.body()).getIntakeKey().equals(intakeKey))
                .mapToLong(Entry::sequence)
                .findFirst();
    }
}
