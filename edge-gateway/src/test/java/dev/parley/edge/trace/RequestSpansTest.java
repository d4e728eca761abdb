package dev.parley.edge.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose trace a request is in, and which others it says that it belongs to. */
class RequestSpansTest {
    private static final String HEADERS = "0af7651916cd43dd8448eb211c80319c";
    private static final String BODYS = "1af7651916cd43dd8448eb211c80319c";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final RequestSpans requests = new RequestSpans(Tracing.of(sdk));

    @AfterEach
    void end() {
        sdk.close();
    }

    private static String parent(String trace) {
        return "00-" + trace + "-b7ad6b7169203331-01";
    }

    private static Function<String, List<String>> saying(String trace) {
        return name -> name.equals("traceparent") ? List.of(parent(trace)) : List.of();
    }

    private SpanData ended(Span span) {
        span.end();
        return spans.getFinishedSpanItems().getLast();
    }

    private static List<String> linked(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(SpanContext::getTraceId)
                .toList();
    }

    @Test
    void request_isInTheTraceOfItsHeaders_andLinksThatOfItsBody() {
        Span span = requests.begin(saying(HEADERS), "POST");
        RequestSpans.within(span, () -> {
            RequestSpans.linkTo(Map.of("traceparent", parent(BODYS))::get);
            RequestSpans.linkTo(Map.of("traceparent", parent(HEADERS))::get);
            RequestSpans.linkTo(Map.of("traceparent", "nonsense")::get);
            RequestSpans.linkTo(name -> "");
            return true;
        });
        SpanData data = ended(span);
        assertThat(data.getTraceId()).isEqualTo(HEADERS);
        assertThat(linked(data)).containsExactly(BODYS);
    }

    @Test
    void severalLinesOfTracestate_areAllKept() {
        Span span = requests.begin(
                name -> switch (name) {
                    case "traceparent" -> List.of(parent(HEADERS));
                    case "tracestate" -> List.of("a=1", "b=2");
                    default -> List.of();
                },
                "POST");
        assertThat(span.getSpanContext().getTraceState().asMap()).containsOnlyKeys("a", "b");
        span.end();
    }

    @Test
    void frame_hasATraceOfItsOwn_linkedToItsConnections() {
        SpanData first = ended(requests.beginFrame(saying(HEADERS), name -> List.of(), "websocket"));
        SpanData second = ended(requests.beginFrame(saying(HEADERS), name -> List.of(), "websocket"));
        SpanData named = ended(requests.beginFrame(saying(HEADERS), saying(BODYS), "websocket"));
        assertThat(first.getTraceId()).isNotEqualTo(HEADERS).isNotEqualTo(second.getTraceId());
        assertThat(linked(first)).containsExactly(HEADERS);
        assertThat(named.getTraceId()).isEqualTo(BODYS);
        assertThat(first.getAttributes().get(SpanNames.DECIDED_HERE)).isTrue();
    }
}
