package dev.parley.edge.calls;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.extension.RouteExtension;
import dev.parley.proto.task.v1.SendMessageCall;
import jakarta.inject.Singleton;

/** Makes the internal call of a caller's message: checks what the edge can check, mints the task id. */
@Singleton
public final class SendCalls {
    private final Endpoints endpoints;
    private final UuidV7 ids;

    SendCalls(Endpoints endpoints, UuidV7 ids) {
        this.endpoints = endpoints;
        this.ids = ids;
    }

    /**
     * @param pathAgent the agent in the path, or {@link Endpoints#MESH}
     * @param root where the request stands in what the caller sent
     * @param version of the caller's words, Major.Minor
     * @throws dev.parley.proto.error.A2aException AGENT_NOT_FOUND, INVALID_PARAMS, EXTENSION_SUPPORT_REQUIRED
     */
    public SendMessageCall prepare(
            String pathAgent, SendMessageRequest request, String root, Intake intake, String version) {
        String agentId = endpoints.resolve(pathAgent, request.getTenant(), root);
        endpoints.requireReceiver(agentId, request.getMessage(), intake.context());
        SendMessageCall.Builder call = SendMessageCall.newBuilder()
                .setTaskId(ids.next().toString())
                .setAgentId(agentId)
                .setRequest(inside(request, intake))
                .setOnceKey(intake.onceKey())
                .setClientTaskId(intake.clientTaskId());
        if (!version.equals(A2aVersion.V1_0.number())) {
            call.setProtocolVersion(version);
        }
        if (intake.context().getSerializedSize() > 0) {
            call.setContext(intake.context());
        }
        intake.afterSequence().ifPresent(call::setAfterSequence);
        if (agentId.equals(Endpoints.MESH)) {
            RouteExtension.read(request).ifPresent(call::setNeed);
        }
        return call.build();
    }

    /** The task that a message is for, as far as that is known before it is taken. */
    public static String taskOf(SendMessageCall call) {
        String followed = call.getRequest().getMessage().getTaskId();
        return followed.isEmpty() ? call.getTaskId() : followed;
    }

    /** Without the label that says where it goes; where the caller names the task itself, the message gets the id it lacks. */
    private SendMessageRequest inside(SendMessageRequest request, Intake intake) {
        if (intake.clientTaskId().isEmpty()) {
            return request.getTenant().isEmpty()
                    ? request
                    : request.toBuilder().clearTenant().build();
        }
        SendMessageRequest.Builder named = request.toBuilder().clearTenant();
        named.getMessageBuilder().clearTaskId().setMessageId(ids.next().toString());
        return named.build();
    }
}
