package dev.parley.edge.grpc;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.connection.Connections;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.kit.rpc.ErrorInterceptor;
import dev.parley.proto.dialect.A2aVersion;
import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The listener of A2A over gRPC, with reflection and gRPC's own health service; nothing where it is switched off. */
@Singleton
public final class GrpcListener {
    private static final Duration FASTEST_PING = Duration.ofSeconds(5);

    private final EdgeConfig config;
    private final A2aGrpcService service;
    private final V03GrpcService service03;
    private final RequestMetrics metrics;
    private final Connections connections;
    private final HealthStatusManager health = new HealthStatusManager();
    private @Nullable Server server;

    GrpcListener(
            EdgeConfig config,
            A2aGrpcService service,
            V03GrpcService service03,
            RequestMetrics metrics,
            Connections connections) {
        this.config = config;
        this.service = service;
        this.service03 = service03;
        this.metrics = metrics;
        this.connections = connections;
    }

    /** Opens the listener. */
    public void start() {
        if (!config.servesGrpc()) {
            return;
        }
        long silence = config.heartbeat().toMillis();
        Server listening = NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.grpcPort()))
                // a virtual thread a call: handlers wait for the services behind
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(config.maxBodyBytes())
                .handshakeTimeout(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(silence, TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(FASTEST_PING.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addTransportFilter(new Counting())
                .addService(ServerInterceptors.intercept(
                        service.rpcs(), new ErrorInterceptor(), CallInterceptor.of(A2aVersion.V1_0, metrics)))
                .addService(ServerInterceptors.intercept(
                        service03.rpcs(),
                        new ErrorInterceptor(),
                        new V03ErrorInterceptor(),
                        CallInterceptor.of(A2aVersion.V0_3, metrics)))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        try {
            server = listening.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "parley.edge.grpc-port=" + config.grpcPort() + " (expected: a port of " + config.host()
                            + " that is free, or -1)",
                    e);
        }
    }

    /** Takes no new calls and says so to callers; those that run go on. */
    public void drain() {
        Server running = server;
        // once: health complains of a second end, and a close comes after every drain
        if (running != null && !running.isShutdown()) {
            health.enterTerminalState();
            running.shutdown();
        }
    }

    /**
     * Waits for the calls that run, and ends those that take longer.
     *
     * @return false when some were ended
     */
    public boolean stop(Duration atMost) {
        Server running = server;
        if (running == null) {
            return true;
        }
        try {
            if (running.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.shutdownNow();
        return false;
    }

    /** For a start that failed half-way, too: nothing else would end the listener. */
    @PreDestroy
    void close() {
        drain();
        stop(Duration.ZERO);
    }

    private final class Counting extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes transport) {
            connections.opened();
            return transport;
        }

        @Override
        public void transportTerminated(Attributes transport) {
            connections.closed();
        }
    }
}
