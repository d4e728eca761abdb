package dev.parley.kit.tracing;

import dev.parley.proto.router.v1.CallContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context, read and written: {@code traceparent} and {@code tracestate}, wherever they travel. */
public final class TraceContexts {
    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Function<String, @Nullable String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> carrier) {
            return List.of(TRACEPARENT, TRACESTATE);
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> carrier, String key) {
            return carrier == null ? null : carrier.apply(key);
        }
    };

    private TraceContexts() {}

    /**
     * What a caller says of the trace it is in; the root context where that is nothing, or not well formed.
     *
     * @param header a header's value by its name; null for none
     */
    public static Context read(Function<String, @Nullable String> header) {
        return W3C.extract(Context.root(), header, GETTER);
    }

    /** The values of one header, as one; null for none. {@code tracestate} may come on several lines. */
    public static @Nullable String joined(@Nullable Iterable<String> values) {
        if (values == null) {
            return null;
        }
        String joined = String.join(",", values);
        return joined.isEmpty() ? null : joined;
    }

    /** The trace that was kept with a message. */
    public static Context read(CallContext kept) {
        return read(name -> name.equals(TRACEPARENT) ? kept.getTraceparent() : kept.getTracestate());
    }

    /** Says the trace of a context as headers; nothing where there is none. */
    public static void write(Context context, BiConsumer<String, String> header) {
        W3C.inject(context, header, (to, name, value) -> {
            if (to != null) {
                to.accept(name, value);
            }
        });
    }

    /** The same call in the trace that is current now; unchanged where there is none. */
    public static CallContext inCurrent(CallContext call) {
        return in(Context.current(), call);
    }

    /** The same call in another trace; unchanged where the context has none. */
    public static CallContext in(Context context, CallContext call) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        if (!span.isValid()) {
            return call;
        }
        CallContext.Builder inside = call.toBuilder().clearTracestate();
        write(context, (name, value) -> {
            if (name.equals(TRACEPARENT)) {
                inside.setTraceparent(value);
            } else {
                inside.setTracestate(value);
            }
        });
        return inside.build();
    }
}
