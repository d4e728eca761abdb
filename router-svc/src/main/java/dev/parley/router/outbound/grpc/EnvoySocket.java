package dev.parley.router.outbound.grpc;

import dev.parley.router.egress.EnvoyReply;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The unix socket of the Envoy that agents are called through. */
final class EnvoySocket implements AutoCloseable {
    private static final Metadata.Key<String> CLUSTER =
            Metadata.Key.of(EnvoyReply.CLUSTER, Metadata.ASCII_STRING_MARSHALLER);

    private final Path socket;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    EnvoySocket(Path socket) {
        this.socket = socket;
    }

    /** A channel to one place of an agent, in plain text: TLS is Envoy's. */
    NettyChannelBuilder builder(String authority, String cluster) {
        Metadata headers = new Metadata();
        headers.put(CLUSTER, cluster);
        return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .channelType(EpollDomainSocketChannel.class)
                // null takes away what gRPC sets for every transport: a unix socket does not know it and warns
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .eventLoopGroup(loop)
                .usePlaintext()
                .overrideAuthority(authority)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
