package dev.parley.edge.trace;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.router.v1.CallContext;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
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
     * @param header a header's value by its name
     * @param transport its name until the method is known
     */
    public Span begin(Function<String, @Nullable String> header, String transport) {
        return tracing.isOn()
                ? tracing.tracer()
                        .spanBuilder(transport)
                        .setSpanKind(SpanKind.SERVER)
                        .setParent(TraceContexts.read(header))
                        .startSpan()
                : Span.getInvalid();
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
     */
    public static void linkTo(CallContext said) {
        SpanContext there = Span.fromContext(TraceContexts.read(said)).getSpanContext();
        Span span = Span.current();
        if (there.isValid()
                && span.isRecording()
                && !there.getTraceId().equals(span.getSpanContext().getTraceId())) {
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
