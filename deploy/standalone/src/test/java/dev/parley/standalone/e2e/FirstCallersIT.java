package dev.parley.standalone.e2e;

import static dev.parley.standalone.e2e.V01Caller.about;
import static dev.parley.standalone.e2e.V01Caller.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.examples.kit.AgentServer;
import dev.parley.standalone.e2e.EventWatch.Event;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Callers of A2A 0.1 through the whole mesh, in front of agents of 1.0. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstCallersIT {
    private static final int CHUNKS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExampleAgents agents = new ExampleAgents();
    private @Nullable MeshProcess mesh;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        mesh = MeshProcess.start(folder.resolve("data"));
        A2aCaller caller = new A2aCaller(mesh.http());
        caller.register("echo", agents.start("dev.parley.examples.echo.EchoAgent"));
        caller.register("analytics", agents.start("dev.parley.examples.analytics.AnalyticsAgent"));
    }

    @AfterAll
    void stop() throws Exception {
        agents.close();
        if (mesh != null) {
            mesh.close();
        }
    }

    private URI http() {
        return Objects.requireNonNull(mesh).http();
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }

    private static String state(JsonNode task) {
        return task.path("status").path("state").asText();
    }

    /** What the artifact with this index is after these events, put together as a client of 0.1 would. */
    private static String said(List<Event> events, int index) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            JsonNode artifact = event.result().path("artifact");
            if (artifact.has("index") && artifact.path("index").asInt() == index) {
                if (!artifact.path("append").asBoolean()) {
                    text.setLength(0);
                }
                artifact.path("parts")
                        .forEach(part -> text.append(part.path("text").asText()));
            }
        }
        return text.toString();
    }

    private static void awaitEnd(EventWatch watch) throws Exception {
        Waiting.until(
                "the last event",
                PATIENCE,
                () -> watch.events().stream()
                        .anyMatch(event -> event.result().path("final").asBoolean()));
    }

    /** A client of its time that nobody of this project wrote. */
    @TestFactory
    Stream<DynamicTest> fasta2a_worksAgainstTheMesh() throws Exception {
        Python python = Python.withPackages("v01", "PARLEY_PYTHON_V01");
        return SdkChecks.tests(python.run("client_checks.py", http().toString()));
    }

    @Test
    void oneId_isOneTaskThroughAQuestionAndItsAnswer() throws Exception {
        V01Caller caller = new V01Caller(http(), "analytics");

        JsonNode asking = caller.call("tasks/send", text("mine", "Hello there"));
        assertThat(asking.path("id").asText()).isEqualTo("mine");
        assertThat(asking.path("sessionId").asText()).isEqualTo("session");
        assertThat(state(asking)).isEqualTo("input-required");
        JsonNode done = caller.call("tasks/send", text("mine", "1 2 3"));
        assertThat(state(done)).isEqualTo("completed");
        assertThat(done.path("artifacts").toString()).contains("\"type\":\"data\"", "\"mean\":2");
        ObjectNode withHistory = about("mine").put("historyLength", 10);
        assertThat(caller.call("tasks/get", withHistory).path("history").toString())
                .contains("Hello there", "1 2 3");

        ObjectNode elsewhere = text("mine", "4 5 6").put("sessionId", "another");
        assertThat(code(caller.reply("tasks/send", elsewhere))).isEqualTo(-32602);
        assertThat(code(caller.reply("tasks/send", text("mine", "4 5 6"))))
                .as("the name is of that task for ever, and it has ended")
                .isEqualTo(-32009);
        EventWatch ended = caller.stream("tasks/resubscribe", about("mine"));
        Waiting.until("the stream of an ended task ends", PATIENCE, ended::endedWell);
        assertThat(state(ended.events().getLast().result())).isEqualTo("completed");
        String id = new A2aCaller(http())
                .call("/agents/analytics", "ListTasks", about("").removeAll())
                .path("tasks")
                .path(0)
                .path("id")
                .asText();
        EventWatch later = caller.stream("tasks/resubscribe", about(id));
        Waiting.until("so does one in 0.3", PATIENCE, later::endedWell);
        assertThat(later.events()).singleElement().satisfies(event -> {
            assertThat(event.result().path("kind").asText()).isEqualTo("task");
            assertThat(state(event.result())).isEqualTo("completed");
        });
        assertThat(code(caller.reply("tasks/get", about("other")))).isEqualTo(-32001);
    }

    @Test
    void stream_isFollowedByManyAndEndsWithFinal() throws Exception {
        Semaphore permits = new Semaphore(0);
        try (AgentServer agent = CountingAgent.start((task, chunk) -> permits.acquire())) {
            new A2aCaller(http()).register("counter", agent.url());
            V01Caller caller = new V01Caller(http(), "counter");
            EventWatch first = caller.stream("tasks/sendSubscribe", text("mine", Integer.toString(CHUNKS)));
            permits.release(2);
            Waiting.until("two chunks", PATIENCE, () -> said(first.events(), 0).equals(CountingAgent.wholeText(2)));
            EventWatch second = caller.stream("tasks/resubscribe", about("mine"));
            Waiting.until(
                    "what there is", PATIENCE, () -> said(second.events(), 0).equals(CountingAgent.wholeText(2)));
            permits.release(CHUNKS);
            for (EventWatch watch : List.of(first, second)) {
                awaitEnd(watch);
                List<Event> events = watch.events();
                assertThat(said(events, 0)).isEqualTo(CountingAgent.wholeText(CHUNKS));
                assertThat(events)
                        .allMatch(event -> event.result().path("id").asText().equals("mine"));
                assertThat(state(events.getLast().result())).isEqualTo("completed");
            }
            caller.stream("tasks/sendSubscribe", text("endless", Integer.toString(CHUNKS)));
            Waiting.until(
                    "it runs",
                    PATIENCE,
                    () -> state(caller.reply("tasks/get", about("endless")).path("result"))
                            .equals("working"));
            assertThat(state(caller.call("tasks/cancel", about("endless")))).isEqualTo("canceled");
        }
    }

    @Test
    void namesAndWebhooks_outliveASigkillOfTheMesh(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Semaphore permits = new Semaphore(0);
        try (AgentServer agent = CountingAgent.start((task, chunk) -> permits.acquire());
                WebhookServer webhooks = new WebhookServer()) {
            MeshProcess first = MeshProcess.start(data);
            try {
                new A2aCaller(first.http()).register("counter", agent.url());
                V01Caller caller = new V01Caller(first.http(), "counter");
                caller.stream("tasks/sendSubscribe", text("mine", Integer.toString(CHUNKS)));
                Waiting.until(
                        "it runs",
                        PATIENCE,
                        () -> state(caller.reply("tasks/get", about("mine")).path("result"))
                                .equals("working"));
                ObjectNode config = about("mine");
                config.putObject("pushNotificationConfig").put("url", webhooks.url("/hook"));
                assertThat(caller.call("tasks/pushNotification/set", config)).isEqualTo(config);
            } finally {
                first.kill();
            }
            try (MeshProcess second = MeshProcess.start(data)) {
                V01Caller caller = new V01Caller(second.http(), "counter");
                permits.release(CHUNKS);
                Waiting.until(
                        "the end is told",
                        PATIENCE,
                        () -> webhooks.taken("/hook").stream()
                                .anyMatch(task -> state(task).equals("completed")));
                JsonNode told = webhooks.taken("/hook").getLast();
                assertThat(told.path("id").asText()).isEqualTo("mine");
                assertThat(told.path("sessionId").asText()).isEqualTo("session");
                assertThat(told.path("artifacts").path(0).path("parts").toString())
                        .contains("\"type\":\"text\"", "chunk 00001", "chunk 0000" + CHUNKS);
                JsonNode read = caller.call("tasks/get", about("mine"));
                assertThat(read.path("artifacts")).isEqualTo(told.path("artifacts"));
                assertThat(caller.call("tasks/pushNotification/get", about("mine"))
                                .path("pushNotificationConfig")
                                .path("url")
                                .asText())
                        .isEqualTo(webhooks.url("/hook"));
                assertThat(code(caller.reply("tasks/cancel", about("mine")))).isEqualTo(-32002);
            }
        }
    }
}
