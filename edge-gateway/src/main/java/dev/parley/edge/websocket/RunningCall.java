package dev.parley.edge.websocket;

import dev.parley.edge.wire.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call in progress on a WebSocket. Safe for concurrent use. */
final class RunningCall {
    private final String idToken;
    private final Session session;
    private final Runnable onEnd;
    private final Runnable onSaid;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable SocketStream<?> stream;
    private boolean canceled;
    private boolean left;
    private volatile @Nullable Exchange exchange;

    /**
     * @param onEnd called once, before the last frame goes out: the id is free again
     * @param onSaid called once behind it, when nothing more will be sent for the call
     */
    RunningCall(String idToken, Session session, Runnable onEnd, Runnable onSaid) {
        this.idToken = idToken;
        this.session = session;
        this.onEnd = onEnd;
        this.onSaid = onSaid;
    }

    String idToken() {
        return idToken;
    }

    /** What is sent from now on is copied into the exchange, which ends with the call. */
    void copyTo(Exchange copies) {
        exchange = copies;
    }

    /** The call is answered by a stream; it may have been cancelled before. */
    synchronized void follows(SocketStream<?> begun) {
        stream = begun;
        if (left) {
            begun.readerLeft();
        } else if (canceled) {
            begun.cancelByReader();
        }
    }

    /** The caller watches no longer. A call that is no stream goes on. */
    synchronized void cancelStream() {
        canceled = true;
        if (stream != null) {
            stream.cancelByReader();
        }
    }

    synchronized void readerLeft() {
        left = true;
        if (stream != null) {
            stream.readerLeft();
        }
    }

    /** Sends one event of the stream, which may take several frames. */
    void event(Supplier<List<byte[]>> texts, Outbox.Settled settled) {
        session.send(copied(texts), settled);
    }

    /** Sends the last frame. */
    void last(Supplier<byte[]> text, Outbox.Settled settled) {
        end(() -> session.send(copied(() -> List.of(text.get())), settled));
    }

    private Supplier<List<byte[]>> copied(Supplier<List<byte[]>> texts) {
        Exchange copies = exchange;
        return copies == null
                ? texts
                : () -> {
                    List<byte[]> frames = texts.get();
                    frames.forEach(frame -> copies.sent("", frame));
                    return frames;
                };
    }

    /** Ends the call without a word. */
    void end() {
        end(() -> {});
    }

    private void end(Runnable lastWord) {
        if (ended.compareAndSet(false, true)) {
            onEnd.run();
            lastWord.run();
            onSaid.run();
            Exchange copies = exchange;
            if (copies != null) {
                copies.close();
            }
        }
    }
}
