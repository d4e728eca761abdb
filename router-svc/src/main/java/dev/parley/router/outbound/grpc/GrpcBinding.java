package dev.parley.router.outbound.grpc;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.egress.EgressConfig;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.AgentBinding;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.ContextHeaders;
import dev.parley.router.outbound.OutboundConfig;
import dev.parley.router.outbound.ProtoWords;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;

/** gRPC: {@code lf.a2a.v1} (A2A 1.0.1 §10), and {@code a2a.v1} of 0.3. */
@Singleton
public final class GrpcBinding implements AgentBinding, AutoCloseable {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("a2a-version", Metadata.ASCII_STRING_MARSHALLER);

    private final GrpcChannels channels;
    private final Duration connectTimeout;
    private final int maxBytes;
    private final GrpcMethods methods = new GrpcMethods();

    public GrpcBinding(
            GrpcConfig config, HttpConfig http, OutboundConfig outbound, TrustConfig trust, EgressConfig egress) {
        this.channels = new GrpcChannels(config, http, outbound, trust, egress);
        // for TCP, and again for TLS and the first frame of HTTP/2
        this.connectTimeout = http.connectTimeout().multipliedBy(2);
        this.maxBytes = outbound.maxAnswerBytes();
    }

    @Override
    public ProtocolBinding name() {
        return ProtocolBinding.GRPC;
    }

    @Override
    public AgentAnswer open(CallTarget target, A2aMethod operation, Message request, CallContext context) {
        ManagedChannel channel = channels.to(target);
        Metadata headers = new Metadata();
        if (target.version() == A2aVersion.V1_0) {
            headers.put(VERSION, target.version().number());
        }
        ContextHeaders.of(target.version(), request, context)
                .forEach((name, value) -> headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        Message worded = ProtoWords.request(target, request);
        return new GrpcAnswer(
                () -> GrpcExchange.begin(
                        channel, methods.of(target.version(), operation), worded, headers, channels.areThroughEnvoy()),
                target,
                operation,
                connectTimeout,
                maxBytes,
                () -> channels.giveUp(target, channel));
    }

    @Override
    @PreDestroy
    public void close() {
        channels.close();
    }
}
