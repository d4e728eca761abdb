package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.extension.Extensions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The edge with everything switched off that may be. */
class FeaturesTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(Map.of(
                "parley.features.streaming-support", "false",
                "parley.features.enhanced-durability", "false"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void streams_areRefusedAndTheCardsSaySo() throws Exception {
        assertThat(edge.rpc("/", "SendStreamingMessage", EdgeFixture.text("hi")).body())
                .contains("-32004", "Streaming is switched off");
        assertThat(edge.rpc("/", "SubscribeToTask", "{\"id\":\"01980000-0000-7000-8000-000000000000\"}")
                        .body())
                .contains("-32004");
        assertThat(edge.get("/.well-known/agent-card.json").body())
                .doesNotContain("\"streaming\":true")
                .contains(Extensions.REDUCED_DURABILITY);
    }
}
