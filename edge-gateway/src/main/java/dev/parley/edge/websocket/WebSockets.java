package dev.parley.edge.websocket;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every open WebSocket: opens them up to a limit, pings them, ends them at shutdown. Safe for concurrent use. */
@Singleton
public final class WebSockets {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    // of the longest ones, on one connection
    private static final long MESSAGES_AT_ONCE = 4;
    private static final Duration WAIT_STEP = Duration.ofMillis(10);

    private final FrameAnswers answers;
    private final WebSocketConfig config;
    private final Duration pingEvery;
    private final long maxBytes;
    private final InstantSource clock;
    private final Map<Session, Boolean> open = new ConcurrentHashMap<>();
    private final Thread pings;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private volatile boolean closing;

    WebSockets(
            FrameAnswers answers, WebSocketConfig config, EdgeConfig edge, InstantSource clock, MeterRegistry meters) {
        this.answers = answers;
        this.config = config;
        this.pingEvery = edge.heartbeat();
        this.maxBytes = MESSAGES_AT_ONCE * edge.maxBodyBytes();
        this.clock = clock;
        this.meters = meters;
        this.gauge = Gauge.builder("parley.edge.websockets", open, Map::size)
                .description("WebSockets that are open now")
                .register(meters);
        this.pings = Thread.ofVirtual().name("websocket-pings").start(this::keepAlive);
    }

    /**
     * Makes the session of a connection about to become a WebSocket; {@link #leave} ends it.
     *
     * @throws A2aException OVERLOADED when there are too many already
     */
    Session open(Handshake handshake) {
        if (closing || open.size() >= config.maxConnections()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    open.size() + " WebSockets are open (expected: at most " + config.maxConnections()
                            + "; the same calls work by POST, and GetTask by polling)",
                    Duration.ofSeconds(5));
        }
        Session session = new Session(
                own -> new SessionCalls(handshake, own, answers, config.maxRequests(), maxBytes, clock), clock);
        open.put(session, true);
        return session;
    }

    /** Forgets a session whose connection has closed. */
    void leave(Session closed) {
        open.remove(closed);
    }

    private void keepAlive() {
        long millis = Math.min(LONGEST_TICK.toMillis(), Math.max(1, pingEvery.toMillis() / 4));
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(millis);
                open.keySet().forEach(session -> session.tick(pingEvery, config.idle()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes no new connections and ends those that are open when their calls are answered.
     *
     * @return false when some were still open after {@code atMost}
     */
    public boolean drain(Duration atMost) {
        closing = true;
        open.keySet().forEach(Session::endByEdge);
        Instant end = clock.instant().plus(atMost);
        try {
            while (!open.isEmpty() && clock.instant().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(WAIT_STEP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return open.isEmpty();
    }

    @PreDestroy
    void stop() {
        closing = true;
        pings.interrupt();
        meters.remove(gauge); // the registry is the process's and outlives this edge
    }
}
