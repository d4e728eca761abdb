package dev.parley.kit.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
}
