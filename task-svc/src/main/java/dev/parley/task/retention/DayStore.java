package dev.parley.task.retention;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Days of tasks where they lie. All but {@link #place} and {@link #ledger} is for one keeper at a time. */
public interface DayStore {
    /** Where the horizon lies. */
    Horizon.Place place();

    /** How far retention has come, for who wants to know. */
    Ledger ledger();

    /**
     * @param now by the database's clock
     * @param dayStates the days that are held, going or gone, the newest first; bounded
     */
    record Ledger(
            Instant now,
            @Nullable LocalDate horizon,
            @Nullable Instant roundAt,
            @Nullable Instant clockSeen,
            @Nullable Instant suspectSince,
            @Nullable LocalDate oldestDay,
            List<DayState> dayStates) {
        public Ledger {
            dayStates = List.copyOf(dayStates);
        }
    }

    /** What has become of a day. */
    enum State {
        HELD,
        GOING,
        GONE
    }

    /**
     * @param heldBy rows that are not done with, counted up to a bound
     * @param rows a table, when it was archived or dropped
     */
    record DayState(
            LocalDate day,
            State state,
            Instant since,
            String reason,
            long heldBy,
            Map<String, Long> rows,
            String archive) {
        public DayState {
            rows = Map.copyOf(rows);
        }
    }

    /** One that nobody else is at the same time, in any instance; see {@link #alone}. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Does the work unless another keeper is at it.
     *
     * @return false when another one is
     */
    boolean alone(Work work) throws IOException, InterruptedException;

    /** The days that lie anywhere in the database, attached or not, oldest first. */
    List<LocalDate> days();

    /** When the newest task began; null: there is none. */
    @Nullable
    Instant newestTask();

    /** Those who have tasks in a day. */
    Set<String> tenants(LocalDate day);

    /** What in a day is not done with, a table; none when all is. Counted up to a bound. */
    Map<String, Long> unfinished(LocalDate day);

    void saveClock(@Nullable Instant seen, @Nullable Instant suspectSince);

    /** Days up to this one have expired, but for those that are held. Never moves back. */
    void saveHorizon(LocalDate last);

    /** Its tasks are served, for a reason. */
    void hold(LocalDate day, String reason, long heldBy);

    /** Its tasks have expired, and it will be dropped. What it is going since is left alone when it is going already. */
    void letGo(LocalDate day);

    /** Why a day that is going is still there. */
    void delayed(LocalDate day, String reason);

    void archived(LocalDate day, String archive, Map<String, Long> rows);

    /** Rows a table, now. */
    Map<String, Long> count(LocalDate day);

    /** Writes a table's rows in the order of their tasks, one JSON object a line, without what is derived from others. */
    long copy(LocalDate day, String table, OutputStream out) throws IOException;

    /** The tables that have a part for each day, in the order in which they are archived. */
    List<String> tables();

    /** Takes the day out of all its tables without holding up who writes to other days; it lies beside them then. */
    void detach(LocalDate day) throws InterruptedException;

    /** Drops a day that was detached. */
    void drop(LocalDate day, Map<String, Long> rows);

    /** Removes what refers to tasks of the days: intake's keys and the names that callers gave. */
    void forget(LocalDate day);
}
