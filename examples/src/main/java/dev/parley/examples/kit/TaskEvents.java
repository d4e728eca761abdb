package dev.parley.examples.kit;

import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;

/** What those who watch a task are told. */
final class TaskEvents {
    private TaskEvents() {}

    static StreamResponse status(String taskId, String contextId, TaskStatus status) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(taskId)
                        .setContextId(contextId)
                        .setStatus(status))
                .build();
    }

    static StreamResponse artifact(
            String taskId, String contextId, Artifact artifact, boolean append, boolean lastChunk, Struct said) {
        TaskArtifactUpdateEvent.Builder update = TaskArtifactUpdateEvent.newBuilder()
                .setTaskId(taskId)
                .setContextId(contextId)
                .setArtifact(artifact)
                .setAppend(append)
                .setLastChunk(lastChunk);
        if (said.getFieldsCount() > 0) {
            update.setMetadata(said);
        }
        return StreamResponse.newBuilder().setArtifactUpdate(update).build();
    }
}
