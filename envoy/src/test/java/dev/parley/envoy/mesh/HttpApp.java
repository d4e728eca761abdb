package dev.parley.envoy.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process's HTTP/1.1 server, or an agent's: requests go to the test; {@code /ws} is a WebSocket that echoes texts. */
final class HttpApp implements AutoCloseable {
    /** One request and the way to answer it. */
    static final class Exchange {
        private final ChannelHandlerContext context;
        private final FullHttpRequest request;

        private Exchange(ChannelHandlerContext context, FullHttpRequest request) {
            this.context = context;
            this.request = request;
        }

        FullHttpRequest request() {
            return request;
        }

        void answer(int status, Map<String, String> headers, String body) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.copiedBuffer(body, UTF_8));
            headers.forEach(response.headers()::set);
            HttpUtil.setContentLength(response, body.length());
            context.writeAndFlush(response);
        }

        /** Begins a stream of server-sent events. */
        void beginEvents() {
            var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
            HttpUtil.setTransferEncodingChunked(response, true);
            context.writeAndFlush(response);
        }

        void event(String data) {
            ByteBuf bytes = Unpooled.copiedBuffer("data: " + data + "\n\n", UTF_8);
            context.writeAndFlush(new DefaultHttpContent(bytes));
        }

        void endEvents() {
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        void hangUp() {
            context.close();
        }
    }

    /** Answers a request; called on the event loop. */
    interface Answering {
        void answer(Exchange exchange);
    }

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final Answering answering;

    HttpApp(Path socket, Answering answering) throws Exception {
        this.answering = answering;
        Files.deleteIfExists(socket);
        server = bootstrap()
                .channel(NioServerDomainSocketChannel.class)
                .bind(UnixDomainSocketAddress.of(socket))
                .sync()
                .channel();
    }

    /** On a free port of the loopback interface. */
    HttpApp(Answering answering) throws Exception {
        this.answering = answering;
        server = bootstrap()
                .channel(NioServerSocketChannel.class)
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    /** Answers with method and path, and the request's headers as headers that begin with {@code seen-}. */
    static void echo(Exchange exchange) {
        Map<String, String> seen = new HashMap<>();
        exchange.request().headers().forEach(header -> seen.put("seen-" + header.getKey(), header.getValue()));
        exchange.answer(
                200,
                seen,
                exchange.request().method() + " " + exchange.request().uri());
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(loop).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(1024 * 1024))
                        .addLast(new WebSocketServerProtocolHandler("/ws", null, true))
                        .addLast(new Requests())
                        .addLast(new Frames());
            }
        });
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            answering.answer(new Exchange(context, request.retain()));
        }
    }

    private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                context.writeAndFlush(new TextWebSocketFrame("echo " + text.text()));
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        server.close().sync();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
}
