package dev.parley.edge.connection;

import dev.parley.edge.EdgeConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sits between the HTTP codec and Micronaut: says which agent a request is for where its path does not, watches the delivery of
 * answers, and closes connections that idle between requests or take too long to send one. A request being answered is never
 * timed here. Used by one event loop only.
 */
final class ConnectionHandler extends ChannelDuplexHandler {
    private final Connection connection;
    private final String agentId;
    private final NamedByHost named;
    private final EdgeConfig config;
    private int unanswered;
    private boolean turning;
    private @Nullable ScheduledFuture<?> timer;

    /** @param agentId the only agent that this connection is for; empty: paths name it */
    ConnectionHandler(Connection connection, String agentId, NamedByHost named, EdgeConfig config) {
        this.connection = connection;
        this.agentId = agentId;
        this.named = named;
        this.config = config;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        closeAfter(context, config.requestTimeout());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(withOneSlashAtTheEnd(request.uri()));
            RootedRequest.clear(request);
            String agent =
                    agentId.isEmpty() ? named.agent(request, context.channel().remoteAddress()) : agentId;
            if (!agent.isEmpty()) {
                RootedRequest.root(request, agent);
            }
            connection.wanted(Upgrade.take(request).orElse(null));
            unanswered++;
            closeAfter(context, config.requestTimeout());
        }
        if (message instanceof LastHttpContent) {
            stopTimer();
        }
        context.fireChannelRead(message);
    }

    /** Clients append a slash to the URL of a card, which may end in one already. */
    private static String withOneSlashAtTheEnd(String uri) {
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        int slashes = end;
        while (slashes > 1 && uri.charAt(slashes - 1) == '/' && uri.charAt(slashes - 2) == '/') {
            slashes--;
        }
        return slashes == end ? uri : uri.substring(0, slashes) + uri.substring(end);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (turning || isGrant(message)) {
            turn(context, message, promise);
            return;
        }
        ChannelPromise watched = promise;
        if (message instanceof HttpResponse response) {
            String taskId = response.headers().get(Connection.TASK_ID_HEADER);
            if (taskId != null) {
                watched = promise.unvoid();
                watched.addListener(written -> connection.settle(taskId, written.isSuccess()));
            }
        }
        if (message instanceof LastHttpContent && !isInterim(message)) {
            watched = watched.unvoid();
            watched.addListener((ChannelFutureListener) written -> answered(context));
        }
        context.write(message, watched);
    }

    private boolean isGrant(Object message) {
        return message instanceof HttpResponse response
                && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                && connection.upgrade().filter(Upgrade::isGranted).isPresent();
    }

    /** HTTP ends with this response, whose place the handshake takes once the server is done with it. */
    private void turn(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean first = !turning;
        turning = true;
        ReferenceCountUtil.release(message);
        promise.trySuccess();
        if (first) {
            stopTimer();
            context.executor().execute(() -> connection.upgrade().ifPresent(upgrade -> upgrade.complete(context)));
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response && response.status().equals(HttpResponseStatus.CONTINUE);
    }

    private void answered(ChannelHandlerContext context) {
        unanswered--;
        if (unanswered <= 0) {
            closeAfter(context, config.keepAlive());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        connection.lost();
        context.fireChannelInactive();
    }

    private void closeAfter(ChannelHandlerContext context, Duration silence) {
        stopTimer();
        if (context.channel().isActive()) {
            timer = context.executor().schedule(() -> context.close(), silence.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
