package dev.parley.cli.conformance.wire;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket of a check's own, frame by frame. Sending to an end that has gone is no error, hearing nothing is one. */
public final class Conversation implements AutoCloseable {
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_CHARACTERS = 32 * 1024 * 1024;

    private final WebSocket socket;
    private final Exchange exchange;
    private final Duration timeout;
    private final BlockingQueue<Optional<String>> came = new LinkedBlockingQueue<>(MAX_WAITING);
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    Conversation(Http http, String url, Map<String, String> headers, Exchange exchange) throws Http.Refusal {
        this.exchange = exchange;
        this.timeout = http.timeout();
        this.socket = http.connect(URI.create(url), headers, new SocketFrames(new Queue()), exchange);
    }

    private final class Queue implements SocketFrames.Taker {
        private long characters;

        @Override
        public void text(String message) {
            exchange.answered(message);
            characters += message.length();
            // beyond what a check can want, it is as if nothing more came
            if (characters <= MAX_CHARACTERS) {
                came.offer(Optional.of(message));
            }
        }

        @Override
        public void ended(int code, String why) {
            exchange.answered("the WebSocket was " + why);
            came.offer(Optional.empty());
            closed.complete(code);
        }
    }

    /** Sends a text message, in as many frames as there are pieces. */
    public Conversation send(String... pieces) {
        exchange.asked(String.join("", pieces));
        for (int i = 0; i < pieces.length; i++) {
            sent(socket.sendText(pieces[i], i == pieces.length - 1));
        }
        return this;
    }

    public Conversation sendBinary(byte... bytes) {
        exchange.asked(bytes.length + " bytes as a binary message");
        sent(socket.sendBinary(ByteBuffer.wrap(bytes), true));
        return this;
    }

    private void sent(CompletableFuture<WebSocket> sending) {
        try {
            sending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // it has ended, which the next answer tells
        } catch (TimeoutException e) {
            throw new Unanswered("a message over WebSocket that was not taken in " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /**
     * The next message.
     *
     * @throws Unanswered when none comes in time, or ever
     */
    public String next() {
        try {
            Optional<String> message = came.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.ofNullable(message)
                    .flatMap(text -> text)
                    .orElseThrow(() -> new Unanswered("no message over WebSocket", new TimeoutException()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /**
     * The code that the other side closes with, messages before it passed over; {@code -1} for a connection that broke.
     *
     * @throws Unanswered when it stays open
     */
    public int closeCode() {
        try {
            return closed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new Unanswered("the WebSocket stayed open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /** Goes away without a word. */
    @Override
    public void close() {
        socket.abort();
    }
}
