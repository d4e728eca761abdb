package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.json.ProtoJson;
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
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** gRPC in front of an agent under test. */
final class GrpcFace {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Context.Key<Map<String, String>> PARAMETERS = Context.key("parameters");

    private final AgentCore core;
    private final Nature nature;

    private GrpcFace(AgentCore core, Nature nature) {
        this.core = core;
        this.nature = nature;
    }

    static ServerServiceDefinition of(AgentCore core, Nature nature) {
        GrpcFace face = new GrpcFace(core, nature);
        ServerServiceDefinition.Builder service =
                ServerServiceDefinition.builder(A2AServiceGrpc.getServiceDescriptor());
        for (A2aMethod method : A2aMethod.values()) {
            service.addMethod(
                    descriptor(method),
                    method.streaming()
                            ? ServerCalls.asyncServerStreamingCall(
                                    (request, reply) -> face.stream(method, request, reply))
                            : ServerCalls.asyncUnaryCall((request, reply) -> face.unary(method, request, reply)));
        }
        return ServerInterceptors.intercept(service.build(), new Parameters());
    }

    @SuppressWarnings("unchecked") // descriptors of messages, whatever their types
    private static MethodDescriptor<Message, Message> descriptor(A2aMethod method) {
        return (MethodDescriptor<Message, Message>) A2AServiceGrpc.getServiceDescriptor().getMethods().stream()
                .filter(one -> method.wireName().equals(one.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode json(Message message) {
        try {
            return (ObjectNode) JSON.readTree(ProtoJson.toBytes(message));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void unary(A2aMethod method, Message request, StreamObserver<Message> reply) {
        try {
            ObjectNode result = core.call(method, json(request), PARAMETERS.get());
            reply.onNext(ProtoJson.read(result.toString().getBytes(UTF_8), method.reply()));
            reply.onCompleted();
        } catch (AgentFault e) {
            reply.onError(status(e));
        }
    }

    private void stream(A2aMethod method, Message request, StreamObserver<Message> reply) {
        try {
            BlockingQueue<Optional<ObjectNode>> events = core.stream(method, json(request), PARAMETERS.get());
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
                    reply.onNext(ProtoJson.read(spoiled.toString().getBytes(UTF_8), method.reply()));
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
