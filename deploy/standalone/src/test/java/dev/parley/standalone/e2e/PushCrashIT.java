package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.kit.AgentServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fault: SIGKILL of the mesh while webhooks are under way: some in the middle of what they take, some that have taken
 * nothing yet, some whose task goes on while nobody runs it. Every event arrives at least once, and in order.
 */
class PushCrashIT {
    private static final int TASKS = 20;
    private static final int CHUNKS = 60;
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void webhooks_getEveryEventInOrderOverASigkill() throws Exception {
        try (AgentServer counter = CountingAgent.start((task, chunk) -> task.pause(PACE));
                WebhookServer taking = new WebhookServer();
                WebhookServer refusing = new WebhookServer()) {
            refusing.open(false);
            Path data = folder.resolve("data");
            MeshProcess first = MeshProcess.start(data);
            try {
                var caller = new A2aCaller(first.http());
                caller.register("counter", counter.url());
                for (int i = 0; i < TASKS; i++) {
                    caller.sendWithWebhook(A2aCaller.agent("counter"), Integer.toString(CHUNKS), taking.url("/" + i));
                    caller.sendWithWebhook(A2aCaller.agent("counter"), Integer.toString(CHUNKS), refusing.url("/" + i));
                }
                Waiting.until(
                        "each webhook has begun",
                        PATIENCE,
                        () -> all(path -> taking.taken(path).size() > 3));
            } finally {
                first.kill();
            }
            assertThat(all(path -> isOver(taking.taken(path))))
                    .as("killed in the middle")
                    .isFalse();
            refusing.open(true);
            try (MeshProcess second = MeshProcess.start(data)) {
                for (WebhookServer server : List.of(taking, refusing)) {
                    Waiting.until("all told", PATIENCE, () -> all(path -> isOver(server.taken(path))));
                    for (int i = 0; i < TASKS; i++) {
                        assertThat(text(server.once("/" + i)))
                                .as("text at /" + i)
                                .isEqualTo(CountingAgent.wholeText(CHUNKS));
                    }
                }
                assertThat(second.run().ready()).isTrue();
            }
        }
    }

    private interface AtPath {
        boolean is(String path);
    }

    private static boolean all(AtPath what) {
        for (int i = 0; i < TASKS; i++) {
            if (!what.is("/" + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOver(List<JsonNode> events) {
        return events.stream().anyMatch(event -> event.toString().contains("\"TASK_STATE_COMPLETED\""));
    }

    /** Of the artifact, as the events make it; a task among them holds all of it so far. */
    private static String text(List<JsonNode> events) {
        var text = new StringBuilder();
        for (JsonNode event : events) {
            JsonNode artifact = event.path("artifactUpdate").path("artifact");
            if (event.has("task")) {
                text.setLength(0);
                artifact = event.path("task").path("artifacts").path(0);
            } else if (event.has("artifactUpdate")
                    && !event.path("artifactUpdate").path("append").asBoolean()) {
                text.setLength(0);
            }
            artifact.path("parts").forEach(part -> text.append(part.path("text").asText()));
        }
        return text.toString();
    }
}
