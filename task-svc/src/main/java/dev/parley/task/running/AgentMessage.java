package dev.parley.task.running;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;

/** A caller's message as its agent gets it. */
final class AgentMessage {
    private AgentMessage() {}

    /** With the agent's own ids, and nothing of ours that it could not understand. */
    static SendMessageRequest of(LiveTask task, TaskRunner.Run run, String agentId, Routing routing) {
        SendMessageRequest request = run.accepted().getCall().getRequest();
        SendMessageRequest.Builder inward = request.toBuilder().clearTenant();
        inward.getMessageBuilder()
                .setTaskId(task.remoteTask())
                .setContextId(remoteContext(task, run, agentId, routing))
                .clearReferenceTaskIds()
                .addAllReferenceTaskIds(routing.remoteTasks(
                        task.origin(), agentId, request.getMessage().getReferenceTaskIdsList()));
        if (request.getMessage().getMetadata().containsFields(Extensions.ROUTE)) {
            inward.getMessageBuilder().getMetadataBuilder().removeFields(Extensions.ROUTE);
        }
        if (request.hasConfiguration()) {
            inward.getConfigurationBuilder()
                    .clearTaskPushNotificationConfig()
                    .clearReturnImmediately()
                    .clearHistoryLength(); // ours to cut: the journal has all
        }
        return inward.build();
    }

    /** What the agent calls this conversation; empty when it is new to it. */
    private static String remoteContext(LiveTask task, TaskRunner.Run run, String agentId, Routing routing) {
        if (!task.remoteContext().isEmpty()) {
            return task.remoteContext();
        }
        return run.continues() ? routing.remoteContext(task.origin(), agentId) : "";
    }
}
