package dev.parley.cli.conformance;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** JSON-RPC over WebSocket in front of an agent under test, on a free port of loopback. */
final class SocketFace implements AutoCloseable {
    private static final int MAX_MESSAGE = 1 << 20;

    private final MultiThreadIoEventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, EventLog> logs = new ConcurrentHashMap<>();
    private final AgentCore core;
    private final Nature nature;
    private final Channel server;

    SocketFace(AgentCore core, Nature nature) {
        this.core = core;
        this.nature = nature;
        this.server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Pipeline())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_MESSAGE), new Handshake());
        }
    }

    /** Judges a handshake and lets it through. */
    private final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Map<String, String> parameters = new HashMap<>();
            request.headers()
                    .forEach(header -> parameters.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            List<String> inQuery =
                    new QueryStringDecoder(request.uri()).parameters().get("A2A-Version");
            if (inQuery != null) {
                parameters.put("a2a-version", inQuery.getFirst());
            }
            if (nature.socket().isStrict()
                    && !parameters.getOrDefault("a2a-version", "1.0").startsWith("1.")) {
                context.writeAndFlush(new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
            context.pipeline()
                    .addLast(
                            new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                                    .websocketPath("/")
                                    .checkStartsWith(true)
                                    .build()),
                            new WebSocketFrameAggregator(MAX_MESSAGE),
                            new Frames(context.channel(), parameters));
            context.pipeline().remove(this);
            context.fireChannelRead(request.retain());
        }
    }

    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final SocketSession session;

        Frames(Channel channel, Map<String, String> parameters) {
            this.session = new SocketSession(core, nature, parameters, logs, lines -> {
                // all before any answer to what the caller says next
                lines.lines().forEach(line -> channel.write(new TextWebSocketFrame(line)));
                channel.flush();
            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                session.take(text.text());
            } else if (nature.socket().isStrict()) {
                context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
