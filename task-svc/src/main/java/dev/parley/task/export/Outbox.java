package dev.parley.task.export;

import dev.parley.task.journal.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The journal's commits that are still to be exported, and how far each sink has come. Safe for concurrent use. */
public interface Outbox {
    /** Makes a sink known; it gets what is committed from now on, unless it is known already. */
    void register(String sink);

    /** The epoch of this instance as the sink's exporter; empty while another one is. */
    OptionalLong lease(String sink, Duration lasts);

    /** False when another instance has taken over. */
    boolean renew(String sink, long epoch, Duration lasts);

    /** Another instance may export at once. */
    void release(String sink, long epoch);

    /**
     * The next commits that the sink has not got, in an order in which those of each task follow one another: some, and whole ones.
     */
    Page next(String sink);

    /**
     * @param gap commits that were left out before, of which the sink is to be told
     * @param ids of the commits
     * @param lost commits whose tasks are not kept any more
     */
    record Page(long gap, List<Long> ids, List<Exported> entries, int lost) {
        public Page {
            ids = List.copyOf(ids);
            entries = List.copyOf(entries);
        }

        boolean isEmpty() {
            return gap == 0 && ids.isEmpty();
        }
    }

    /** An entry of the journal. */
    record Exported(
            TaskKey task, long sequence, int kind, byte[] payload, Instant at, String contextId, String endpoint) {}

    /** The sink has the page; false, and nothing recorded, when another instance has taken over. */
    boolean passed(String sink, long epoch, Page page, int events);

    void failed(String sink, long epoch, String error);

    /** Leaves out the oldest commits beyond a bound; how many. */
    long trim(String sink, long epoch, long maxBacklog);

    /** Removes what all sinks have, and sinks that no instance has had for a week. */
    void purge();

    List<SinkState> sinks();

    /**
     * @param lag commits that it has not got
     * @param oldest when the first of them was made; null: there is none
     * @param failingSince null: it is not
     */
    record SinkState(
            String sink,
            boolean leased,
            long offset,
            long lag,
            @Nullable Instant oldest,
            long exported,
            long skipped,
            @Nullable Instant exportedAt,
            @Nullable Instant failingSince,
            String lastError) {}
}
