package dev.parley.edge.grpc;

import dev.parley.edge.stream.OpenStream;
import dev.parley.edge.stream.Upstream;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One watcher of a task over gRPC: the internal stream on one side, its reader's call on the other. The task service is
 * asked for more only while the reader's connection takes more, so at most {@link Upstream#WINDOW} events wait for a reader that
 * stops reading. Safe for concurrent use.
 *
 * @param <Q> the request of the internal stream
 * @param <R> an event as the reader gets it
 */
final class GrpcStream<Q, R> implements ClientResponseObserver<Q, TaskEvent>, OpenStream {
    private final ServerCallStreamObserver<R> reader;
    private final Function<StreamResponse, R> form;
    private final Consumer<OpenStream> onEnd;
    // events given to the reader's connection for which no other was asked yet
    private final AtomicInteger owed = new AtomicInteger();
    // held while something is given to the reader: events and the edge's end come from different threads
    private final ReentrantLock lock = new ReentrantLock();

    private final Upstream<Q> events = new Upstream<>();
    private boolean ended;

    /**
     * Made on the call's own thread, before its handler returns.
     *
     * @param form an event of 1.0 in the reader's words
     * @param onEnd called once, when nothing more will be sent
     */
    GrpcStream(ServerCallStreamObserver<R> reader, Function<StreamResponse, R> form, Consumer<OpenStream> onEnd) {
        this.reader = reader;
        this.form = form;
        this.onEnd = onEnd;
        reader.setOnReadyHandler(this::askForMore);
        reader.setOnCancelHandler(this::readerLeft);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> observer) {
        events.begin(observer);
    }

    @Override
    public void onNext(TaskEvent event) {
        lock.lock();
        try {
            if (!ended) {
                reader.onNext(form.apply(event.getEvent()));
            }
        } finally {
            lock.unlock();
        }
        owed.incrementAndGet(); // before the look at the reader, or its wake-up could find nothing owed
        if (reader.isReady()) {
            askForMore();
        }
    }

    private void askForMore() {
        int more = owed.getAndSet(0);
        if (more > 0) {
            events.request(more);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(() -> reader.onError(RpcErrors.fromStatus(failure)));
    }

    @Override
    public void onCompleted() {
        end(reader::onCompleted);
    }

    /** HTTP/2 has pings of its own. */
    @Override
    public void heartbeat(Duration silence) {}

    @Override
    public void endByEdge() {
        end(() -> reader.onError(OpenStream.stopping()));
        events.cancel("the edge stops");
    }

    /** The reader is gone; the task is not touched. */
    private void readerLeft() {
        end(() -> {});
        events.cancel("the reader left");
    }

    private void end(Runnable lastWord) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            lastWord.run();
        } finally {
            lock.unlock();
        }
        onEnd.accept(this);
    }
}
