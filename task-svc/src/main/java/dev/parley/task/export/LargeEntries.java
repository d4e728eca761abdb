package dev.parley.task.export;

import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.EventEntry;

/** Entries that are too large for a sink: what happened stays, what was said goes. */
final class LargeEntries {
    private LargeEntries() {}

    static MessageLite withoutContent(MessageLite body) {
        return switch (body) {
            case AcceptedEntry accepted -> {
                AcceptedEntry.Builder small = AcceptedEntry.newBuilder();
                small.getCallBuilder()
                        .getRequestBuilder()
                        .setMessage(bare(accepted.getCall().getRequest().getMessage()));
                yield small.build();
            }
            case EventEntry event ->
                EventEntry.newBuilder().setEvent(bare(event.getEvent())).build();
            // the others hold a few names and numbers of the mesh's own
            default -> body;
        };
    }

    private static StreamResponse bare(StreamResponse event) {
        StreamResponse.Builder small = StreamResponse.newBuilder();
        switch (event.getPayloadCase()) {
            case TASK ->
                small.getTaskBuilder()
                        .setId(event.getTask().getId())
                        .setStatus(bare(event.getTask().getStatus()));
            case STATUS_UPDATE ->
                small.getStatusUpdateBuilder()
                        .setStatus(bare(event.getStatusUpdate().getStatus()));
            case ARTIFACT_UPDATE -> {
                var update = event.getArtifactUpdate();
                small.getArtifactUpdateBuilder()
                        .setTaskId(update.getTaskId())
                        .setContextId(update.getContextId())
                        .setAppend(update.getAppend())
                        .setLastChunk(update.getLastChunk())
                        .getArtifactBuilder()
                        .setArtifactId(update.getArtifact().getArtifactId());
            }
            case MESSAGE -> small.setMessage(bare(event.getMessage()));
            case PAYLOAD_NOT_SET -> {}
        }
        return small.build();
    }

    private static TaskStatus bare(TaskStatus status) {
        return TaskStatus.newBuilder()
                .setState(status.getState())
                .setTimestamp(status.getTimestamp())
                .build();
    }

    private static Message bare(Message message) {
        return Message.newBuilder()
                .setMessageId(message.getMessageId())
                .setRole(message.getRole())
                .setTaskId(message.getTaskId())
                .setContextId(message.getContextId())
                .build();
    }
}
