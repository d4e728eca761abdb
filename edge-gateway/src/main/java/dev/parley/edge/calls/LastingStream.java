package dev.parley.edge.calls;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a task's events to one reader, over as many calls as it takes: when the instance that sends it is lost, it goes on at
 * another, behind the last event that came. The reader asks for events as of a single call, and gets no more than it asked for.
 * Safe for concurrent use.
 *
 * @param <Q> the request of the calls
 */
final class LastingStream<Q> extends ClientCallStreamObserver<Q> {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** With the pauses before them about 14 s: longer than an instance takes to be replaced or to start again. */
    private static final int LOSSES_IN_A_ROW = 10;

    private final Calls<Q> calls;
    private final ClientResponseObserver<Q, TaskEvent> reader;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ClientCallStreamObserver<Q> call;
    private Q request;
    private int asked;
    private int losses;
    private boolean ended;
    private @Nullable TaskEvent last;

    LastingStream(Calls<Q> calls, Q request, ClientResponseObserver<Q, TaskEvent> reader) {
        this.calls = calls;
        this.request = request;
        this.reader = reader;
    }

    /** How the calls are made. */
    interface Calls<Q> {
        /** Begins a call and returns at once. */
        void begin(Q request, ClientResponseObserver<Q, TaskEvent> observer);

        /**
         * What to ask another instance for after a loss.
         *
         * @param last the last event that came; null: none
         * @param losses in a row, with this one
         * @return null: nobody may be asked
         */
        @Nullable
        Q after(Q request, @Nullable TaskEvent last, int losses);
    }

    void begin() {
        reader.beforeStart(this);
        calls.begin(request, new Leg());
    }

    /** One of the calls. */
    private final class Leg implements ClientResponseObserver<Q, TaskEvent> {
        @Override
        public void beforeStart(ClientCallStreamObserver<Q> begun) {
            lock.lock();
            try {
                begun.disableAutoRequestWithInitial(asked);
                call = begun;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onNext(TaskEvent event) {
            lock.lock();
            try {
                asked--;
                losses = 0;
                last = event;
            } finally {
                lock.unlock();
            }
            reader.onNext(event);
        }

        @Override
        public void onError(Throwable failure) {
            if (!(failure instanceof StatusRuntimeException status && RpcErrors.isLost(status) && goesOn())) {
                reader.onError(failure);
            }
        }

        @Override
        public void onCompleted() {
            reader.onCompleted();
        }
    }

    /** False when it is over: the reader has left, nobody may be asked again, or too often in vain. */
    private boolean goesOn() {
        Duration pause;
        lock.lock();
        try {
            call = null;
            losses++;
            Q next = ended || losses > LOSSES_IN_A_ROW ? null : calls.after(request, last, losses);
            if (next == null) {
                return false;
            }
            request = next;
            Duration doubled = FIRST_PAUSE.multipliedBy(1L << (losses - 1));
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("stream-resume").start(() -> resumeAfter(pause));
        return true;
    }

    private void resumeAfter(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isEnded()) {
            calls.begin(request, new Leg());
            if (isEnded()) {
                cancelCall("the reader left"); // while the call was being made
            }
        }
    }

    private boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void disableAutoRequestWithInitial(int events) {
        asked = events;
    }

    @Override
    public void request(int events) {
        ClientCallStreamObserver<Q> running;
        lock.lock();
        try {
            asked += events;
            running = call;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.request(events);
        }
    }

    @Override
    public void cancel(@Nullable String reason, @Nullable Throwable cause) {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        cancelCall(reason == null ? "canceled" : reason);
    }

    private void cancelCall(String reason) {
        ClientCallStreamObserver<Q> running;
        lock.lock();
        try {
            running = call;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.cancel(reason, null);
        }
    }

    @Override
    public boolean isReady() {
        throw onlyRead();
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        throw onlyRead();
    }

    @Override
    @SuppressWarnings("deprecation") // the old name of disableAutoRequestWithInitial, which every subclass must have
    public void disableAutoInboundFlowControl() {
        throw onlyRead();
    }

    @Override
    public void setMessageCompression(boolean enable) {
        throw onlyRead();
    }

    @Override
    public void onNext(Q value) {
        throw onlyRead();
    }

    @Override
    public void onError(Throwable failure) {
        throw onlyRead();
    }

    @Override
    public void onCompleted() {
        throw onlyRead();
    }

    private static UnsupportedOperationException onlyRead() {
        return new UnsupportedOperationException("a reader of events says nothing");
    }
}
