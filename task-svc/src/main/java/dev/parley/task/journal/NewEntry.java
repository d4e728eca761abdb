package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.EventEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry before it has its number.
 *
 * @param body the entry itself: AcceptedEntry, AttemptEntry, EventEntry, CancelRequestedEntry, LateEntry, CancelRefusedEntry,
 *     TaskLink, CheckpointEntry or ImportedEntry
 */
public record NewEntry(EntryKind kind, MessageLite body, Instant at) {
    /** What watchers see of it; empty for bookkeeping. */
    public Optional<StreamResponse> shown() {
        return shown(body);
    }

    static Optional<StreamResponse> shown(MessageLite body) {
        return switch (body) {
            case AcceptedEntry accepted when accepted.hasShown() -> Optional.of(accepted.getShown());
            case AttemptEntry attempt when attempt.hasShown() -> Optional.of(attempt.getShown());
            case EventEntry event -> Optional.of(event.getEvent());
            default -> Optional.empty();
        };
    }

    static MessageLite parse(EntryKind kind, ByteString payload) throws InvalidProtocolBufferException {
        return switch (kind) {
            case ACCEPTED -> AcceptedEntry.parseFrom(payload);
            case ATTEMPT -> AttemptEntry.parseFrom(payload);
            case EVENT -> EventEntry.parseFrom(payload);
            case CANCEL_REQUESTED -> dev.parley.proto.task.v1.CancelRequestedEntry.parseFrom(payload);
            case LATE -> dev.parley.proto.task.v1.LateEntry.parseFrom(payload);
            case CANCEL_REFUSED -> dev.parley.proto.task.v1.CancelRefusedEntry.parseFrom(payload);
            case LED_TO -> dev.parley.proto.task.v1.TaskLink.parseFrom(payload);
            case CHECKPOINT -> dev.parley.proto.task.v1.CheckpointEntry.parseFrom(payload);
            case IMPORTED -> dev.parley.proto.task.v1.ImportedEntry.parseFrom(payload);
        };
    }
}
