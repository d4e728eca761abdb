package dev.parley.router.http;

import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.wire.WireTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.context.Context;

/**
 * One request and its answer as it arrives. The event loop fills it, one virtual thread empties it and blocks while there
 * is nothing; chunks are asked for only a few ahead of the reader, so a slow reader stops the agent and not our memory.
 * Closing it before its end closes the connection.
 */
public final class HttpExchange implements AutoCloseable {
    private static final int AHEAD = 8;
    private static final byte[] NO_BODY = {};

    private final FailureWords words;
    private final WireTap tap;
    private final Context context = Context.of(HttpExchange.class, this);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private @Nullable Subscription subscription;
    private @Nullable ResponseHead head;
    private @Nullable Throwable failure;
    private boolean complete;
    private boolean closed;
    private volatile boolean sent;
    private int unasked;

    HttpExchange(FailureWords words, WireTap tap) {
        this.words = words;
        this.tap = tap;
    }

    /** Waits for the answer's status and headers. */
    public ResponseHead head(Duration silence) throws ConnectionFailure, AgentSilence, InterruptedException {
        lock.lockInterruptibly();
        try {
            await(() -> head != null, silence);
            return Objects.requireNonNull(head);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next bytes of the body.
     *
     * @return null at the end of the body
     */
    public byte @Nullable [] next(Duration silence) throws ConnectionFailure, AgentSilence, InterruptedException {
        Subscription askAgain = null;
        byte @Nullable [] chunk;
        lock.lockInterruptibly();
        try {
            await(() -> !chunks.isEmpty() || complete, silence);
            chunk = chunks.pollFirst();
            if (chunk != null && ++unasked == AHEAD / 2) {
                unasked = 0;
                askAgain = subscription;
            }
        } finally {
            lock.unlock();
        }
        if (askAgain != null) {
            askAgain.request(AHEAD / 2);
        }
        return chunk;
    }

    /**
     * Waits, with the lock held; what has arrived counts before a failure that came after it. A time below zero is over:
     * then not even what has arrived counts, for an agent that never stops would never be cut off.
     */
    private void await(BooleanSupplier arrived, Duration silence)
            throws ConnectionFailure, AgentSilence, InterruptedException {
        long left = silence.toNanos();
        if (left < 0) {
            throw new AgentSilence(silence);
        }
        while (!arrived.getAsBoolean()) {
            if (failure != null) {
                throw words.of(failure, sent);
            }
            if (left <= 0) {
                throw new AgentSilence(silence);
            }
            left = changed.awaitNanos(left);
        }
    }

    /** Ends the exchange; a connection whose answer was not read to its end is closed. Harmless when repeated. */
    @Override
    public void close() {
        Subscription open;
        lock.lock();
        try {
            closed = true;
            open = complete || failure != null ? null : subscription;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.cancel();
        }
    }

    /** From here on the agent may have seen the request. */
    void requestGoesOut() {
        sent = true;
    }

    /** What went out reached nobody, and goes out again. */
    void nothingWentOut() {
        sent = false;
    }

    void headArrived(HttpClientResponse response) {
        String type = response.responseHeaders().get("content-type", "");
        String location = response.responseHeaders().get("location");
        tap.received(response.status() + "\ncontent-type: " + type + "\n", NO_BODY);
        change(() -> head = new ResponseHead(response.status().code(), type, location));
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What the HTTP client feeds. */
    CoreSubscriber<ByteBuf> feed() {
        return new CoreSubscriber<>() {
            @Override
            public Context currentContext() {
                return context;
            }

            @Override
            public void onSubscribe(Subscription opened) {
                boolean closedAlready;
                lock.lock();
                try {
                    subscription = opened;
                    closedAlready = closed;
                } finally {
                    lock.unlock();
                }
                if (closedAlready) {
                    opened.cancel();
                } else {
                    opened.request(AHEAD);
                }
            }

            @Override
            public void onNext(ByteBuf buffer) {
                // the client releases the buffer when this returns
                byte[] bytes = ByteBufUtil.getBytes(buffer);
                tap.received("", bytes);
                change(() -> chunks.addLast(bytes));
            }

            @Override
            public void onError(Throwable thrown) {
                change(() -> failure = thrown);
            }

            @Override
            public void onComplete() {
                change(() -> complete = true);
            }
        };
    }
}
