package dev.parley.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a receiver that does not answer costs, and who decides what is traced. */
@Timeout(60)
class TracingFactoryTest {
    private static final int MANY = 20_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Tracing tracing(String endpoint, double sample, boolean front) {
        try (ApplicationContext context =
                ApplicationContext.builder(Map.of("parley.service", "task")).build()) {
            context.getEnvironment().start();
            return new TracingFactory()
                    .tracing(new TracingConfig(endpoint, sample, front), context.getEnvironment(), meters);
        }
    }

    private double dropped() {
        return meters.get("parley.tracing.spans")
                .tags("outcome", "dropped")
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    void withoutAnEndpoint_itIsOff() {
        Tracing tracing = tracing(null, 1, true);
        assertThat(tracing.isOn()).isFalse();
        assertThat(tracing.ofClients()).isEmpty();
        assertThat(tracing.ofServers()).isEmpty();
        assertThat(tracing.tracer().spanBuilder("x").startSpan().isRecording()).isFalse();
    }

    @Test
    void blankEndpoint_isOff_whateverTheEnvironmentSays() {
        assertThat(tracing(" ", 1, true).isOn()).isFalse();
    }

    @Test
    void receiverThatHangs_costsSpansOnly() throws Exception {
        // accepts connections and never says a word
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Tracing tracing = tracing("http://127.0.0.1:" + silent.getLocalPort(), 1, true)) {
            for (int i = 0; i < MANY; i++) {
                tracing.tracer().spanBuilder("x").startSpan().end();
            }
            // the queue has 2048 places, and a batch may be on its way
            assertThat(dropped()).isGreaterThanOrEqualTo(MANY - 4 * 2048).isLessThan(MANY);
        }
        assertThat(meters.find("parley.tracing.spans")
                        .tags("outcome", "dropped")
                        .functionCounters())
                .isEmpty();
    }

    private static boolean sampled(Tracing tracing, String flags) {
        Span span = tracing.tracer()
                .spanBuilder("x")
                .setSpanKind(SpanKind.SERVER)
                .setParent(TraceContexts.read(name -> name.equals(TraceContexts.TRACEPARENT)
                        ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-" + flags
                        : null))
                .startSpan();
        span.end();
        assertThat(span.getSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        return span.getSpanContext().isSampled();
    }

    @Test
    void front_samplesByItsOwnShare_othersAsTheyAreTold() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String endpoint = "http://127.0.0.1:" + silent.getLocalPort();
            try (Tracing all = tracing(endpoint, 1, true);
                    Tracing none = tracing(endpoint, 0, true);
                    Tracing inner = tracing(endpoint, 1, false)) {
                assertThat(sampled(all, "00")).isTrue();
                assertThat(sampled(none, "01")).isFalse();
                assertThat(sampled(inner, "01")).isTrue();
                assertThat(sampled(inner, "00")).isFalse();
                assertThat(inner.tracer()
                                .spanBuilder("of no trace")
                                .startSpan()
                                .getSpanContext()
                                .isSampled())
                        .isFalse();
                assertThat(inner.tracer()
                                .spanBuilder("of a frame")
                                .setAttribute(SpanNames.DECIDED_HERE, true)
                                .startSpan()
                                .getSpanContext()
                                .isSampled())
                        .isTrue();
            }
        }
    }
}
