package dev.parley.task.lifecycle;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task as its events make it. Applying an event costs what the event weighs, not what the task weighs; {@link #toTask}
 * costs the whole task. Not safe for concurrent use.
 */
public final class TaskFold {
    private final String id;
    private final String contextId;
    private TaskStatus status;
    private FoldedMetadata metadata = new FoldedMetadata();
    // what a later version of A2A says of a task
    private UnknownFieldSet unknown = UnknownFieldSet.getDefaultInstance();
    private final Map<String, FoldedArtifact> artifacts = new LinkedHashMap<>();
    private final List<Message> history = new ArrayList<>();
    private final Set<String> messageIds = new HashSet<>();
    // of all but the metadata, which counts its own
    private long bytes;

    public TaskFold(String id, String contextId, TaskStatus status) {
        this.id = id;
        this.contextId = contextId;
        this.status = status;
        this.bytes = Weight.ofSingle(id) + Weight.ofSingle(contextId) + Weight.of(status);
    }

    public static TaskFold of(Task task) {
        TaskFold fold = new TaskFold(task.getId(), task.getContextId(), task.getStatus());
        fold.metadata.merge(task.getMetadata());
        fold.setUnknown(task.getUnknownFields());
        task.getHistoryList().forEach(fold::addToHistory);
        for (Artifact artifact : task.getArtifactsList()) {
            fold.putArtifact(artifact);
        }
        return fold;
    }

    /** Copies the outline; parts and messages are shared, they never change. */
    public TaskFold copy() {
        TaskFold copy = new TaskFold(id, contextId, status);
        copy.metadata = metadata.copy();
        copy.unknown = unknown;
        copy.history.addAll(history);
        copy.messageIds.addAll(messageIds);
        artifacts.forEach((artifactId, artifact) -> copy.artifacts.put(artifactId, artifact.copy()));
        copy.bytes = bytes;
        return copy;
    }

    public void apply(StreamResponse event) {
        switch (event.getPayloadCase()) {
            case TASK -> applyTask(event.getTask());
            case STATUS_UPDATE -> {
                applyStatus(event.getStatusUpdate().getStatus());
                metadata.merge(event.getStatusUpdate().getMetadata());
            }
            case ARTIFACT_UPDATE -> {
                applyArtifact(event.getArtifactUpdate());
                metadata.mergeReport(event.getArtifactUpdate().getMetadata());
            }
            case MESSAGE, PAYLOAD_NOT_SET -> {}
        }
    }

    /** A message of the caller. */
    public void addToHistory(Message message) {
        if (messageIds.add(message.getMessageId())) {
            history.add(message);
            bytes += Weight.of(message);
        }
    }

    public TaskStatus status() {
        return status;
    }

    /** The size of {@link #toTask} when it is serialized. */
    public long bytes() {
        return bytes + metadata.bytes();
    }

    public boolean hasMessage(String messageId) {
        return messageIds.contains(messageId)
                || status.getMessage().getMessageId().equals(messageId);
    }

    public Task toTask() {
        Task.Builder task = Task.newBuilder().setId(id).setContextId(contextId).setStatus(status);
        task.addAllHistory(history);
        for (FoldedArtifact artifact : artifacts.values()) {
            task.addArtifacts(artifact.toArtifact());
        }
        if (!metadata.isEmpty()) {
            task.setMetadata(metadata.toStruct());
        }
        return task.setUnknownFields(unknown).build();
    }

    private void applyTask(Task task) {
        task.getHistoryList().forEach(this::addToHistory);
        task.getArtifactsList().forEach(this::putArtifact);
        if (task.hasStatus()) {
            applyStatus(task.getStatus());
        }
        metadata.merge(task.getMetadata());
        if (!task.getUnknownFields().asMap().isEmpty()) {
            setUnknown(task.getUnknownFields());
        }
    }

    private void applyStatus(TaskStatus next) {
        // what the agent said before becomes history when it says something else
        if (status.hasMessage()
                && !status.getMessage().getMessageId().equals(next.getMessage().getMessageId())) {
            addToHistory(status.getMessage());
        }
        bytes += Weight.of(next) - Weight.of(status);
        status = next;
    }

    private void setUnknown(UnknownFieldSet next) {
        bytes += next.getSerializedSize() - unknown.getSerializedSize();
        unknown = next;
    }

    private void applyArtifact(TaskArtifactUpdateEvent update) {
        Artifact artifact = update.getArtifact();
        FoldedArtifact held = artifacts.get(artifact.getArtifactId());
        if (update.getAppend() && held != null) {
            long before = held.bytes();
            held.append(artifact);
            bytes += held.bytes() - before;
        } else {
            // appending to what nobody has seen starts it
            putArtifact(artifact);
        }
    }

    private void putArtifact(Artifact artifact) {
        FoldedArtifact next = new FoldedArtifact(artifact);
        FoldedArtifact before = artifacts.put(artifact.getArtifactId(), next);
        bytes += next.bytes() - (before == null ? 0 : before.bytes());
    }
}
