package dev.parley.edge.calls;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.extension.RouteExtension;
import dev.parley.proto.task.v1.SendMessageCall;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

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
                .setRequest(inside(request, agentId, intake))
                .setOnceKey(intake.onceKey())
                .setClientTaskId(intake.clientTaskId());
        if (!version.equals(A2aVersion.V1_0.number())) {
            call.setProtocolVersion(version);
        }
        if (intake.context().getSerializedSize() > 0) {
            call.setContext(intake.context());
        }
        intake.afterSequence().ifPresent(call::setAfterSequence);
        RouteExtension.read(request)
                .flatMap(need -> agentId.equals(Endpoints.MESH) ? Optional.of(need) : RouteExtension.handling(need))
                .ifPresent(call::setNeed);
        return call.build();
    }

    /** The task that a message is for, as far as that is known before it is taken. */
    public static String taskOf(SendMessageCall call) {
        String followed = call.getRequest().getMessage().getTaskId();
        return followed.isEmpty() ? call.getTaskId() : followed;
    }

    /**
     * Without the label that says where it goes, and with what the message lacks: that of a caller of 0.1 its id, for it names
     * the task itself; one that was read leniently its id and role.
     */
    private SendMessageRequest inside(SendMessageRequest request, String agentId, Intake intake) {
        SendMessageRequest.Builder inside = request.toBuilder().clearTenant();
        Message.Builder message = inside.getMessageBuilder();
        if (!intake.clientTaskId().isEmpty()) {
            message.clearTaskId().setMessageId(ids.next().toString());
        } else if (message.getMessageId().isEmpty()) {
            message.setMessageId(intake.onceKey().isEmpty() ? ids.next().toString() : idOfOnce(agentId, intake));
        }
        if (message.getRoleValue() == Role.ROLE_UNSPECIFIED_VALUE) {
            message.setRole(Role.ROLE_USER);
        }
        return inside.build();
    }

    /** The same each time: with an id of its own, what the caller repeats under its key would be another message. */
    private static String idOfOnce(String agentId, Intake intake) {
        Principal caller = CallerIdentity.current();
        String name = String.join("\0", caller.tenant(), caller.subject(), agentId, intake.onceKey());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
