package dev.parley.task.lifecycle;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
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
    private com.google.protobuf.Struct metadata = com.google.protobuf.Struct.getDefaultInstance();
    // what a later version of A2A says of a task
    private UnknownFieldSet unknown = UnknownFieldSet.getDefaultInstance();
    private final Map<String, FoldedArtifact> artifacts = new LinkedHashMap<>();
    private final List<Message> history = new ArrayList<>();
    private final Set<String> messageIds = new HashSet<>();
    private long bytes;

    public TaskFold(String id, String contextId, TaskStatus status) {
        this.id = id;
        this.contextId = contextId;
        this.status = status;
    }

    public static TaskFold of(Task task) {
        TaskFold fold = new TaskFold(task.getId(), task.getContextId(), task.getStatus());
        fold.metadata = task.getMetadata();
        fold.unknown = task.getUnknownFields();
        task.getHistoryList().forEach(fold::addToHistory);
        for (Artifact artifact : task.getArtifactsList()) {
            fold.putArtifact(artifact);
        }
        return fold;
    }

    /** Copies the outline; parts and messages are shared, they never change. */
    public TaskFold copy() {
        TaskFold copy = new TaskFold(id, contextId, status);
        copy.metadata = metadata;
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
                mergeMetadata(event.getStatusUpdate().getMetadata());
            }
            case ARTIFACT_UPDATE -> applyArtifact(event.getArtifactUpdate());
            case MESSAGE, PAYLOAD_NOT_SET -> {}
        }
    }

    /** A message of the caller. */
    public void addToHistory(Message message) {
        if (messageIds.add(message.getMessageId())) {
            history.add(message);
            bytes += message.getSerializedSize();
        }
    }

    public TaskStatus status() {
        return status;
    }

    /** About how much memory the content takes. */
    public long bytes() {
        return bytes;
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
        if (metadata.getFieldsCount() > 0) {
            task.setMetadata(metadata);
        }
        return task.setUnknownFields(unknown).build();
    }

    private void applyTask(Task task) {
        task.getHistoryList().forEach(this::addToHistory);
        task.getArtifactsList().forEach(this::putArtifact);
        if (task.hasStatus()) {
            applyStatus(task.getStatus());
        }
        mergeMetadata(task.getMetadata());
        if (!task.getUnknownFields().asMap().isEmpty()) {
            unknown = task.getUnknownFields();
        }
    }

    private void applyStatus(TaskStatus next) {
        // what the agent said before becomes history when it says something else
        if (status.hasMessage()
                && !status.getMessage().getMessageId().equals(next.getMessage().getMessageId())) {
            addToHistory(status.getMessage());
        }
        bytes += next.getSerializedSize();
        status = next;
    }

    private void mergeMetadata(com.google.protobuf.Struct added) {
        if (added.getFieldsCount() > 0) {
            metadata = metadata.toBuilder().putAllFields(added.getFieldsMap()).build();
        }
    }

    private void applyArtifact(TaskArtifactUpdateEvent update) {
        Artifact artifact = update.getArtifact();
        FoldedArtifact held = artifacts.get(artifact.getArtifactId());
        if (update.getAppend() && held != null) {
            held.append(artifact);
            bytes += artifact.getSerializedSize();
        } else {
            // appending to what nobody has seen starts it
            putArtifact(artifact);
        }
    }

    private void putArtifact(Artifact artifact) {
        FoldedArtifact before = artifacts.put(artifact.getArtifactId(), new FoldedArtifact(artifact));
        bytes += artifact.getSerializedSize() - (before == null ? 0 : before.bytes);
    }

    private static final class FoldedArtifact {
        private Artifact head;
        private final List<Part> parts;
        private long bytes;

        FoldedArtifact(Artifact artifact) {
            this(artifact.toBuilder().clearParts().build(), new ArrayList<>(artifact.getPartsList()));
            bytes = artifact.getSerializedSize();
        }

        private FoldedArtifact(Artifact head, List<Part> parts) {
            this.head = head;
            this.parts = parts;
        }

        FoldedArtifact copy() {
            FoldedArtifact copy = new FoldedArtifact(head, new ArrayList<>(parts));
            copy.bytes = bytes;
            return copy;
        }

        void append(Artifact chunk) {
            parts.addAll(chunk.getPartsList());
            bytes += chunk.getSerializedSize();
            if (chunk.getMetadata().getFieldsCount() > 0) {
                head = head.toBuilder()
                        .setMetadata(head.getMetadata().toBuilder()
                                .putAllFields(chunk.getMetadata().getFieldsMap()))
                        .build();
            }
        }

        Artifact toArtifact() {
            return head.toBuilder().addAllParts(parts).build();
        }
    }
}
