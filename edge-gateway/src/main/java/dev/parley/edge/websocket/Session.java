package dev.parley.edge.websocket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: frames in, frames out, pings, the end. Text frames are read one after the other on a virtual thread of the
 * session's own; while too many wait there, or the peer takes nothing, nothing more is read from the connection. All fields
 * without a word about it belong to the event loop.
 */
final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final int MAX_UNREAD = 16;
    private static final int SILENT_PINGS = 3;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final SessionCalls calls;
    private final InstantSource clock;
    private final Outbox outbox = new Outbox();
    // between the event loop and the reading thread; empty: nothing follows
    private final BlockingQueue<Optional<byte[]>> unread = new LinkedBlockingQueue<>();
    private final AtomicInteger unreadFrames = new AtomicInteger();

    private volatile @Nullable ChannelHandlerContext context;
    private Instant heard;
    private Instant pinged;
    private @Nullable Instant stalledSince;
    private @Nullable CloseWebSocketFrame closing;
    private boolean closeSent;

    /** @param calls what the session's frames are given to */
    Session(Function<Session, SessionCalls> calls, InstantSource clock) {
        this.clock = clock;
        this.heard = clock.instant();
        this.pinged = heard;
        this.calls = calls.apply(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        heard = clock.instant();
        pinged = heard;
        Thread.ofVirtual().name("websocket-frames").start(this::readFrames);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext on, WebSocketFrame frame) {
        heard = clock.instant();
        switch (frame) {
            case TextWebSocketFrame text -> {
                unreadFrames.incrementAndGet();
                unread.add(Optional.of(ByteBufUtil.getBytes(text.content())));
                adjustReading(on);
            }
            case PingWebSocketFrame ping ->
                on.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close -> closedByPeer(on, close);
            case BinaryWebSocketFrame binary ->
                close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "binary frame (expected: text, one JSON-RPC object)");
            default -> {} // a pong has been heard
        }
    }

    private void closedByPeer(ChannelHandlerContext on, CloseWebSocketFrame close) {
        if (closeSent) {
            on.close();
        } else {
            closeSent = true;
            on.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            outbox.lost();
        }
    }

    private void readFrames() {
        try {
            for (Optional<byte[]> text = unread.take(); text.isPresent(); text = unread.take()) {
                calls.read(text.get());
                if (unreadFrames.decrementAndGet() == MAX_UNREAD / 2) {
                    onLoop(() -> adjustReading(live()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.left();
    }

    private void adjustReading(ChannelHandlerContext on) {
        boolean wanted = unreadFrames.get() < MAX_UNREAD && on.channel().isWritable();
        if (wanted != on.channel().config().isAutoRead()) {
            heard = clock.instant(); // what is not read cannot be heard
            on.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext on) {
        stalledSince = on.channel().isWritable() ? null : clock.instant();
        drain(on);
        adjustReading(on);
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) {
        outbox.lost();
        unread.add(Optional.empty());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            close(WebSocketCloseStatus.MESSAGE_TOO_BIG, "message too big");
        } else if (!(cause instanceof CorruptedFrameException)) { // that one is closed where it is found
            log.atDebug().setCause(cause).log("websocket lost");
            on.close();
        }
    }

    /**
     * Sends frames after those that wait already.
     *
     * @param texts at least one; called once, when the connection takes them
     * @param settled told on the event loop whether they reached the socket
     */
    void send(Supplier<List<byte[]>> texts, Outbox.Settled settled) {
        onLoop(() -> {
            outbox.add(texts, settled);
            drain(live());
        });
    }

    /** Ends the connection after the frames that wait; whoever does not take them in time is cut off. */
    void close(WebSocketCloseStatus status, String reason) {
        onLoop(() -> {
            ChannelHandlerContext on = live();
            if (closing == null) {
                closing = new CloseWebSocketFrame(status, reason);
                on.executor().schedule(() -> on.close(), CLOSING.toMillis(), TimeUnit.MILLISECONDS);
                drain(on);
            }
        });
    }

    private void drain(ChannelHandlerContext on) {
        outbox.drain(on);
        if (closing != null && !closeSent && outbox.isEmpty()) {
            closeSent = true;
            on.writeAndFlush(closing);
            outbox.lost(); // nothing may follow
        }
    }

    /**
     * Pings the peer, and cuts it off when it was silent, or took nothing, for as long as some pings take. Called often.
     *
     * @param every the time between pings
     * @param idle how long the connection may be without a call
     */
    void tick(Duration every, Duration idle) {
        onLoop(() -> {
            ChannelHandlerContext on = live();
            Instant now = clock.instant();
            Instant oldest = now.minus(every.multipliedBy(SILENT_PINGS));
            boolean silent = on.channel().config().isAutoRead() && heard.isBefore(oldest);
            boolean stalled = stalledSince != null && stalledSince.isBefore(oldest);
            if (silent || stalled) {
                log.atInfo().addKeyValue("stalled", stalled).log("websocket cut off, its peer is gone");
                on.close();
            } else if (calls.isIdleSince(now.minus(idle))) {
                close(WebSocketCloseStatus.NORMAL_CLOSURE, "idle");
            } else if (!pinged.plus(every).isAfter(now)) {
                pinged = now;
                on.writeAndFlush(new PingWebSocketFrame());
            }
        });
    }

    /** The edge stops: what is in progress is finished, streams are told to resume elsewhere. */
    void endByEdge() {
        calls.endByEdge();
    }

    private void onLoop(Runnable action) {
        ChannelHandlerContext on = context;
        if (on != null) {
            on.executor().execute(action);
        }
    }

    private ChannelHandlerContext live() {
        ChannelHandlerContext on = context;
        if (on == null) {
            throw new IllegalStateException("The session has no connection (expected: one since its handshake)");
        }
        return on;
    }
}
