package dev.parley.task.running;

import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The status in an event that is a Task or a status update, and the time of it. */
final class EventStatus {
    // years 2000 to 2200: what PostgreSQL and every client can hold
    private static final long EARLIEST_SECOND = 946_684_800L;
    private static final long LATEST_SECOND = 7_258_118_400L;

    private EventStatus() {}

    static TaskStatus of(StreamResponse event) {
        return event.hasTask()
                ? event.getTask().getStatus()
                : event.getStatusUpdate().getStatus();
    }

    static String wordsOf(StreamResponse event) {
        return Messages.textOf(of(event).getMessage());
    }

    /** Every status carries a time: the agent's, or ours when it gave none that makes sense. */
    static StreamResponse stamped(StreamResponse event, InstantSource clock) {
        TaskStatus status = of(event);
        if (status.hasTimestamp() && timeOf(status) != null) {
            return event;
        }
        TaskStatus stamped = status.toBuilder()
                .setTimestamp(Messages.timestamp(clock.instant()))
                .build();
        return event.hasTask()
                ? event.toBuilder()
                        .setTask(event.getTask().toBuilder().setStatus(stamped))
                        .build()
                : event.toBuilder()
                        .setStatusUpdate(event.getStatusUpdate().toBuilder().setStatus(stamped))
                        .build();
    }

    /** Null for one that makes no sense. */
    static @Nullable Instant timeOf(TaskStatus status) {
        Timestamp time = status.getTimestamp();
        return time.getSeconds() < EARLIEST_SECOND || time.getSeconds() > LATEST_SECOND
                ? null
                : Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
