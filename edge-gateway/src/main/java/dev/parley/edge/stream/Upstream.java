package dev.parley.edge.stream;

import io.grpc.stub.ClientCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The task service's side of one watcher: it gives {@link #WINDOW} events at first, then one for each that was asked for, so a
 * reader that stops reading stops its own stream and nothing else. Safe for concurrent use.
 *
 * @param <Q> the request of the internal stream
 */
public final class Upstream<Q> {
    /** Events that may be on the way to a reader at once. */
    public static final int WINDOW = 8;

    private volatile @Nullable ClientCallStreamObserver<Q> call;

    /** Before the call starts. */
    public void begin(ClientCallStreamObserver<Q> observer) {
        observer.disableAutoRequestWithInitial(WINDOW);
        call = observer;
    }

    /** Asks for more events; nothing before the beginning. */
    public void request(int events) {
        ClientCallStreamObserver<Q> running = call;
        if (running != null) {
            running.request(events);
        }
    }

    /** Ends the watching; the task is not touched. */
    public void cancel(String reason) {
        ClientCallStreamObserver<Q> running = call;
        if (running != null) {
            running.cancel(reason, null);
        }
    }
}
