package dev.parley.edge.grpc;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.connection.Connections;
import dev.parley.edge.connection.Listener;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.edge.wire.Exchanges;
import dev.parley.kit.rpc.ErrorInterceptor;
import dev.parley.kit.rpc.UnixSocket;
import dev.parley.proto.dialect.A2aVersion;
import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Opens listeners of A2A over gRPC, each with reflection and gRPC's own health service. */
@Singleton
public final class GrpcServers {
    // what one connection may have in progress; a stream is a call
    private static final int MOST_CALLS = 1_000;
    private static final Duration FASTEST_PING = Duration.ofSeconds(5);

    private final EdgeConfig config;
    private final A2aGrpcService service;
    private final V03GrpcService service03;
    private final RequestMetrics metrics;
    private final RequestSpans spans;
    private final Connections connections;
    private final AgentHosts hosts;
    private final Exchanges exchanges;

    GrpcServers(
            EdgeConfig config,
            A2aGrpcService service,
            V03GrpcService service03,
            RequestMetrics metrics,
            RequestSpans spans,
            Connections connections,
            AgentHosts hosts,
            Exchanges exchanges) {
        this.config = config;
        this.service = service;
        this.service03 = service03;
        this.metrics = metrics;
        this.spans = spans;
        this.connections = connections;
        this.hosts = hosts;
        this.exchanges = exchanges;
    }

    /**
     * Opens a listener.
     *
     * @param port 0: any that is free
     * @param agentId the only agent that it serves, or the mesh's own id: then requests name it
     * @throws IOException when the port cannot be had
     */
    public Listener open(int port, String agentId) throws IOException {
        return start(NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), port)), agentId, () -> {});
    }

    /**
     * Opens a listener on a unix socket of mode 0600; a file left by a dead process is replaced.
     *
     * @param agentId as above
     * @throws IOException when the socket cannot be made
     */
    public Listener open(Path socket, String agentId) throws IOException {
        UnixSocket unix = UnixSocket.prepare(socket);
        Listener listener = start(unix.builder(), agentId, unix::close);
        unix.restrict();
        return listener;
    }

    private Listener start(NettyServerBuilder builder, String agentId, Runnable afterStop) throws IOException {
        long silence = config.heartbeat().toMillis();
        HealthStatusManager health = new HealthStatusManager();
        Server server = builder
                // a virtual thread a call: handlers wait for the services behind
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(config.maxBodyBytes())
                .maxConcurrentCallsPerConnection(MOST_CALLS)
                .handshakeTimeout(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(silence, TimeUnit.MILLISECONDS)
                // a caller that does not answer for as long again is gone, and its streams end
                .keepAliveTimeout(silence, TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(FASTEST_PING.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addTransportFilter(new Counting())
                .addService(of10(agentId))
                .addService(of03(agentId))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        try {
            server.start();
        } catch (IOException e) {
            afterStop.run();
            throw e;
        }
        return new Running(server, server.getPort(), health, afterStop);
    }

    private ServerServiceDefinition of10(String agentId) {
        ServerServiceDefinition intercepted = ServerInterceptors.intercept(
                service.rpcs(),
                new ErrorInterceptor(config.errors()),
                CallInterceptor.of(A2aVersion.V1_0, metrics, spans, agentId, hosts),
                new WireInterceptor(exchanges));
        return UnreadableRequests.refused(intercepted, A2aVersion.V1_0);
    }

    private ServerServiceDefinition of03(String agentId) {
        ServerServiceDefinition intercepted = ServerInterceptors.intercept(
                service03.rpcs(),
                new ErrorInterceptor(),
                new V03ErrorInterceptor(),
                CallInterceptor.of(A2aVersion.V0_3, metrics, spans, agentId, hosts),
                new WireInterceptor(exchanges));
        return UnreadableRequests.refused(intercepted, A2aVersion.V0_3);
    }

    private record Running(Server server, int port, HealthStatusManager health, Runnable afterStop)
            implements Listener {
        @Override
        public void drain() {
            // once: health complains of a second end, and a stop comes after every drain
            if (!server.isShutdown()) {
                health.enterTerminalState();
                server.shutdown();
            }
        }

        @Override
        public boolean stop(Duration atMost) {
            drain();
            boolean drained = false;
            try {
                drained = server.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!drained) {
                server.shutdownNow();
            }
            afterStop.run();
            return drained;
        }
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
