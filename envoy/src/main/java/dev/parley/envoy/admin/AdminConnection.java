package dev.parley.envoy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.envoy.bootstrap.AdminAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 to one admin interface, a connection for each request, over a unix socket or the loopback interface. By Netty,
 * since the JDK's HTTP client knows no unix sockets.
 */
final class AdminConnection implements AutoCloseable {
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AdminAddress address;
    private final Duration timeout;
    private final int maxAnswerBytes;

    /** @param maxAnswerBytes a longer answer is an error, not memory */
    AdminConnection(AdminAddress address, Duration timeout, int maxAnswerBytes) {
        this.address = address;
        this.timeout = timeout;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** @param text the body */
    record Answer(int status, String text) {}

    /** Blocks until the answer is here, whatever its status. */
    Answer request(HttpMethod method, String path) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Channel channel = null;
        try {
            channel = open(answer);
            channel.writeAndFlush(request(method, path, channel)).addListener(sent -> {
                if (!sent.isSuccess()) {
                    answer.completeExceptionally(sent.cause());
                }
            });
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(method, path, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw failure(method, path, "no answer in " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(method, path, "interrupted", e);
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private AdminFailure failure(HttpMethod method, String path, String what, Exception cause) {
        return new AdminFailure(
                "Envoy at " + address + ": " + method + " " + path + ": " + what
                        + " (expected: an Envoy whose admin interface is there)",
                cause);
    }

    private Channel open(CompletableFuture<Answer> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        Bootstrap bootstrap = new Bootstrap().group(loop).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(maxAnswerBytes))
                        .addLast(new AnswerReader(answer));
            }
        });
        SocketAddress remote = switch (address) {
            case AdminAddress.Socket socket -> {
                bootstrap.channel(NioDomainSocketChannel.class);
                yield UnixDomainSocketAddress.of(socket.path());
            }
            case AdminAddress.Loopback loopback -> {
                bootstrap.channel(NioSocketChannel.class);
                bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
                yield new InetSocketAddress(
                        loopback.endpoint().host(), loopback.endpoint().port());
            }
        };
        var connected = bootstrap.connect(remote);
        connected.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return connected.channel();
    }

    private static HttpRequest request(HttpMethod method, String path, Channel channel) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, path, channel.alloc().buffer(0));
        request.headers()
                .set(HttpHeaderNames.HOST, "envoy")
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    private static final class AnswerReader extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Answer> answer;

        AnswerReader(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.decoderResult().isFailure()) {
                answer.completeExceptionally(response.decoderResult().cause());
            }
            answer.complete(
                    new Answer(response.status().code(), response.content().toString(UTF_8)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(new EOFException("the connection ended before the answer"));
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
