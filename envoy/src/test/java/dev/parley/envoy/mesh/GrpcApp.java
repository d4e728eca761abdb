package dev.parley.envoy.mesh;

import dev.parley.kit.rpc.EarlyHeaders;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process's gRPC server, on a unix socket: serves its health, and gives every other call to the test. Calls are noted
 * when they arrive.
 */
final class GrpcApp implements AutoCloseable {
    static final Context.Key<Metadata> HEADERS = Context.key("headers");

    /** Answers a call; {@link #HEADERS} of the current context are the call's. */
    interface Answering {
        void answer(String method, String request, StreamObserver<String> answer) throws InterruptedException;
    }

    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Server server;

    /** On a unix socket, as a process. */
    GrpcApp(Path socket, Answering answering) throws IOException {
        Files.deleteIfExists(socket);
        server = start(
                NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                        .channelType(EpollServerDomainSocketChannel.class)
                        .withChildOption(ChannelOption.SO_KEEPALIVE, null),
                answering);
    }

    /** On a free port of the loopback interface. */
    GrpcApp(Answering answering) throws IOException {
        server = start(
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .channelType(EpollServerSocketChannel.class),
                answering);
    }

    private Server start(NettyServerBuilder builder, Answering answering) throws IOException {
        return builder.bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new HealthStatusManager().getHealthService())
                .fallbackHandlerRegistry(new AnyMethod(answering))
                .intercept(new EarlyHeaders())
                .intercept(new HeadersInContext())
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Answers every call with this text. */
    static Answering saying(String text) {
        return (method, request, answer) -> {
            answer.onNext(text);
            answer.onCompleted();
        };
    }

    /** Methods that were called, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private final class AnyMethod extends HandlerRegistry {
        private final Answering answering;

        AnyMethod(Answering answering) {
            this.answering = answering;
        }

        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
            return ServerMethodDefinition.create(
                    Calls.streaming(method), ServerCalls.asyncServerStreamingCall((request, answer) -> {
                        calls.add(method);
                        try {
                            answering.answer(method, request, answer);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
    }

    private static final class HeadersInContext implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), call, headers, next);
        }
    }

    /** As if the process were killed: calls under way break, the socket stays as a file that nobody listens on. */
    void kill() throws InterruptedException {
        server.shutdownNow().awaitTermination();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
