package dev.parley.router.outbound.grpc;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.outbound.ProtoWords;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The operations that the router asks of agents, by the names that each version's service gives them. */
final class GrpcMethods {
    private static final List<A2aMethod> OPERATIONS = List.of(
            A2aMethod.SEND_MESSAGE,
            A2aMethod.SEND_STREAMING_MESSAGE,
            A2aMethod.GET_TASK,
            A2aMethod.CANCEL_TASK,
            A2aMethod.SUBSCRIBE_TO_TASK,
            A2aMethod.GET_EXTENDED_AGENT_CARD);

    private record Key(A2aVersion version, A2aMethod operation) {}

    private final Map<Key, MethodDescriptor<Message, Message>> methods = new HashMap<>();

    GrpcMethods() {
        for (A2aVersion version : A2aVersion.values()) {
            for (A2aMethod operation : OPERATIONS) {
                methods.put(new Key(version, operation), descriptor(version, operation));
            }
        }
    }

    MethodDescriptor<Message, Message> of(A2aVersion version, A2aMethod operation) {
        return Objects.requireNonNull(methods.get(new Key(version, operation)), operation::wireName);
    }

    private static MethodDescriptor<Message, Message> descriptor(A2aVersion version, A2aMethod operation) {
        String service = switch (version) {
            case V1_0 -> A2AServiceGrpc.SERVICE_NAME;
            case V0_3 -> dev.parley.proto.a2a.v03.A2AServiceGrpc.SERVICE_NAME;
        };
        // requests are only written, which any message can be
        return MethodDescriptor.<Message, Message>newBuilder()
                .setType(operation.streaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name(version, operation)))
                .setRequestMarshaller(ProtoUtils.marshaller(operation.request()))
                .setResponseMarshaller(ProtoUtils.marshaller(ProtoWords.prototype(version, operation)))
                .build();
    }

    private static String name(A2aVersion version, A2aMethod operation) {
        if (version == A2aVersion.V0_3 && operation == A2aMethod.SUBSCRIBE_TO_TASK) {
            return "TaskSubscription";
        }
        if (version == A2aVersion.V0_3 && operation == A2aMethod.GET_EXTENDED_AGENT_CARD) {
            return "GetAgentCard";
        }
        return operation.wireName();
    }
}
