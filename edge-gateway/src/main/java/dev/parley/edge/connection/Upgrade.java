package dev.parley.edge.connection;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to turn a connection into a WebSocket (RFC 6455 §4). To the HTTP server it is a plain GET of a path below
 * {@code /ws}, so routes, filters and errors are those of every other request; the response that {@link #grant} makes turns
 * the connection. Used by one request.
 */
public final class Upgrade {
    private static final Pattern A2A_PATHS = Pattern.compile("(?:/agents/[^/?]+)?/?(?:\\?.*)?");

    private record Grant(ChannelHandler reader, int maxMessageBytes) {}

    private final String uri;
    private final HttpHeaders headers;
    private volatile @Nullable Grant granted;

    private Upgrade(String uri, HttpHeaders headers) {
        this.uri = uri;
        this.headers = headers;
    }

    /** Takes the wish for an upgrade out of a request; empty when there is none. */
    static Optional<Upgrade> take(HttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)
                || !request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return Optional.empty();
        }
        Upgrade upgrade = new Upgrade(request.uri(), request.headers().copy());
        request.headers().remove(HttpHeaderNames.UPGRADE).remove(HttpHeaderNames.CONNECTION);
        if (A2A_PATHS.matcher(request.uri()).matches()) {
            request.setUri("/ws" + request.uri());
        }
        return Optional.of(upgrade);
    }

    /** The values of a header of the request; case does not count in names. */
    public List<String> header(String name) {
        return headers.getAll(name);
    }

    /** Why the request is no handshake that is understood here; empty when it is one. */
    public Optional<String> fault() {
        if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13", false)) {
            return Optional.of(
                    "Sec-WebSocket-Version " + headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION) + " (expected: 13)");
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return key == null || key.isBlank()
                ? Optional.of("Sec-WebSocket-Key is missing (expected: 16 random bytes in base64)")
                : Optional.empty();
    }

    /**
     * @param reader gets the messages (frames put together) and the control frames
     * @param maxMessageBytes a longer message ends the connection before it is read whole
     * @return what the request must be answered with
     */
    public MutableHttpResponse<?> grant(ChannelHandler reader, int maxMessageBytes) {
        granted = new Grant(reader, maxMessageBytes);
        return HttpResponse.status(HttpStatus.SWITCHING_PROTOCOLS);
    }

    boolean isGranted() {
        return granted != null;
    }

    /** Puts the frames' handlers in the place of HTTP's and shakes hands. On the event loop. */
    void complete(ChannelHandlerContext context) {
        Grant grant = granted;
        if (grant == null || !context.channel().isActive()) {
            return;
        }
        ChannelPipeline pipeline = context.pipeline();
        while (!pipeline.lastContext().name().equals(context.name())) {
            pipeline.removeLast();
        }
        pipeline.addLast(new Utf8FrameValidator(true));
        pipeline.addLast(new WebSocketFrameAggregator(grant.maxMessageBytes()));
        pipeline.addLast(grant.reader());
        pipeline.remove(context.handler());
        new WebSocketServerHandshaker13(uri, null, decoding(grant.maxMessageBytes()))
                .handshake(
                        context.channel(),
                        new DefaultFullHttpRequest(
                                HttpVersion.HTTP_1_1,
                                HttpMethod.GET,
                                uri,
                                context.alloc().buffer(0),
                                headers,
                                EmptyHttpHeaders.INSTANCE),
                        EmptyHttpHeaders.INSTANCE,
                        context.channel().newPromise());
        // HTTP's handler read request by request
        context.channel().config().setAutoRead(true);
    }

    private static WebSocketDecoderConfig decoding(int maxMessageBytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessageBytes)
                .allowExtensions(false)
                .closeOnProtocolViolation(true)
                .build();
    }
}
