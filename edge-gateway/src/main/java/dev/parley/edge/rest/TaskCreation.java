package dev.parley.edge.rest;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.calls.Endpoints;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;
import java.util.Optional;

/**
 * A task as REST asks for it (row A11): the target agent, or a need, or neither where the input is a text that says what is
 * needed.
 *
 * @param agentId the target, or the mesh's own empty id
 */
record TaskCreation(String agentId, SendMessageRequest request) {
    /**
     * @param messageId of the message that is made
     * @throws dev.parley.proto.error.A2aException INVALID_PARAMS with every violation
     */
    static TaskCreation read(RestBody body, String messageId) {
        Optional<String> target = body.text("targetAgent");
        Struct.Builder metadata = body.struct("metadata").map(Struct::toBuilder).orElseGet(Struct::newBuilder);
        Optional<Value> input = body.value("input");
        Optional<Value> need = body.value("need");
        if (input.isEmpty()) {
            body.wrong("input", "a text, or any JSON for a data part");
        }
        if (target.isPresent() && need.isPresent()) {
            body.wrong("need", "none beside targetAgent");
        }
        if (target.isEmpty()
                && need.isEmpty()
                && input.isPresent()
                && !input.get().hasStringValue()) {
            body.wrong("targetAgent", "an agent's id, or need, because the input is no text");
        }
        need.ifPresent(value -> metadata.putFields(Extensions.ROUTE, asRoute(value)));
        Message.Builder message = Message.newBuilder().setMessageId(messageId).setRole(Role.ROLE_USER);
        body.text("contextId").ifPresent(message::setContextId);
        body.check();
        message.addParts(part(input.orElseThrow()));
        if (metadata.getFieldsCount() > 0) {
            message.setMetadata(metadata);
        }
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder().setMessage(message);
        request.getConfigurationBuilder().setReturnImmediately(true);
        return new TaskCreation(target.orElse(Endpoints.MESH), request.build());
    }

    /** A need in words is the need member of the extension; an object is the extension. */
    private static Value asRoute(Value need) {
        return need.hasStringValue()
                ? Value.newBuilder()
                        .setStructValue(Struct.newBuilder().putFields("need", need))
                        .build()
                : need;
    }

    static Part part(Value input) {
        return input.hasStringValue()
                ? Part.newBuilder().setText(input.getStringValue()).build()
                : Part.newBuilder().setData(input).build();
    }
}
