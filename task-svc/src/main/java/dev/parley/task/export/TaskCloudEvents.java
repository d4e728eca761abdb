package dev.parley.task.export;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.events.v1.ExportGap;
import dev.parley.proto.events.v1.TaskAccepted;
import dev.parley.proto.events.v1.TaskAnswered;
import dev.parley.proto.events.v1.TaskArtifactChanged;
import dev.parley.proto.events.v1.TaskAssigned;
import dev.parley.proto.events.v1.TaskCancelRequested;
import dev.parley.proto.events.v1.TaskCheckpointCreated;
import dev.parley.proto.events.v1.TaskLateEvent;
import dev.parley.proto.events.v1.TaskNoted;
import dev.parley.proto.events.v1.TaskPlace;
import dev.parley.proto.events.v1.TaskStatusChanged;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.LateEntry;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.export.Outbox.Exported;
import dev.parley.task.journal.Entry;
import dev.parley.task.lifecycle.TaskState;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journal entries as CloudEvents 1.0: each entry is one event, so the numbers of a task's events have no gap. The data are the messages of
 * {@code parley/events/v1/events.proto} as JSON; {@code dataschema} names the message and, in its package, the version.
 */
final class TaskCloudEvents {
    private static final String SCHEMAS = "https://parley.dev/schemas/";
    private static final Logger log = LoggerFactory.getLogger(TaskCloudEvents.class);

    private final URI source;
    private final int maxBytes;

    /** @param maxBytes an event whose data, or the entry it is of, are larger is told of without its content */
    TaskCloudEvents(String source, int maxBytes) {
        this.source = URI.create(source);
        this.maxBytes = maxBytes;
    }

    private record Told(String type, Message data) {
        byte[] json() {
            return ProtoJson.toBytes(data);
        }
    }

    /** Never fails, for a sink gets no event before it has the one before: what cannot be read is told as noted. */
    EventSink.Keyed of(Exported entry) {
        MessageLite body = body(entry);
        boolean large = entry.payload().length > maxBytes;
        Told told = told(large ? LargeEntries.withoutContent(body) : body, place(entry, large));
        byte[] data = told.json();
        if (!large && data.length > maxBytes) {
            // characters that JSON escapes take up to six times their room
            told = told(LargeEntries.withoutContent(body), place(entry, true));
            data = told.json();
        }
        String task = entry.task().toString();
        CloudEvent event = builder(told, data, task + "/" + entry.sequence(), entry.at())
                .withSubject(task)
                // lexical order is numeric order, as this extension wants it
                .withExtension("sequence", String.format(Locale.ROOT, "%019d", entry.sequence()))
                .withExtension("partitionkey", task)
                .build();
        return new EventSink.Keyed(task, event);
    }

    /** Tells a sink what it will not get. */
    EventSink.Keyed gap(String sink, String id, long commits, Instant now) {
        ExportGap gap = ExportGap.newBuilder()
                .setSink(sink)
                .setCommits(commits)
                .setReason("The sink was behind for longer than its events are kept")
                .setAt(ProtoTime.of(now))
                .build();
        Told told = new Told("dev.parley.export.gap.v1", gap);
        return new EventSink.Keyed(
                sink, builder(told, told.json(), "gap/" + sink + "/" + id, now).build());
    }

    private CloudEventBuilder builder(Told told, byte[] data, String id, Instant at) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(source)
                .withType(told.type())
                .withTime(at.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withDataSchema(
                        URI.create(SCHEMAS + told.data().getDescriptorForType().getFullName()))
                .withData(data);
    }

    private static MessageLite body(Exported entry) {
        try {
            return Entry.parse(entry.sequence(), entry.kind(), entry.payload(), entry.at())
                    .body();
        } catch (IllegalStateException e) {
            // written by a newer version of the service
            log.atWarn()
                    .addKeyValue("task_id", entry.task())
                    .addKeyValue("sequence", entry.sequence())
                    .setCause(e)
                    .log("an entry of the journal cannot be read here; it is exported as a note without its content");
            return TaskNoted.getDefaultInstance();
        }
    }

    private static TaskPlace place(Exported entry, boolean large) {
        TaskPlace.Builder place = TaskPlace.newBuilder()
                .setTenant(entry.task().tenant())
                .setTaskId(entry.task().toString())
                .setSequence(entry.sequence())
                .setAt(ProtoTime.of(entry.at()))
                .setContextId(entry.contextId())
                .setEndpoint(entry.endpoint());
        if (large) {
            place.setLeftOutBytes(entry.payload().length);
        }
        return place.build();
    }

    private static Told told(MessageLite body, TaskPlace place) {
        return switch (body) {
            case AcceptedEntry accepted ->
                new Told(
                        "dev.parley.task.accepted.v1",
                        TaskAccepted.newBuilder()
                                .setPlace(place)
                                .setMessage(accepted.getCall().getRequest().getMessage())
                                .build());
            case AttemptEntry attempt ->
                new Told(
                        "dev.parley.task.assigned.v1",
                        TaskAssigned.newBuilder()
                                .setPlace(place)
                                .setAgentId(attempt.getAgentId())
                                .setAttempt(attempt.getNumber())
                                .setReason(attempt.getDecision().getSummary())
                                .setResumedFrom(attempt.getResumedFrom().getCheckpointId())
                                .build());
            case EventEntry event -> said(event.getEvent(), place);
            case CancelRequestedEntry cancel ->
                new Told(
                        "dev.parley.task.cancel-requested.v1",
                        TaskCancelRequested.newBuilder().setPlace(place).build());
            case LateEntry late ->
                new Told(
                        "dev.parley.task.late.v1",
                        TaskLateEvent.newBuilder()
                                .setPlace(place)
                                .setReason(late.getReason())
                                .build());
            case CheckpointEntry checkpoint
            when checkpoint.hasSaved() -> new Told("dev.parley.task.checkpoint.v1", saved(checkpoint, place));
            default -> noted(place);
        };
    }

    private static TaskCheckpointCreated saved(CheckpointEntry checkpoint, TaskPlace place) {
        return TaskCheckpointCreated.newBuilder()
                .setPlace(place)
                .setCheckpointId(checkpoint.getSaved().getCheckpointId())
                .setStep(checkpoint.getSaved().getStep())
                .setContentHash(
                        HexFormat.of().formatHex(checkpoint.getContentHash().toByteArray()))
                .setBytes(checkpoint.getBytes())
                .setTrigger(checkpoint.getTrigger().name().toLowerCase(Locale.ROOT))
                .setFailure(checkpoint.getFailure())
                .build();
    }

    private static Told noted(TaskPlace place) {
        return new Told(
                "dev.parley.task.noted.v1",
                TaskNoted.newBuilder().setPlace(place).build());
    }

    private static Told said(StreamResponse event, TaskPlace place) {
        return switch (event.getPayloadCase()) {
            case TASK ->
                status(
                        event.getTask().getStatus(),
                        TaskStatusChanged.newBuilder()
                                .setPlace(place)
                                .addAllArtifacts(event.getTask().getArtifactsList()));
            case STATUS_UPDATE ->
                status(
                        event.getStatusUpdate().getStatus(),
                        TaskStatusChanged.newBuilder().setPlace(place));
            case ARTIFACT_UPDATE ->
                new Told(
                        "dev.parley.task.artifact.v1",
                        TaskArtifactChanged.newBuilder()
                                .setPlace(place)
                                .setUpdate(event.getArtifactUpdate())
                                .build());
            case MESSAGE ->
                new Told(
                        "dev.parley.task.answered.v1",
                        TaskAnswered.newBuilder()
                                .setPlace(place)
                                .setMessage(event.getMessage())
                                .build());
            case PAYLOAD_NOT_SET -> noted(place);
        };
    }

    private static Told status(TaskStatus status, TaskStatusChanged.Builder data) {
        TaskState state = TaskState.of(status.getState());
        return new Told(
                state == null ? "dev.parley.task.working.v1" : type(state),
                data.setStatus(status).build());
    }

    private static String type(TaskState state) {
        return switch (state) {
            case SUBMITTED, WORKING -> "dev.parley.task.working.v1";
            case INPUT_REQUIRED, AUTH_REQUIRED -> "dev.parley.task.interrupted.v1";
            case COMPLETED -> "dev.parley.task.completed.v1";
            case FAILED -> "dev.parley.task.failed.v1";
            case CANCELED -> "dev.parley.task.canceled.v1";
            case REJECTED -> "dev.parley.task.rejected.v1";
        };
    }
}
