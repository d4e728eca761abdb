package dev.parley.edge.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.router.v1.CallContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a caller's headers goes on to the agent. */
final class CallContextsTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static CallContext of(Map<String, List<String>> headers) {
        return CallContexts.of(name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    @Test
    void extensionsOfBothHeaders_goOnButForTheMeshsOwn() {
        CallContext context = of(Map.of(
                "a2a-extensions", List.of("urn:a, https://parley.dev/ext/once/v1", "urn:b"),
                "x-a2a-extensions", List.of("urn:b,urn:c")));

        assertThat(context.getExtensionsList()).containsExactly("urn:a", "urn:b", "urn:c");
    }

    @Test
    void extensions_areBoundedInNumberAndForm() {
        String many = String.join(
                ",", IntStream.range(0, 100).mapToObj(i -> "urn:" + i).toList());

        assertThat(of(Map.of("a2a-extensions", List.of("", "urn:\u00fc,,a b," + "x".repeat(257) + "," + many)))
                        .getExtensionsList())
                .hasSize(32)
                .startsWith("urn:0");
    }

    @Test
    void trace_ofARequestWithASpanIsThatSpan_whichNamesTheCallersOtherTrace() {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build()) {
            Span request = provider.get("test").spanBuilder("SendMessage").startSpan();
            CallContext context;
            try (Scope here = request.makeCurrent()) {
                context = of(Map.of("traceparent", List.of(PARENT), "tracestate", List.of("a=b")));
            }
            request.end();

            assertThat(context.getTraceparent())
                    .isEqualTo("00-" + request.getSpanContext().getTraceId() + "-"
                            + request.getSpanContext().getSpanId() + "-"
                            + request.getSpanContext().getTraceFlags().asHex());
            assertThat(context.getTracestate()).isEmpty();
        }
    }

    @Test
    void trace_goesOnAsItCame() {
        CallContext context =
                of(Map.of("traceparent", List.of(PARENT), "tracestate", List.of("congo=t61rcWkgMzE", "rojo=00f067aa")));

        assertThat(context.getTraceparent()).isEqualTo(PARENT);
        assertThat(context.getTracestate()).isEqualTo("congo=t61rcWkgMzE,rojo=00f067aa");
    }

    @Test
    void baggage_goesOnIfItMayStandInAHeader() {
        assertThat(of(Map.of("baggage", List.of("tenant=a%20b", "k=v;p"))).getBaggage())
                .isEqualTo("tenant=a%20b,k=v;p");
        assertThat(of(Map.of("baggage", List.of("a=b\r\nX-Evil: 1"))).getBaggage())
                .isEmpty();
        assertThat(of(Map.of("baggage", List.of("a=" + "b".repeat(8191)))).getBaggage())
                .isEmpty();
    }

    @Test
    void headersOfTheCall_goBeforeThoseOfItsEnvelope() {
        CallHeaders headers = name -> name.equalsIgnoreCase("Baggage") ? List.of("a=header") : List.of();

        CallContext context = CallContexts.of(headers.orElse(Map.of("baggage", "a=envelope", "traceparent", PARENT)));

        assertThat(context.getBaggage()).isEqualTo("a=header");
        assertThat(context.getTraceparent()).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @CsvSource({
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "''"
    })
    void malformedTrace_endsHere(String parent) {
        assertThat(of(Map.of("traceparent", List.of(parent), "tracestate", List.of("a=b"))))
                .isEqualTo(CallContext.getDefaultInstance());
    }
}
