package dev.parley.standalone.square;

import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;

/** How a caller says which agent it means. */
enum Address {
    /** As its binding has it: by the path, over gRPC by the tenant (1.0) or by metadata (0.3). */
    NAME(""),
    /** At the mesh's own address, by 1.0's tenant. */
    TENANT(" at `/`, by tenant"),
    /** Not at all: at the mesh's own address, by a tag that one agent has; the mesh chooses. */
    CHOICE(" at `/`, chosen");

    private final String title;

    Address(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Where JSON-RPC is posted. */
    String path(String agentId) {
        return this == NAME ? "/agents/" + agentId + "/" : "/";
    }

    /** Below this are the paths of HTTP+JSON. */
    String base(String agentId) {
        return switch (this) {
            case NAME -> "/agents/" + agentId;
            case TENANT -> "/" + agentId;
            case CHOICE -> "";
        };
    }

    /** The request as it says who is meant. */
    Message of(String agentId, Message request) {
        return switch (this) {
            case NAME -> request;
            case TENANT -> withTenant(agentId, request);
            case CHOICE ->
                request instanceof SendMessageRequest send
                                && send.getMessage().getTaskId().isEmpty()
                        ? withTag(agentId, send)
                        : request;
        };
    }

    static Message withTenant(String agentId, Message request) {
        return request.toBuilder()
                .setField(request.getDescriptorForType().findFieldByName("tenant"), agentId)
                .build();
    }

    private static SendMessageRequest withTag(String tag, SendMessageRequest request) {
        Struct need = Struct.newBuilder()
                .putFields("need", Value.newBuilder().setStringValue("echo").build())
                .putFields(
                        "tags",
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setStringValue(tag)))
                                .build())
                .build();
        SendMessageRequest.Builder routed = request.toBuilder();
        routed.getMessageBuilder()
                .getMetadataBuilder()
                .putFields(
                        Extensions.ROUTE,
                        Value.newBuilder().setStructValue(need).build());
        return routed.build();
    }
}
