package dev.parley.edge.overload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.edge.http.Replies;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.RequestHead;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets messages in over one connection or refuses them, before the HTTP server spends time on them: of what cannot be taken,
 * every request costs the event loop one look at its envelope. It judges what it can judge cheaply: messages by JSON-RPC of the usual
 * priority that came in one piece. Everything else passes, and {@link AcceptLimit} judges it when it has been read. For one event loop.
 */
public final class Door extends ChannelDuplexHandler {
    private static final AttributeKey<AcceptLimit.Waiting> IN = AttributeKey.valueOf(Door.class, "in");
    private static final Pattern MESH = Pattern.compile("/(execute)?");
    private static final Pattern AGENT = Pattern.compile("/agents/[^/?]+(/execute)?/*");
    private static final ByteBuf PRIORITY = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("\"priority\"".getBytes(US_ASCII)).asReadOnly());

    private final AcceptLimit limit;
    private final RequestMetrics metrics;
    // a request whose body has not come yet
    private @Nullable HttpRequest held;
    private int unanswered;

    Door(AcceptLimit limit, RequestMetrics metrics) {
        this.limit = limit;
        this.metrics = metrics;
    }

    /** What a request was let in as; empty for what was not judged at the door. */
    public static Optional<AcceptLimit.Waiting> letIn(io.micronaut.http.HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                ? Optional.ofNullable(
                        netty.getChannelHandlerContext().channel().attr(IN).get())
                : Optional.empty();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HttpRequest waiting = held;
        if (waiting != null) {
            held = null;
            judge(context, waiting, message);
        } else if (message instanceof HttpRequest request && mayBeJudged(request)) {
            held = request;
        } else {
            pass(context, message);
        }
    }

    /** The server's handlers ask for a body; of a request that is held they know nothing yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (held != null) {
            context.read();
        }
    }

    /** Answers must come in the order of their requests, so only a request that nothing is before. */
    private boolean mayBeJudged(HttpRequest request) {
        return unanswered == 0
                && request.method().equals(HttpMethod.POST)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.decoderResult().isSuccess()
                && !(request instanceof FullHttpMessage)
                && !HttpUtil.is100ContinueExpected(request)
                // pages of other origins could not read the refusal
                && !request.headers().contains(HttpHeaderNames.ORIGIN)
                && (MESH.matcher(request.uri()).matches()
                        || AGENT.matcher(request.uri()).matches());
    }

    private void judge(ChannelHandlerContext context, HttpRequest request, Object next) {
        Optional<RequestHead> message =
                next instanceof LastHttpContent body ? message(body.content()) : Optional.empty();
        try {
            if (message.isPresent()) {
                context.channel().attr(IN).set(limit.enter());
            }
        } catch (A2aException full) {
            ReferenceCountUtil.release(next);
            refuse(context, request, message.orElseThrow(), full);
            return;
        }
        pass(context, request);
        pass(context, next);
    }

    /** Empty for what is no message, and for what must be read to know its priority. */
    private static Optional<RequestHead> message(ByteBuf body) {
        if (ByteBufUtil.indexOf(PRIORITY, body) >= 0) {
            return Optional.empty();
        }
        return RequestHead.peek(ByteBufUtil.getBytes(body)).filter(Door::sends);
    }

    private static boolean sends(RequestHead head) {
        A2aMethod method = head.wire().operation();
        return method == A2aMethod.SEND_MESSAGE || method == A2aMethod.SEND_STREAMING_MESSAGE;
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request, RequestHead head, A2aException full) {
        FullHttpResponse response = netty(Replies.jsonRpcError(JsonRpcReplies.error(head, full), full));
        boolean last = !HttpUtil.isKeepAlive(request);
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        metrics.count(
                head.wire().operation().wireName(),
                endpoint(request.uri()),
                Integer.toString(response.status().code()),
                metrics.started());
        ChannelFuture written = context.writeAndFlush(response);
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The template of the route that would have answered. */
    private static String endpoint(String path) {
        String execute = path.contains("/execute") ? "/execute" : "";
        return AGENT.matcher(path).matches() ? "/agents/{agentId}" + execute : execute.isEmpty() ? "/" : execute;
    }

    private static FullHttpResponse netty(MutableHttpResponse<byte[]> response) {
        FullHttpResponse netty = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.code()),
                Unpooled.wrappedBuffer(response.getBody().orElseThrow()));
        response.getHeaders().forEachValue((name, value) -> netty.headers().add(name, value));
        HttpUtil.setContentLength(netty, netty.content().readableBytes());
        return netty;
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            unanswered--;
            forget(context);
        }
        context.write(message, promise);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response && response.status().equals(HttpResponseStatus.CONTINUE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget(context);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget(context);
        ReferenceCountUtil.release(held);
        held = null;
    }

    /** What was let in and never sent on was no message that the mesh could take. */
    private static void forget(ChannelHandlerContext context) {
        AcceptLimit.Waiting waiting = context.channel().attr(IN).getAndSet(null);
        if (waiting != null) {
            waiting.leave();
        }
    }
}
