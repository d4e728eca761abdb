package dev.parley.task.checkpoint;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.CheckpointRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where reports stand in an agent's events, and what callers are shown in their place. */
final class ReportedEvents {
    private ReportedEvents() {}

    /** What stands under the extension's URI; empty for nothing. */
    static Optional<Value> said(StreamResponse event) {
        return Optional.ofNullable(metadata(event).getFieldsMap().get(Extensions.CHECKPOINT));
    }

    private static Struct metadata(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK -> event.getTask().getMetadata();
            case STATUS_UPDATE -> event.getStatusUpdate().getMetadata();
            case ARTIFACT_UPDATE -> event.getArtifactUpdate().getMetadata();
            case MESSAGE, PAYLOAD_NOT_SET -> Struct.getDefaultInstance();
        };
    }

    /** The event with this in the place of what the agent reported; with nothing there where it is empty. */
    static StreamResponse with(StreamResponse event, Struct shown) {
        Struct.Builder next = metadata(event).toBuilder();
        if (shown.getFieldsCount() == 0) {
            next.removeFields(Extensions.CHECKPOINT);
        } else {
            next.putFields(
                    Extensions.CHECKPOINT,
                    Value.newBuilder().setStructValue(shown).build());
        }
        StreamResponse.Builder changed = event.toBuilder();
        switch (event.getPayloadCase()) {
            case TASK -> changed.getTaskBuilder().setMetadata(next);
            case STATUS_UPDATE -> changed.getStatusUpdateBuilder().setMetadata(next);
            case ARTIFACT_UPDATE -> changed.getArtifactUpdateBuilder().setMetadata(next);
            case MESSAGE, PAYLOAD_NOT_SET -> {}
        }
        return changed.build();
    }

    /** @param saved the reported checkpoint, when it is saved */
    static Struct shown(Report report, @Nullable CheckpointRef saved) {
        Struct.Builder shown = Struct.newBuilder();
        if (report.progress() != null) {
            shown.putFields("progress", report.progress());
        }
        if (report.resourceMetadata() != null) {
            shown.putFields("resourceMetadata", report.resourceMetadata());
        }
        return saved == null ? shown.build() : withCheckpoint(shown.build(), saved);
    }

    static Struct withCheckpoint(Struct shown, CheckpointRef saved) {
        return shown.toBuilder()
                .putFields(
                        "checkpoint",
                        Value.newBuilder()
                                .setStructValue(Struct.newBuilder()
                                        .putFields("checkpointId", text(saved.getCheckpointId()))
                                        .putFields("step", number((double) saved.getStep())))
                                .build())
                .build();
    }

    static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }
}
