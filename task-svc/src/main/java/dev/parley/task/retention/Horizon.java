package dev.parley.task.retention;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks have expired, told by their ids alone: those of a day up to the horizon that is not held. Every instance has one and
 * learns from the database within seconds where it lies; one that has not learnt yet finds no task where others find an expired one.
 * Safe for concurrent use.
 */
public final class Horizon {
    private static final int TIME_ORDERED = 7;

    private volatile Place place = new Place(null, Set.of());

    /**
     * @param last the last day that has expired; null: none has
     * @param held days up to it whose tasks are served all the same
     */
    public record Place(@Nullable LocalDate last, Set<LocalDate> held) {
        public Place {
            held = Set.copyOf(held);
        }
    }

    public void moveTo(Place known) {
        place = known;
    }

    public boolean isExpired(UUID id) {
        Place now = place;
        if (now.last() == null || id.version() != TIME_ORDERED) {
            return false;
        }
        LocalDate day = LocalDate.ofInstant(UuidV7.timeOf(id), ZoneOffset.UTC);
        return !day.isAfter(now.last()) && !now.held().contains(day);
    }

    /** @throws A2aException TASK_EXPIRED for a task that is not kept any more */
    public void require(TaskKey key) {
        if (isExpired(key.id())) {
            throw new A2aException(
                    A2aErrorCode.TASK_EXPIRED,
                    "Task " + key + " has expired (expected: one begun after " + place.last() + ", UTC)");
        }
    }
}
