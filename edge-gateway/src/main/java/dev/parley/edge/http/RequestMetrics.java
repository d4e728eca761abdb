package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.error.A2aErrorCode;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times every request: {@code a2a_requests_total} and {@code a2a_request_duration_seconds}, with the route's
 * template as endpoint, so that no path of a caller's making becomes a label. The method is the JSON-RPC method where there
 * is one, else the HTTP method; the status is the HTTP status, or the JSON-RPC code of an error that travels with HTTP 200.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestMetrics {
    private static final String STARTED = "parley.started";
    private static final String METHOD = "parley.method";
    private static final String ERROR = "parley.error";

    private record Key(String method, String endpoint, String status) {}

    private record Meters(Counter requests, Timer duration) {}

    private final MeterRegistry registry;
    private final Gauge info;
    private final Clock clock = Clock.SYSTEM;
    private final Map<Key, Meters> meters = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry registry, EdgeConfig config) {
        this.registry = registry;
        this.info = Gauge.builder("a2a.agent.info", () -> 1)
                .description("The mesh as an agent")
                .tag("name", "Parley")
                .tag("version", config.version())
                .tag("protocol_version", "1.0")
                .register(registry);
    }

    /** The registry is the process's and outlives this edge. */
    @PreDestroy
    void stop() {
        registry.remove(info);
    }

    /** Names the JSON-RPC method of a request; only names of the protocol. */
    public static void method(HttpRequest<?> request, String method) {
        request.setAttribute(METHOD, method);
    }

    /** Says that a request is answered with a JSON-RPC error. */
    public static void error(HttpRequest<?> request, A2aErrorCode code) {
        request.setAttribute(ERROR, code);
    }

    static Optional<String> methodOf(HttpRequest<?> request) {
        return request.getAttribute(METHOD, String.class);
    }

    static Optional<A2aErrorCode> errorOf(HttpRequest<?> request) {
        return request.getAttribute(ERROR, A2aErrorCode.class);
    }

    @RequestFilter
    void start(HttpRequest<?> request) {
        request.setAttribute(STARTED, clock.monotonicTime());
    }

    @ResponseFilter
    void count(HttpRequest<?> request, HttpResponse<?> response) {
        Key key = new Key(
                methodOf(request).orElseGet(() -> request.getMethod().name()),
                BasicHttpAttributes.getUriTemplate(request).orElse("none"),
                status(request, response));
        count(key, request.getAttribute(STARTED, Long.class).orElseGet(clock::monotonicTime));
    }

    /** The time now, for {@link #count(String, String, String, long)}. */
    public long started() {
        return clock.monotonicTime();
    }

    /** Counts a request that came by another way; all three labels must be of our making. */
    public void count(String method, String endpoint, String status, long started) {
        count(new Key(method, endpoint, status), started);
    }

    private void count(Key key, long started) {
        Meters counted = meters.computeIfAbsent(key, this::register);
        counted.requests().increment();
        counted.duration().record(clock.monotonicTime() - started, TimeUnit.NANOSECONDS);
    }

    private static String status(HttpRequest<?> request, HttpResponse<?> response) {
        if (response.code() == 200) {
            return errorOf(request)
                    .map(code -> Integer.toString(code.jsonRpcCode()))
                    .orElse("200");
        }
        return Integer.toString(response.code());
    }

    private Meters register(Key key) {
        String[] tags = {"method", key.method(), "endpoint", key.endpoint(), "status", key.status()};
        return new Meters(
                Counter.builder("a2a.requests").tags(tags).register(registry),
                Timer.builder("a2a.request.duration")
                        .tags(tags)
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(5),
                                Duration.ofMillis(20),
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60))
                        .register(registry));
    }
}
