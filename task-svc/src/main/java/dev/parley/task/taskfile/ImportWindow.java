package dev.parley.task.taskfile;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Of which days tasks may be imported: those that retention would keep. A task's day is in its id. Safe for concurrent use. */
public final class ImportWindow {
    private static final int TIME_ORDERED = 7;
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    // each day costs tables: a file must not be able to ask for any number of them
    private static final int MOST_DAYS = 1000;

    private final RetentionConfig retention;
    private final Horizon horizon;
    private final InstantSource clock;

    public ImportWindow(RetentionConfig retention, Horizon horizon, InstantSource clock) {
        this.retention = retention;
        this.horizon = horizon;
        this.clock = clock;
    }

    /** @throws A2aException INVALID_PARAMS for an id that no mesh gives; TASK_EXPIRED */
    void require(TaskKey key) {
        Instant now = clock.instant();
        if (key.id().version() != TIME_ORDERED || UuidV7.timeOf(key.id()).isAfter(now.plus(CLOCKS_DIFFER))) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS,
                    "Task id " + key + " cannot be imported (expected: a UUIDv7 that is not of the future)");
        }
        LocalDate day = LocalDate.ofInstant(UuidV7.timeOf(key.id()), ZoneOffset.UTC);
        LocalDate oldest = oldest(key.tenant(), now);
        if (day.isBefore(oldest)) {
            throw new A2aException(
                    A2aErrorCode.TASK_EXPIRED,
                    "Task " + key + " is of " + day + ", whose tasks are not kept any more (expected: of " + oldest
                            + " or later" + reason(key.tenant()) + ")");
        }
        if (horizon.isExpired(key.id())) {
            throw expired(key, day);
        }
    }

    /** What is said of a task of a day that has expired. */
    public static A2aException expired(TaskKey key, LocalDate day) {
        return new A2aException(
                A2aErrorCode.TASK_EXPIRED,
                "Task " + key + " is of " + day + ", whose tasks have expired here (expected: of a later day)");
    }

    private LocalDate oldest(String tenant, Instant now) {
        return retention.enabled()
                ? LocalDate.ofInstant(now.minus(retention.keepFor(tenant)), ZoneOffset.UTC)
                : LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(MOST_DAYS);
    }

    private String reason(String tenant) {
        return retention.enabled()
                ? "; tasks are kept for " + retention.keepFor(tenant).toDays() + " days"
                : "; at most " + MOST_DAYS + " days ago";
    }
}
