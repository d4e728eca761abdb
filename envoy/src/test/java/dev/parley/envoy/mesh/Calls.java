package dev.parley.envoy.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.certs.Leaf;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls of gRPC methods by name, with texts instead of messages. */
final class Calls implements AutoCloseable {
    static final String GET_TASK = "parley.task.v1.TaskService/GetTask";
    static final String LIST_TASKS = "parley.task.v1.TaskService/ListTasks";
    static final String CANCEL_TASK = "parley.task.v1.TaskService/CancelTask";
    static final String SEND_MESSAGE = "parley.task.v1.TaskService/SendMessage";
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ManagedChannel channel;
    private final EventLoopGroup loop;

    private Calls(ManagedChannel channel, EventLoopGroup loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** As a process calls: plain h2c on a unix socket. */
    static Calls over(Path socket) {
        EventLoopGroup loop = loop();
        return new Calls(
                builder(new DomainSocketAddress(socket.toString()), loop)
                        .channelType(EpollDomainSocketChannel.class)
                        .usePlaintext()
                        .build(),
                loop);
    }

    static Calls plain(Endpoint endpoint) {
        EventLoopGroup loop = loop();
        return new Calls(tcp(endpoint, loop).usePlaintext().build(), loop);
    }

    /** As another Envoy calls, whatever the server's certificate says. */
    static Calls mutualTls(Endpoint endpoint, Leaf leaf) throws IOException {
        return tls(endpoint, GrpcSslContexts.forClient().keyManager(leaf.key(), leaf.certificate()));
    }

    /** With TLS options of the test's; every server is believed. */
    static Calls tls(Endpoint endpoint, SslContextBuilder options) throws IOException {
        EventLoopGroup loop = loop();
        return new Calls(
                tcp(endpoint, loop)
                        .sslContext(options.trustManager(new AnyServer()).build())
                        .build(),
                loop);
    }

    private static NettyChannelBuilder tcp(Endpoint endpoint, EventLoopGroup loop) {
        return builder(new InetSocketAddress(endpoint.host(), endpoint.port()), loop)
                .channelType(EpollSocketChannel.class);
    }

    private static NettyChannelBuilder builder(SocketAddress address, EventLoopGroup loop) {
        return NettyChannelBuilder.forAddress(address)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .eventLoopGroup(loop)
                .overrideAuthority("mesh")
                .disableRetry();
    }

    private static EventLoopGroup loop() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    /** Fails with a StatusRuntimeException, after {@link #DEADLINE} at the latest. */
    String call(String method) {
        return call(method, Map.of(), DEADLINE);
    }

    String call(String method, Map<String, String> headers, Duration deadline) {
        return ClientCalls.blockingUnaryCall(
                with(headers),
                unary(method),
                CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS),
                "");
    }

    private Channel with(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(header(name), value));
        ClientInterceptor adding = MetadataUtils.newAttachHeadersInterceptor(metadata);
        return ClientInterceptors.intercept(channel, adding);
    }

    static Metadata.Key<String> header(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    static MethodDescriptor<String, String> unary(String method) {
        return method(method, MethodDescriptor.MethodType.UNARY);
    }

    static MethodDescriptor<String, String> streaming(String method) {
        return method(method, MethodDescriptor.MethodType.SERVER_STREAMING);
    }

    private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
