package dev.parley.kit.rpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A unix socket that a gRPC server listens on, with the event loop of its own. */
public final class UnixSocket implements AutoCloseable {
    private final Path path;
    private final EventLoopGroup loop;

    private UnixSocket(Path path, EventLoopGroup loop) {
        this.path = path;
        this.loop = loop;
    }

    /** Takes away the file that a dead process may have left. */
    public static UnixSocket prepare(Path path) throws IOException {
        Files.deleteIfExists(path);
        return new UnixSocket(path, new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()));
    }

    /** A server for it. */
    public NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                // null takes away what gRPC sets for every transport: a unix socket does not know it and warns
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop);
    }

    /** Once the server listens: nobody but this user may connect. */
    public void restrict() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /** Once the server has ended. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        path.toFile().delete();
    }
}
