package dev.parley.kit.tracing;

import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;

/**
 * A service's way to make spans. Where tracing is off nothing is intercepted, and its tracer makes spans that are nothing. Safe for
 * concurrent use.
 */
public final class Tracing implements AutoCloseable {
    private static final String SCOPE = "dev.parley";

    private final boolean on;
    private final Tracer tracer;
    private final Runnable onClose;

    Tracing(boolean on, OpenTelemetry telemetry, Runnable onClose) {
        this.on = on;
        this.tracer = telemetry.getTracer(SCOPE);
        this.onClose = onClose;
    }

    /** Makes no spans. A caller's trace still goes on to the agent as it came. */
    public static Tracing off() {
        return new Tracing(false, OpenTelemetry.noop(), () -> {});
    }

    /** Makes spans by an OpenTelemetry that somebody else ends. */
    public static Tracing of(OpenTelemetry telemetry) {
        return new Tracing(true, telemetry, () -> {});
    }

    public boolean isOn() {
        return on;
    }

    public Tracer tracer() {
        return tracer;
    }

    /** For channels to other services, outermost. */
    public List<ClientInterceptor> ofClients() {
        return on ? List.of(RpcTracing.client(tracer)) : List.of();
    }

    /** For servers of internal services, outermost. */
    public List<ServerInterceptor> ofServers() {
        return on ? List.of(RpcTracing.server(tracer)) : List.of();
    }

    /** Whether what is done now belongs to a trace. */
    public static boolean isTraced() {
        return Span.current().getSpanContext().isValid();
    }

    /** Sends what is left, for a moment at most. */
    @Override
    public void close() {
        onClose.run();
    }
}
