package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

/** gRPC in front of an agent under test. */
final class GrpcFace {
    private static final Context.Key<Map<String, String>> PARAMETERS = Context.key("parameters");

    private final AgentCore core;
    private final Nature nature;
    private final Words words;

    /** How requests and replies of a version are read and written as JSON of 1.0. */
    private interface Words {
        ObjectNode params(A2aMethod method, Message request);

        Message reply(A2aMethod method, ObjectNode result);
    }

    private GrpcFace(AgentCore core, Nature nature, Words words) {
        this.core = core;
        this.nature = nature;
        this.words = words;
    }

    static ServerServiceDefinition of(AgentCore core, Nature nature) {
        Words words = new Words() {
            @Override
            public ObjectNode params(A2aMethod method, Message request) {
                return V03Face.json(request);
            }

            @Override
            public Message reply(A2aMethod method, ObjectNode result) {
                return V03Face.message(result, method.reply());
            }
        };
        return new GrpcFace(core, nature, words)
                .service(A2AServiceGrpc.getServiceDescriptor(), EnumSet.allOf(A2aMethod.class));
    }

    /** The service of 0.3. */
    static ServerServiceDefinition ofOlder(AgentCore core, Nature nature) {
        Words words = new Words() {
            @Override
            public ObjectNode params(A2aMethod method, Message request) {
                return V03ProtoFace.params(method, request);
            }

            @Override
            public Message reply(A2aMethod method, ObjectNode result) {
                return V03ProtoFace.reply(method, result);
            }
        };
        return new GrpcFace(core, nature, words)
                .service(
                        dev.parley.proto.a2a.v03.A2AServiceGrpc.getServiceDescriptor(),
                        EnumSet.complementOf(EnumSet.of(A2aMethod.LIST_TASKS)));
    }

    private ServerServiceDefinition service(ServiceDescriptor descriptor, Set<A2aMethod> methods) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
        for (A2aMethod method : methods) {
            service.addMethod(
                    method(descriptor, method),
                    method.streaming()
                            ? ServerCalls.asyncServerStreamingCall((request, reply) -> stream(method, request, reply))
                            : ServerCalls.asyncUnaryCall((request, reply) -> unary(method, request, reply)));
        }
        return ServerInterceptors.intercept(service.build(), new Parameters());
    }

    @SuppressWarnings("unchecked") // descriptors of messages, whatever their types
    private static MethodDescriptor<Message, Message> method(ServiceDescriptor service, A2aMethod method) {
        Set<String> names = Set.of(
                method.wireName(),
                switch (method) {
                    case SUBSCRIBE_TO_TASK -> "TaskSubscription";
                    case LIST_TASK_PUSH_NOTIFICATION_CONFIGS -> "ListTaskPushNotificationConfig";
                    case GET_EXTENDED_AGENT_CARD -> "GetAgentCard";
                    default -> "";
                });
        return (MethodDescriptor<Message, Message>) service.getMethods().stream()
                .filter(one -> names.contains(one.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }

    private void unary(A2aMethod method, Message request, StreamObserver<Message> reply) {
        try {
            ObjectNode result = core.call(method, words.params(method, request), PARAMETERS.get());
            reply.onNext(words.reply(method, result));
            reply.onCompleted();
        } catch (AgentFault e) {
            reply.onError(status(e));
        }
    }

    private void stream(A2aMethod method, Message request, StreamObserver<Message> reply) {
        try {
            BlockingQueue<Optional<ObjectNode>> events =
                    core.stream(method, words.params(method, request), PARAMETERS.get());
            Thread.ofVirtual().start(() -> pump(method, events, reply));
        } catch (AgentFault e) {
            reply.onError(status(e));
        }
    }

    private void pump(A2aMethod method, BlockingQueue<Optional<ObjectNode>> events, StreamObserver<Message> reply) {
        try {
            int number = 0;
            for (Optional<ObjectNode> event = events.take(); event.isPresent(); event = events.take()) {
                for (ObjectNode spoiled : nature.events().spoil(number++, event.get())) {
                    reply.onNext(words.reply(method, spoiled));
                }
            }
            reply.onCompleted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (io.grpc.StatusRuntimeException | IllegalStateException e) {
            // the caller has gone
        }
    }

    private RuntimeException status(AgentFault fault) {
        if (fault.isUnauthenticated()) {
            return io.grpc.Status.UNAUTHENTICATED.asRuntimeException();
        }
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(fault.error().grpc().value())
                .setMessage(fault.text());
        if (nature.grpcErrorInfo()) {
            status.addDetails(Any.pack(ErrorInfo.newBuilder()
                    .setReason(fault.error().name())
                    .setDomain("a2a-protocol.org")
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Puts the metadata of a call where its handler finds it. */
    private static final class Parameters implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
            Map<String, String> parameters = new HashMap<>();
            metadata.keys().stream()
                    .filter(name -> !name.endsWith(Metadata.BINARY_HEADER_SUFFIX))
                    .forEach(name -> parameters.put(
                            name, metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))));
            return Contexts.interceptCall(Context.current().withValue(PARAMETERS, parameters), call, metadata, next);
        }
    }
}
