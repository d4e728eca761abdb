package dev.parley.router.outbound.grpc;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.AgentBinding;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.OutboundConfig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** gRPC (A2A 1.0.1 §10). */
@Singleton
public final class GrpcBinding implements AgentBinding, AutoCloseable {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("a2a-version", Metadata.ASCII_STRING_MARSHALLER);

    private final GrpcChannels channels;
    private final Duration connectTimeout;
    private final int maxBytes;
    private final Map<A2aMethod, MethodDescriptor<Message, Message>> methods = new EnumMap<>(A2aMethod.class);

    public GrpcBinding(GrpcConfig config, HttpConfig http, OutboundConfig outbound, TrustConfig trust) {
        this.channels = new GrpcChannels(config, http, outbound, trust);
        // for TCP, and again for TLS and the first frame of HTTP/2
        this.connectTimeout = http.connectTimeout().multipliedBy(2);
        this.maxBytes = outbound.maxAnswerBytes();
        for (A2aMethod operation : A2aMethod.values()) {
            methods.put(operation, method(operation));
        }
    }

    private static MethodDescriptor<Message, Message> method(A2aMethod operation) {
        return MethodDescriptor.<Message, Message>newBuilder()
                .setType(operation.streaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(
                        MethodDescriptor.generateFullMethodName(A2AServiceGrpc.SERVICE_NAME, operation.wireName()))
                .setRequestMarshaller(ProtoUtils.marshaller(operation.request()))
                .setResponseMarshaller(ProtoUtils.marshaller(operation.reply()))
                .build();
    }

    @Override
    public ProtocolBinding name() {
        return ProtocolBinding.GRPC;
    }

    @Override
    public AgentAnswer open(CallTarget target, A2aMethod operation, Message request) {
        ManagedChannel channel = channels.to(target.address());
        Metadata headers = new Metadata();
        headers.put(VERSION, target.version().number());
        GrpcExchange exchange =
                GrpcExchange.begin(channel, Objects.requireNonNull(methods.get(operation)), request, headers);
        return new GrpcAnswer(
                exchange,
                target,
                operation,
                connectTimeout,
                maxBytes,
                () -> channels.giveUp(target.address(), channel));
    }

    @Override
    @PreDestroy
    public void close() {
        channels.close();
    }
}
