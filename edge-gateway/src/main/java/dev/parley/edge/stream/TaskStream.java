package dev.parley.edge.stream;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * One watcher of a task: the internal stream on one side, its reader's connection on the other. At most {@link Upstream#WINDOW}
 * events are on the way between them; the task service is asked for more only when one was written, so a reader that stops
 * reading stops its own stream and nothing else. Safe for concurrent use.
 *
 * @param <Q> the request of the internal stream
 */
final class TaskStream<Q> implements ClientResponseObserver<Q, TaskEvent>, OpenStream {
    private final EventForm form;
    private final InstantSource clock;
    private final Consumer<TaskStream<?>> onEnd;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Sinks.Many<SseFrame> frames = Sinks.many().unicast().onBackpressureBuffer();
    // held while a frame is given to the reader's side: events, heartbeats and the end come from different threads
    private final ReentrantLock lock = new ReentrantLock();

    private final Upstream<Q> call = new Upstream<>();
    private volatile Instant lastFrame;
    private boolean begun;
    private boolean ended;
    private int unwritten;
    private @Nullable A2aException refusal;

    /** @param onEnd called once, when neither side will send anything more */
    TaskStream(EventForm form, InstantSource clock, Consumer<TaskStream<?>> onEnd) {
        this.form = form;
        this.clock = clock;
        this.onEnd = onEnd;
        this.lastFrame = clock.instant();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> observer) {
        call.begin(observer);
    }

    @Override
    public void onNext(TaskEvent event) {
        lock.lock();
        try {
            begun = true;
            send(SseFrame.event(event.getSequence(), () -> form.events(event), this::eventWritten));
        } finally {
            lock.unlock();
        }
        started.countDown();
    }

    @Override
    public void onError(Throwable failure) {
        A2aException error = RpcErrors.fromStatus(failure);
        lock.lock();
        try {
            if (begun) {
                send(SseFrame.unnumbered(form.error(error), this::frameWritten));
            } else {
                refusal = error;
            }
            finish();
        } finally {
            lock.unlock();
        }
        started.countDown();
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            begun = true;
            finish();
        } finally {
            lock.unlock();
        }
        started.countDown();
    }

    /**
     * Waits for the stream's first event, but no longer than {@code atMost}: past it the headers go out with a comment, and
     * whatever comes then comes as an event.
     *
     * @throws A2aException when the stream was refused before it began
     */
    void awaitStart(Duration atMost) throws InterruptedException {
        boolean answered = started.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            begun = true;
            if (ended && !answered) {
                call.cancel("the reader left"); // before there was anything to cancel
            }
            if (!answered) {
                send(SseFrame.comment("accepted", this::frameWritten));
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the reader's connection takes its frames from; for one subscriber. */
    Flux<SseFrame> frames() {
        return frames.asFlux().doOnCancel(() -> Thread.startVirtualThread(this::readerLeft));
    }

    /** Sends a comment when nothing was sent for {@code silence} and nothing is waiting for the reader. */
    @Override
    public void heartbeat(Duration silence) {
        if (lastFrame.plus(silence).isAfter(clock.instant())) {
            return;
        }
        lock.lock();
        try {
            if (begun && unwritten == 0) {
                send(SseFrame.comment("alive", this::frameWritten));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reader is gone; the task is not touched. Must not be called from an event loop. */
    void readerLeft() {
        stop("the reader left", null);
    }

    /** The reader resumes elsewhere or later with its last id. */
    @Override
    public void endByEdge() {
        stop("the edge stops", "closing: resume with Last-Event-ID");
    }

    private void stop(String reason, @Nullable String lastWords) {
        lock.lock();
        try {
            if (lastWords != null) {
                send(SseFrame.comment(lastWords, this::frameWritten));
            }
            finish();
        } finally {
            lock.unlock();
        }
        call.cancel(reason);
    }

    private void send(SseFrame frame) {
        if (!ended) {
            unwritten++;
            lastFrame = clock.instant();
            frames.tryEmitNext(frame);
        }
    }

    private void finish() {
        if (!ended) {
            ended = true;
            frames.tryEmitComplete();
            onEnd.accept(this);
        }
    }

    private void eventWritten() {
        frameWritten();
        call.request(1);
    }

    private void frameWritten() {
        lock.lock();
        try {
            unwritten--;
        } finally {
            lock.unlock();
        }
    }
}
