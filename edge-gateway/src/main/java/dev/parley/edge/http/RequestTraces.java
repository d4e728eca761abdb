package dev.parley.edge.http;

import dev.parley.edge.trace.RequestSpans;
import dev.parley.kit.tracing.SpanNames;
import dev.parley.proto.error.A2aErrorCode;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Optional;
import java.util.Set;

/** A span for each HTTP request but probes. That of a stream ends with its headers, as its metrics do. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestTraces {
    private static final String SPAN = "parley.span";
    private static final Set<String> PROBES = Set.of("/health", "/ready", "/metrics");
    private static final int FIRST_FAILURE = 500;

    private final RequestSpans spans;

    RequestTraces(RequestSpans spans) {
        this.spans = spans;
    }

    /** The span of a request; one that is nothing where it has none. */
    public static Span of(HttpRequest<?> request) {
        return request.getAttribute(SPAN, Span.class).orElseGet(Span::getInvalid);
    }

    @RequestFilter
    void start(HttpRequest<?> request) {
        if (spans.isOn() && !PROBES.contains(request.getPath())) {
            String method = request.getMethod().name();
            Span span = spans.begin(request.getHeaders()::getAll, method);
            span.setAttribute(SpanNames.HTTP_METHOD, method);
            request.setAttribute(SPAN, span);
        }
    }

    @ResponseFilter
    void end(HttpRequest<?> request, HttpResponse<?> response) {
        Span span = of(request);
        if (!span.getSpanContext().isValid()) {
            return;
        }
        Optional<String> route = BasicHttpAttributes.getUriTemplate(request);
        route.ifPresent(template -> span.setAttribute(SpanNames.HTTP_ROUTE, template));
        Optional<String> method = RequestMetrics.methodOf(request);
        method.ifPresentOrElse(
                name -> RequestSpans.named(span, name),
                () -> route.ifPresent(
                        template -> span.updateName(request.getMethod().name() + " " + template)));
        span.setAttribute(SpanNames.HTTP_STATUS, (long) response.code());
        Optional<A2aErrorCode> error = RequestMetrics.errorOf(request);
        error.ifPresent(code -> RequestSpans.failed(span, code));
        if (error.isEmpty() && response.code() >= FIRST_FAILURE) {
            span.setAttribute(SpanNames.ERROR_TYPE, Integer.toString(response.code()))
                    .setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
