package dev.parley.kit.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends a stream no faster than its reader reads. A streaming handler makes one (on the call's own thread, before it
 * returns), then sends from a virtual thread of its own: handlers must not block the thread they are called on, or
 * the caller's cancel could not reach them. One sending thread at a time.
 *
 * @param <T> the message type
 */
public final class StreamSender<T> {
    private final ServerCallStreamObserver<T> observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean cancelled;
    private volatile Runnable onCancel = () -> {};

    public StreamSender(StreamObserver<T> observer) {
        this.observer = (ServerCallStreamObserver<T>) observer;
        this.observer.setOnReadyHandler(this::wake);
        this.observer.setOnCancelHandler(() -> {
            cancelled = true;
            wake();
            onCancel.run();
        });
    }

    /** Runs once when the reader goes away; at once if it has already. */
    public void onCancel(Runnable action) {
        onCancel = action;
        if (cancelled) {
            action.run();
        }
    }

    /**
     * Waits until the reader can take a message, then sends it.
     *
     * @return false when the reader has gone
     */
    public boolean send(T message) throws InterruptedException {
        if (!observer.isReady() && !cancelled) {
            lock.lock();
            try {
                while (!observer.isReady() && !cancelled) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
        }
        if (cancelled) {
            return false;
        }
        observer.onNext(message);
        return true;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public void complete() {
        if (!cancelled) {
            observer.onCompleted();
        }
    }

    public void fail(Throwable failure) {
        if (!cancelled) {
            observer.onError(
                    failure instanceof dev.parley.proto.error.A2aException error
                            ? RpcErrors.toStatus(error)
                            : Status.UNKNOWN.withCause(failure).asRuntimeException());
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
