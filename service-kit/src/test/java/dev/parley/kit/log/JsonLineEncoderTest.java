package dev.parley.kit.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.kit.tracing.TaskOfWork;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLineEncoderTest {
    @Test
    void encode_writesOneObjectALine() throws IOException {
        LoggingEvent event = new LoggingEvent(
                JsonLineEncoderTest.class.getName(),
                new LoggerContext().getLogger("dev.parley.x"),
                Level.WARN,
                "a\nb",
                new IllegalStateException("broken"),
                null);
        event.setInstant(Instant.parse("2026-11-21T10:00:00.123Z"));
        event.setKeyValuePairs(List.of(new KeyValuePair("task_id", "t1")));
        event.setMDCPropertyMap(Map.of("trace_id", "abc"));

        String line = new String(new JsonLineEncoder().encode(event), UTF_8);

        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode json = new JsonMapper().readTree(line);
        assertThat(json.path("time").asText()).isEqualTo("2026-11-21T10:00:00.123Z");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("logger").asText()).isEqualTo("dev.parley.x");
        assertThat(json.path("message").asText()).isEqualTo("a\nb");
        assertThat(json.path("task_id").asText()).isEqualTo("t1");
        assertThat(json.path("trace_id").asText()).isEqualTo("abc");
        assertThat(json.path("stack").asText()).contains("IllegalStateException: broken");
    }

    @Test
    void encode_saysWhichTraceAndTaskItIsAbout_onWhateverThread() throws Exception {
        SpanContext span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        Context ofTask = TaskOfWork.in(Context.current(), "t1");
        CompletableFuture<String> line = new CompletableFuture<>();
        ofTask.run(() -> {
            try (Scope here = Span.wrap(span).makeCurrent()) {
                Thread.startVirtualThread(Context.current().wrap(() -> {
                    line.complete(new String(new JsonLineEncoder().encode(event()), UTF_8));
                }));
            }
        });
        JsonNode json = new JsonMapper().readTree(line.get(10, TimeUnit.SECONDS));
        assertThat(json.path("trace_id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(json.path("span_id").asText()).isEqualTo("b7ad6b7169203331");
        assertThat(json.path("task_id").asText()).isEqualTo("t1");

        LoggingEvent saysItself = event();
        saysItself.setKeyValuePairs(List.of(new KeyValuePair("task_id", "t2")));
        String own = ofTask.call(() -> new String(new JsonLineEncoder().encode(saysItself), UTF_8));
        assertThat(own).contains("\"task_id\":\"t2\"").doesNotContain("t1").doesNotContain("trace_id");
    }

    private static LoggingEvent event() {
        LoggingEvent event = new LoggingEvent(
                JsonLineEncoderTest.class.getName(),
                new LoggerContext().getLogger("dev.parley.x"),
                Level.INFO,
                "done",
                null,
                null);
        event.setMDCPropertyMap(Map.of());
        return event;
    }
}
