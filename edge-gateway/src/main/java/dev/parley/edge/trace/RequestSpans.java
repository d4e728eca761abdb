package dev.parley.edge.trace;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.error.A2aErrorCode;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the span of a caller's request. It is named by A2A's method, else by the HTTP method and the route's
 * template, so that no text of a caller's making becomes a name. Safe for concurrent use.
 */
@Singleton
public final class RequestSpans {
    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    public boolean isOn() {
        return tracing.isOn();
    }

    /**
     * A span in the trace that the caller says it is in, else in a new one; one that is nothing where tracing is off.
     *
     * @param headers all values by their name
     * @param transport its name until the method is known
     */
    public Span begin(Function<String, List<String>> headers, String transport) {
        return tracing.isOn() ? builder(transport).setParent(read(headers)).startSpan() : Span.getInvalid();
    }

    /**
     * A span of one frame of a connection: what the connection began with is of another time and only linked, and whether the
     * frame is traced is decided here, for no front has seen it.
     *
     * @param own what the frame itself says
     */
    public Span beginFrame(
            Function<String, List<String>> connection, Function<String, List<String>> own, String transport) {
        if (!tracing.isOn()) {
            return Span.getInvalid();
        }
        SpanBuilder builder = builder(transport).setParent(read(own)).setAttribute(SpanNames.DECIDED_HERE, true);
        SpanContext beginning = Span.fromContext(read(connection)).getSpanContext();
        if (beginning.isValid()) {
            builder.addLink(beginning);
        }
        return builder.startSpan();
    }

    private SpanBuilder builder(String transport) {
        return tracing.tracer().spanBuilder(transport).setSpanKind(SpanKind.SERVER);
    }

    private static io.opentelemetry.context.Context read(Function<String, List<String>> headers) {
        return TraceContexts.read(name -> TraceContexts.joined(headers.apply(name)));
    }

    /** Runs work in a request's span. */
    public static <T> T within(Span span, Supplier<T> work) {
        if (!span.getSpanContext().isValid()) {
            return work.get();
        }
        try (Scope here = span.makeCurrent()) {
            return work.get();
        }
    }

    /** A gRPC context in which the span is current. */
    public static Context in(Context context, Span span) {
        if (!span.getSpanContext().isValid()) {
            return context;
        }
        Context before = context.attach();
        try (Scope here = span.makeCurrent()) {
            return Context.current();
        } finally {
            context.detach(before);
        }
    }

    /** The request whose span is current is about a task. */
    public static void isAbout(String taskId, String agentId) {
        Span span = Span.current();
        if (span.isRecording()) {
            span.setAttribute(SpanNames.TASK, taskId);
            if (!agentId.isEmpty()) {
                span.setAttribute(SpanNames.AGENT, agentId);
            }
        }
    }

    /**
     * The caller names its trace where it is read too late to be the span's parent: in the body. The span says that it belongs
     * there, too.
     *
     * @param said a value by its name
     */
    public static void linkTo(Function<String, @Nullable String> said) {
        Span span = Span.current();
        if (!span.isRecording()) {
            return;
        }
        SpanContext there = Span.fromContext(TraceContexts.read(said)).getSpanContext();
        if (there.isValid() && !there.getTraceId().equals(span.getSpanContext().getTraceId())) {
            span.addLink(there);
        }
    }

    /** Ends a span with a method of A2A's. */
    public static void named(Span span, String method) {
        span.updateName(method).setAttribute(SpanNames.METHOD, method);
    }

    /** The request was answered with an error of A2A's. */
    public static void failed(Span span, A2aErrorCode code) {
        span.setAttribute(SpanNames.ERROR_CODE, (long) code.jsonRpcCode())
                .setAttribute(SpanNames.ERROR_TYPE, code.reason())
                .setStatus(StatusCode.ERROR);
    }
}
