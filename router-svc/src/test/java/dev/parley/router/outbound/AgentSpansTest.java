package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each request to an agent has a span, and the agent is told of it by header and by the message's metadata. */
@Timeout(30)
class AgentSpansTest {
    // what the caller sent: its trace goes on in ours
    private static final CallContext SAID = CallContext.newBuilder()
            .setTraceparent("00-11111111111111111111111111111111-2222222222222222-01")
            .setTracestate("a=b")
            .setBaggage("k=v")
            .build();

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final Tracing tracing = Tracing.of(sdk);

    @AfterEach
    void end() {
        sdk.close();
    }

    @Test
    void everyBinding_saysTheSpanInHeaderAndMetadata() throws Exception {
        try (ScriptedAgent web = new ScriptedAgent();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent();
                Calls calls = new Calls(tracing)) {
            web.on("SendMessage", (request, reply) -> reply.result(message("hi")));
            web.on("POST /message:send", (request, reply) -> reply.json(message("hi")));
            Span dispatch = tracing.tracer().spanBuilder("dispatch").startSpan();
            for (String binding : List.of("JSONRPC", "HTTP+JSON", "GRPC")) {
                String url = binding.equals("GRPC") ? grpc.address() : web.url();
                try (Scope here = dispatch.makeCurrent()) {
                    calls.call(
                            ScriptedAgent.offering("a", false, ScriptedAgent.at(binding, "1.0", url)),
                            Calls.hello(),
                            SAID,
                            null);
                }
                SpanData span = spans.getFinishedSpanItems().getLast();
                String said = "00-" + dispatch.getSpanContext().getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getSpanContext().getTraceFlags().asHex();
                if (binding.equals("GRPC")) {
                    assertThat(grpc.calls().getLast().metadata())
                            .containsEntry("traceparent", said)
                            .containsEntry("baggage", "k=v")
                            .doesNotContainKey("tracestate");
                    SendMessageRequest request =
                            (SendMessageRequest) grpc.requests().getLast();
                    assertThat(request.getMessage()
                                    .getMetadata()
                                    .getFieldsOrThrow("traceparent")
                                    .getStringValue())
                            .isEqualTo(said);
                } else {
                    assertThat(web.requests().getLast().headers())
                            .containsEntry("traceparent", said)
                            .doesNotContainKey("tracestate");
                    assertThat(web.requests().getLast().body()).contains("\"traceparent\":\"" + said + "\"");
                }
                assertThat(span.getName()).isEqualTo("SendMessage");
                assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
                assertThat(span.getParentSpanId())
                        .isEqualTo(dispatch.getSpanContext().getSpanId());
                assertThat(span.getAttributes().get(SpanNames.AGENT)).isEqualTo("a");
                assertThat(span.getAttributes().get(SpanNames.BINDING)).isEqualTo(binding);
            }
        }
    }

    @Test
    void refusal_isInTheSpanByItsCodeAlone() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent();
                Calls calls = new Calls(tracing)) {
            agent.on("SendMessage", (request, reply) -> reply.error(-32602, "the secret reason"));
            try (Scope here =
                    tracing.tracer().spanBuilder("dispatch").startSpan().makeCurrent()) {
                calls.call(ScriptedAgent.registered("a", false, agent.url()));
            }
        }
        SpanData span = spans.getFinishedSpanItems().getLast();
        assertThat(span.getAttributes().get(SpanNames.ERROR_CODE)).isEqualTo(-32602);
        assertThat(span.getAttributes().get(SpanNames.ERROR_TYPE)).isEqualTo("refused");
        assertThat(span.toString()).doesNotContain("secret");
    }

    @Test
    void silenceOfAnAgent_isInTheSpan() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent();
                Calls calls = new Calls(tracing)) {
            CountDownLatch over = new CountDownLatch(1);
            agent.on("SendMessage", (request, reply) -> over.await());
            try (Scope here =
                    tracing.tracer().spanBuilder("dispatch").startSpan().makeCurrent()) {
                calls.call(ScriptedAgent.registered("a", false, agent.url()), Calls.hello(), Duration.ofMillis(300));
            } finally {
                over.countDown();
            }
        }
        assertThat(spans.getFinishedSpanItems()).anySatisfy(span -> {
            assertThat(span.getName()).isEqualTo("SendMessage");
            assertThat(span.getAttributes().get(SpanNames.ERROR_TYPE)).isEqualTo("silent");
        });
    }

    @Test
    void callOfNoTrace_hasNoSpanAndSaysNothing() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent();
                Calls calls = new Calls(tracing)) {
            agent.on("SendMessage", (request, reply) -> reply.result(message("hi")));
            calls.call(ScriptedAgent.registered("a", false, agent.url()));
            assertThat(agent.requests().getLast().headers()).doesNotContainKey("traceparent");
            assertThat(agent.requests().getLast().body()).doesNotContain("traceparent");
        }
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
}
