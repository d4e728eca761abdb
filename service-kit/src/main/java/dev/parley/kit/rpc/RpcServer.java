package dev.parley.kit.rpc;

import dev.parley.kit.identity.CallerIdentity;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A running gRPC server of internal services, with the mesh's interceptors: identity, then errors. Inbound messages are
 * limited to {@link #MAX_MESSAGE_BYTES}.
 */
public final class RpcServer implements AutoCloseable {
    /** One limit for all internal gRPC: 16 MiB. */
    public static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final Server server;
    private final Runnable afterStop;

    private RpcServer(Server server, Runnable afterStop) {
        this.server = server;
        this.afterStop = afterStop;
    }

    /** Serves inside this JVM; handlers run on the caller's thread. */
    public static RpcServer inProcess(String name, Collection<? extends BindableService> services) {
        Server server = with(InProcessServerBuilder.forName(name).directExecutor(), services)
                .build();
        return start(server, () -> {});
    }

    /**
     * Serves on a unix socket with mode 0600, a virtual thread a call. A socket file left by a dead process is replaced.
     */
    public static RpcServer unixSocket(Path socket, Collection<? extends BindableService> services) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Files.deleteIfExists(socket);
            NettyServerBuilder builder = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                    .channelType(EpollServerDomainSocketChannel.class)
                    // null takes away what gRPC sets for every transport: a unix socket does not know it and warns
                    .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                    .bossEventLoopGroup(loops)
                    .workerEventLoopGroup(loops)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .executor(Executors.newVirtualThreadPerTaskExecutor());
            RpcServer server = start(with(builder, services).build(), () -> {
                loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                socket.toFile().delete();
            });
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new UncheckedIOException("Cannot listen on " + socket, e);
        }
    }

    private static <B extends ServerBuilder<B>> B with(B builder, Collection<? extends BindableService> services) {
        for (BindableService service : services) {
            builder.addService(
                    ServerInterceptors.intercept(service, new ErrorInterceptor(), CallerIdentity.serverInterceptor()));
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
        server.shutdown();
        try {
            if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        afterStop.run();
    }
}
