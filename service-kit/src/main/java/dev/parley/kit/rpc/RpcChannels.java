package dev.parley.kit.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.tracing.Tracing;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Opens channels to internal services by address: {@code in-process:NAME} or {@code unix:/path/to.sock}. */
public final class RpcChannels {
    private static final int LOOK_AGAIN_MILLIS = 50;

    private RpcChannels() {}

    /**
     * @param address {@code in-process:NAME} or {@code unix:PATH}
     * @throws IllegalArgumentException for any other form
     */
    public static ManagedChannel open(String address) {
        return open(address, Tracing.off());
    }

    /** The same, with spans of its calls. */
    public static ManagedChannel open(String address, Tracing tracing) {
        if (address.startsWith("in-process:")) {
            return InProcessChannelBuilder.forName(address.substring("in-process:".length()))
                    .directExecutor()
                    .intercept(CallerIdentity.clientInterceptor(), new EventLoopGuard())
                    .intercept(tracing.ofClients())
                    .build();
        }
        if (address.startsWith("unix:")) {
            EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            new DomainSocketAddress(address.substring("unix:".length())))
                    .channelType(EpollDomainSocketChannel.class)
                    // as in RpcServer
                    .withOption(ChannelOption.SO_KEEPALIVE, null)
                    .eventLoopGroup(loop)
                    .usePlaintext()
                    // by default the path, which is no authority to a sidecar
                    .overrideAuthority("parley")
                    .maxInboundMessageSize(RpcServer.MAX_MESSAGE_BYTES)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .intercept(CallerIdentity.clientInterceptor(), new WaitingForPeer())
                    .intercept(tracing.ofClients())
                    .disableServiceConfigLookUp()
                    .build();
            comeBackSoon(channel);
            return channel;
        }
        throw new IllegalArgumentException("Address " + address + " (expected: in-process:NAME or unix:PATH)");
    }

    /**
     * What is behind a unix socket is on this machine: when it is back, it is so within milliseconds, and gRPC would look again after
     * one second, then ever more seldom.
     */
    private static void comeBackSoon(ManagedChannel channel) {
        ConnectivityState now = channel.getState(false);
        if (now == ConnectivityState.SHUTDOWN) {
            return;
        }
        if (now == ConnectivityState.TRANSIENT_FAILURE) {
            CompletableFuture.delayedExecutor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        channel.resetConnectBackoff();
                        comeBackSoon(channel);
                    });
            return;
        }
        channel.notifyWhenStateChanged(now, () -> comeBackSoon(channel));
    }

    /** A call with a deadline waits for a peer that is not there at the moment, instead of failing at once. */
    private static final class WaitingForPeer implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return next.newCall(method, options.getDeadline() == null ? options : options.withWaitForReady());
        }
    }
}
