package dev.parley.edge.stream;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.connection.Connection;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientResponseObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Every open event stream: opens them, keeps them alive, ends them at shutdown. Safe for concurrent use. */
@Singleton
public final class TaskStreams {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final EdgeConfig config;
    private final InstantSource clock;
    private final Map<OpenStream, Connection.Registration> open = new ConcurrentHashMap<>();
    private final Thread heartbeats;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private volatile boolean closing;

    TaskStreams(EdgeConfig config, InstantSource clock, MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.heartbeats = Thread.ofVirtual().name("stream-heartbeats").start(this::keepAlive);
        this.meters = meters;
        this.gauge = Gauge.builder("parley.edge.streams", open, Map::size)
                .description("Event streams that are open now")
                .register(meters);
    }

    /**
     * Opens a stream and answers with it once its first event is there, or it is clear that none comes soon.
     *
     * @param start begins the internal stream with the given observer and returns at once
     * @throws A2aException when the stream is refused before its first event, or there are too many already
     */
    public <Q> MutableHttpResponse<?> open(
            HttpRequest<?> http, EventForm form, Consumer<ClientResponseObserver<Q, TaskEvent>> start) {
        requireRoom();
        TaskStream<Q> stream = new TaskStream<>(form, clock, this::leave);
        open.put(stream, Connection.of(http).onLeave(stream::readerLeft));
        try {
            start.accept(stream);
            stream.awaitStart(config.streamStart());
        } catch (InterruptedException e) {
            stream.readerLeft();
            Thread.currentThread().interrupt();
            throw new A2aException(A2aErrorCode.INTERNAL_ERROR, "Interrupted");
        } catch (RuntimeException e) {
            stream.readerLeft();
            throw e;
        }
        return response(stream.frames());
    }

    /**
     * Counts in a stream that has a connection of another kind; it must {@link #leave}.
     *
     * @throws A2aException OVERLOADED when there are too many already
     */
    public void enter(OpenStream stream) {
        requireRoom();
        open.put(stream, () -> {});
    }

    private void requireRoom() {
        if (closing || open.size() >= config.maxStreams()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    open.size() + " streams are open (expected: at most " + config.maxStreams() + ")",
                    Duration.ofSeconds(1));
        }
    }

    private static MutableHttpResponse<Flux<SseFrame>> response(Flux<SseFrame> frames) {
        return HttpResponse.ok(frames)
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Takes no new streams and ends those that are open. */
    public void close() {
        closing = true;
        open.keySet().forEach(OpenStream::endByEdge);
    }

    @PreDestroy
    void stop() {
        close();
        heartbeats.interrupt();
        meters.remove(gauge); // the registry is the process's and outlives this edge
    }

    private void keepAlive() {
        Duration tick = config.heartbeat().dividedBy(4);
        long millis = (tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick).toMillis();
        try {
            while (!closing) {
                TimeUnit.MILLISECONDS.sleep(Math.max(1, millis));
                open.keySet().forEach(stream -> stream.heartbeat(config.heartbeat()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets a stream that has ended. */
    public void leave(OpenStream ended) {
        Connection.Registration leaving = open.remove(ended);
        if (leaving != null) {
            leaving.close();
        }
    }
}
