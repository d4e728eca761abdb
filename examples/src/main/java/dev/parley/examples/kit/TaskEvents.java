package dev.parley.examples.kit;

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
            String taskId, String contextId, Artifact artifact, boolean append, boolean lastChunk) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(taskId)
                        .setContextId(contextId)
                        .setArtifact(artifact)
                        .setAppend(append)
                        .setLastChunk(lastChunk))
                .build();
    }
}
