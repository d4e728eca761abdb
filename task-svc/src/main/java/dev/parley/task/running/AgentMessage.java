package dev.parley.task.running;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.checkpoint.CheckpointRecovery;
import java.util.List;

/** A caller's message as its agent gets it. */
final class AgentMessage {
    private AgentMessage() {}

    /** With the agent's own ids, and nothing of ours that it could not understand. */
    static SendMessageRequest of(LiveTask task, Run run, String agentId, Routing routing) {
        SendMessageRequest request = run.accepted().getCall().getRequest();
        SendMessageRequest.Builder inward = request.toBuilder().clearTenant();
        inward.getMessageBuilder()
                .setTaskId(task.remoteTask())
                .setContextId(remoteContext(task, run, agentId, routing))
                .clearReferenceTaskIds()
                .addAllReferenceTaskIds(routing.remoteTasks(
                        task.origin(), agentId, request.getMessage().getReferenceTaskIdsList()));
        for (String ours : List.of(Extensions.ROUTE, Extensions.CHECKPOINT)) { // only the mesh hands out checkpoints
            if (request.getMessage().getMetadata().containsFields(ours)) {
                inward.getMessageBuilder().getMetadataBuilder().removeFields(ours);
            }
        }
        if (request.hasConfiguration()) {
            inward.getConfigurationBuilder()
                    .clearTaskPushNotificationConfig()
                    .clearReturnImmediately()
                    .clearHistoryLength(); // ours to cut: the journal has all
        }
        return inward.build();
    }

    /** As it was sent the first time, and from where the agent, which has lost its task, is to go on. */
    static SendMessageRequest goingOn(Checkpoint from, LiveTask task, Run run, String agentId, Routing routing) {
        SendMessageRequest.Builder request = of(task, run, agentId, routing).toBuilder();
        request.getMessageBuilder().clearTaskId();
        return request.setMessage(CheckpointRecovery.from(from, request.getMessage()))
                .build();
    }

    /** What the agent calls this conversation; empty when it is new to it. */
    private static String remoteContext(LiveTask task, Run run, String agentId, Routing routing) {
        if (!task.remoteContext().isEmpty()) {
            return task.remoteContext();
        }
        return run.continues() ? routing.remoteContext(task.origin(), agentId) : "";
    }
}
