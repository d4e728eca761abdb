package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskStatus;

/**
 * The mesh's ids outward, the agent's inward: replaces the ids in what an agent sends. Free text and metadata stay as
 * they are. References to other tasks of the agent are dropped: they mean nothing outside.
 */
record Ids(String taskId, String contextId) {
    /** Characters of an agent's id. */
    static final int LONGEST = 1024;

    /** False when an id of the agent's cannot be kept. */
    static boolean areUsable(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK ->
                isUsable(event.getTask().getId()) && isUsable(event.getTask().getContextId());
            case MESSAGE -> isUsable(event.getMessage().getContextId());
            case STATUS_UPDATE ->
                isUsable(event.getStatusUpdate().getTaskId())
                        && isUsable(event.getStatusUpdate().getContextId());
            case ARTIFACT_UPDATE ->
                isUsable(event.getArtifactUpdate().getTaskId())
                        && isUsable(event.getArtifactUpdate().getContextId());
            case PAYLOAD_NOT_SET -> true;
        };
    }

    private static boolean isUsable(String id) {
        return id.length() <= LONGEST && id.indexOf('\0') < 0;
    }

    StreamResponse outward(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK -> event.toBuilder().setTask(outward(event.getTask())).build();
            case MESSAGE ->
                event.toBuilder().setMessage(bare(event.getMessage())).build();
            case STATUS_UPDATE -> {
                var update =
                        event.getStatusUpdate().toBuilder().setTaskId(taskId).setContextId(contextId);
                update.setStatus(outward(event.getStatusUpdate().getStatus()));
                yield event.toBuilder().setStatusUpdate(update).build();
            }
            case ARTIFACT_UPDATE ->
                event.toBuilder()
                        .setArtifactUpdate(event.getArtifactUpdate().toBuilder()
                                .setTaskId(taskId)
                                .setContextId(contextId))
                        .build();
            case PAYLOAD_NOT_SET -> event;
        };
    }

    Task outward(Task task) {
        Task.Builder mapped = task.toBuilder().setId(taskId).setContextId(contextId);
        if (task.hasStatus()) {
            mapped.setStatus(outward(task.getStatus()));
        }
        for (int i = 0; i < task.getHistoryCount(); i++) {
            mapped.setHistory(i, ofTask(task.getHistory(i)));
        }
        return mapped.build();
    }

    TaskStatus outward(TaskStatus status) {
        return status.hasMessage()
                ? status.toBuilder().setMessage(ofTask(status.getMessage())).build()
                : status;
    }

    /** A message that belongs to the task. */
    Message ofTask(Message message) {
        return message.toBuilder()
                .setTaskId(taskId)
                .setContextId(contextId)
                .clearReferenceTaskIds()
                .build();
    }

    /** A message that is the whole answer: it belongs to the conversation and to no task. */
    private Message bare(Message message) {
        return message.toBuilder()
                .clearTaskId()
                .setContextId(contextId)
                .clearReferenceTaskIds()
                .build();
    }
}
