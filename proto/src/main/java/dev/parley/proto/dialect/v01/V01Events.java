package dev.parley.proto.dialect.v01;

import dev.parley.proto.a2a.v01json.Artifact;
import dev.parley.proto.a2a.v01json.TaskEvent;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.FinalStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One stream of 1.0 in the words of 0.1, which has events for a status and for an artifact, and none for a task: that becomes
 * one of each, the status last. Artifacts get their index in the order in which the stream names them. Used by one
 * stream; the events are given to it in their order.
 */
public final class V01Events {
    private final String id;
    private final V01JsonWriter writer;
    private final Map<String, Integer> indexes = new HashMap<>();

    /** @param id the caller's own id of the task */
    public V01Events(String id) {
        this.id = id;
        this.writer = new V01JsonWriter(id);
    }

    public List<TaskEvent> events(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK -> ofTask(event.getTask());
            case STATUS_UPDATE -> List.of(ofStatus(event.getStatusUpdate()));
            case ARTIFACT_UPDATE -> List.of(ofArtifact(event.getArtifactUpdate()));
            case MESSAGE, PAYLOAD_NOT_SET ->
                throw new IllegalArgumentException(
                        event.getPayloadCase() + " (expected: a task or an update; 0.1 always has a task)");
        };
    }

    private List<TaskEvent> ofTask(Task task) {
        List<TaskEvent> events = new ArrayList<>();
        for (dev.parley.proto.a2a.v1.Artifact artifact : task.getArtifactsList()) {
            events.add(TaskEvent.newBuilder()
                    .setId(id)
                    .setArtifact(writer.artifact(artifact, index(artifact)))
                    .build());
        }
        events.add(ofStatus(
                TaskStatusUpdateEvent.newBuilder().setStatus(task.getStatus()).build()));
        return events;
    }

    private TaskEvent ofStatus(TaskStatusUpdateEvent update) {
        TaskEvent.Builder event = TaskEvent.newBuilder()
                .setId(id)
                .setStatus(writer.status(update.getStatus()))
                .setFinal(FinalStates.contain(update.getStatus().getState()));
        if (update.hasMetadata()) {
            event.setMetadata(update.getMetadata());
        }
        return event.build();
    }

    private TaskEvent ofArtifact(TaskArtifactUpdateEvent update) {
        Artifact.Builder artifact = writer.artifact(update.getArtifact(), index(update.getArtifact()))
                .setAppend(update.getAppend())
                .setLastChunk(update.getLastChunk());
        TaskEvent.Builder event = TaskEvent.newBuilder().setId(id).setArtifact(artifact);
        if (update.hasMetadata()) {
            event.setMetadata(update.getMetadata());
        }
        return event.build();
    }

    private int index(dev.parley.proto.a2a.v1.Artifact artifact) {
        return indexes.computeIfAbsent(artifact.getArtifactId(), unused -> indexes.size());
    }
}
