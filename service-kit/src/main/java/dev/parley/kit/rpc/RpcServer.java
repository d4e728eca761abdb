package dev.parley.kit.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.tracing.Tracing;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A running gRPC server of internal services, with the mesh's interceptors: identity, then errors and early headers, and around them spans. Inbound messages are
 * limited to {@link #MAX_MESSAGE_BYTES}.
 */
public final class RpcServer implements AutoCloseable {
    /** One limit for all internal gRPC: 16 MiB. */
    public static final int MAX_MESSAGE_BYTES = 16 << 20;

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Server server;
    private final Runnable afterStop;

    private RpcServer(Server server, Runnable afterStop) {
        this.server = server;
        this.afterStop = afterStop;
    }

    /** Serves inside this JVM; handlers run on the caller's thread. */
    public static RpcServer inProcess(String name, Collection<? extends BindableService> services) {
        return inProcess(name, services, Tracing.off());
    }

    /** The same, with spans of its calls. */
    public static RpcServer inProcess(String name, Collection<? extends BindableService> services, Tracing tracing) {
        Server server = with(InProcessServerBuilder.forName(name).directExecutor(), services, tracing)
                .build();
        return start(server, () -> {});
    }

    /**
     * Serves on a unix socket with mode 0600, a virtual thread a call. A socket file left by a dead process is replaced.
     */
    public static RpcServer unixSocket(Path path, Collection<? extends BindableService> services) {
        return unixSocket(path, services, Tracing.off());
    }

    /** The same, with spans of its calls. */
    public static RpcServer unixSocket(Path path, Collection<? extends BindableService> services, Tracing tracing) {
        try {
            UnixSocket socket = UnixSocket.prepare(path);
            NettyServerBuilder builder = socket.builder()
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .executor(Executors.newVirtualThreadPerTaskExecutor());
            RpcServer server = start(with(builder, services, tracing).build(), socket::close);
            socket.restrict();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on " + path, e);
        }
    }

    private static <B extends ServerBuilder<B>> B with(
            B builder, Collection<? extends BindableService> services, Tracing tracing) {
        for (BindableService service : services) {
            builder.addService(ServerInterceptors.intercept(
                    ServerInterceptors.intercept(
                            service, new EarlyHeaders(), new ErrorInterceptor(), CallerIdentity.serverInterceptor()),
                    tracing.ofServers()));
        }
        return builder;
    }

    private static RpcServer start(Server server, Runnable afterStop) {
        try {
            return new RpcServer(server.start(), afterStop);
        } catch (IOException e) {
            afterStop.run();
            throw new UncheckedIOException("Cannot start " + server, e);
        }
    }

    /** Takes no new calls, gives running ones five seconds, then ends them. */
    @Override
    public void close() {
        close(DRAIN);
    }

    /**
     * Takes no new calls, gives running ones some time, then ends them.
     *
     * @return false when calls were cut off
     */
    public boolean close(Duration drain) {
        server.shutdown();
        boolean drained = false;
        try {
            drained = server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS);
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
