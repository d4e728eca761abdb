package dev.parley.kit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.kit.health.HealthReport;
import dev.parley.kit.health.HealthReporter;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * {@code GET /health}, {@code /ready}, {@code /serving} and {@code /metrics} over HTTP/1.1 on a unix socket of mode 0600. All of it is answered from
 * memory; a request has no body and at most 8 KiB.
 */
final class ManagementServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 1024;
    private static final int IDLE_SECONDS = 60;
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final EventLoopGroup loops;
    private final Channel listening;
    private final Path socket;

    private ManagementServer(EventLoopGroup loops, Channel listening, Path socket) {
        this.loops = loops;
        this.listening = listening;
        this.socket = socket;
    }

    /** Listens; a socket file left by a dead process is replaced. */
    static ManagementServer start(Path socket, HealthReporter health, PrometheusMeterRegistry metrics) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Files.deleteIfExists(socket);
            Channel listening = new ServerBootstrap()
                    .group(loops)
                    .channel(EpollServerDomainSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                                    .addLast(new HttpServerCodec())
                                    .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                    .addLast(new Answers(health, metrics));
                        }
                    })
                    .bind(new DomainSocketAddress(socket.toFile()))
                    .syncUninterruptibly()
                    .channel();
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return new ManagementServer(loops, listening, socket);
        } catch (IOException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new UncheckedIOException("Cannot listen on " + socket, e);
        } catch (RuntimeException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        socket.toFile().delete();
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final HealthReporter health;
        private final PrometheusMeterRegistry metrics;

        Answers(HealthReporter health, PrometheusMeterRegistry metrics) {
            this.health = health;
            this.metrics = metrics;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            boolean keep =
                    HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
            FullHttpResponse response = answer(request);
            HttpUtil.setKeepAlive(response, keep);
            var written = context.writeAndFlush(response);
            if (!keep) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private FullHttpResponse answer(FullHttpRequest request) {
            if (request.decoderResult().isFailure()) {
                return response(HttpResponseStatus.BAD_REQUEST, TEXT, "not HTTP/1.1\n".getBytes(UTF_8));
            }
            if (!request.method().equals(HttpMethod.GET)) {
                return response(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        TEXT,
                        (request.method() + " (expected: GET)\n").getBytes(UTF_8));
            }
            String path = request.uri().replaceFirst("\\?.*", "");
            return switch (path) {
                case "/health" -> report(HealthReport::isHealthy);
                case "/ready" -> report(HealthReport::ready);
                case "/serving" -> report(HealthReport::serving);
                case "/metrics" ->
                    response(HttpResponseStatus.OK, PROMETHEUS, metrics.scrape().getBytes(UTF_8));
                default ->
                    response(
                            HttpResponseStatus.NOT_FOUND,
                            TEXT,
                            "unknown path (expected: /health, /ready, /serving or /metrics)\n".getBytes(UTF_8));
            };
        }

        private FullHttpResponse report(Predicate<HealthReport> good) {
            HealthReport report = health.report();
            return response(
                    good.test(report) ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    JSON,
                    report.toJson());
        }

        private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, type)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
            return response;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.close(); // idle
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
