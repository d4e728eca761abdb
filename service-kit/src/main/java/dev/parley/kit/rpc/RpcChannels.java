package dev.parley.kit.rpc;

import dev.parley.kit.identity.CallerIdentity;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.util.concurrent.Executors;

/** Opens channels to internal services by address: {@code in-process:NAME} or {@code unix:/path/to.sock}. */
public final class RpcChannels {
    private RpcChannels() {}

    /**
     * @param address {@code in-process:NAME} or {@code unix:PATH}
     * @throws IllegalArgumentException for any other form
     */
    public static ManagedChannel open(String address) {
        if (address.startsWith("in-process:")) {
            return InProcessChannelBuilder.forName(address.substring("in-process:".length()))
                    .directExecutor()
                    .intercept(CallerIdentity.clientInterceptor(), new EventLoopGuard())
                    .build();
        }
        if (address.startsWith("unix:")) {
            EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            return NettyChannelBuilder.forAddress(new DomainSocketAddress(address.substring("unix:".length())))
                    .channelType(EpollDomainSocketChannel.class)
                    // as in RpcServer
                    .withOption(ChannelOption.SO_KEEPALIVE, null)
                    .eventLoopGroup(loop)
                    .usePlaintext()
                    .maxInboundMessageSize(RpcServer.MAX_MESSAGE_BYTES)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .intercept(CallerIdentity.clientInterceptor())
                    .build();
        }
        throw new IllegalArgumentException("Address " + address + " (expected: in-process:NAME or unix:PATH)");
    }
}
