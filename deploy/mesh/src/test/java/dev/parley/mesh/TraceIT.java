package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.mesh.OtlpReceiver.Span;
import dev.parley.standalone.Standalone;
import dev.parley.standalone.StandaloneConfig;
import dev.parley.standalone.folder.DataFolder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** One message is one trace at a real receiver, without a gap, through the services, their Envoys and the agent. */
class TraceIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @TempDir
    private Path folder;

    private OtlpReceiver receiver;
    private RecordingAgent agent;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        receiver = new OtlpReceiver();
        agent = new RecordingAgent();
    }

    @AfterEach
    void end() {
        http.close();
        if (agent != null) {
            agent.close();
        }
        if (receiver != null) {
            receiver.close();
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(
            named = "PARLEY_LONG",
            matches = ".+",
            disabledReason = "takes half a minute; PARLEY_LONG=1 runs it")
    void meshOfProcesses_isOneTraceWithTheHopsOfItsEnvoys() throws Exception {
        try (TestMesh mesh = new TestMesh(folder.resolve("m"), "task=2", settings("1"))) {
            register(mesh.httpAddress());
            String trace = newTrace();
            // the caller says "not sampled": what is traced is for the mesh to say
            assertThat(TestMesh.state(send(mesh.httpAddress(), trace, "00", "hello")))
                    .isEqualTo("TASK_STATE_COMPLETED");
            List<Span> spans = whole(trace, 18);

            assertThat(spans)
                    .extracting(Span::service)
                    .contains(
                            "parley-edge",
                            "parley-task",
                            "parley-router",
                            "parley-envoy-front",
                            "parley-envoy-edge",
                            "parley-envoy-task",
                            "parley-envoy-router");
            Span toAgent = only(spans, "parley-router", "SendMessage");
            Span hop = spans.stream()
                    .filter(span -> span.parentId().equals(toAgent.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(hop.service()).isEqualTo("parley-envoy-router");
            RecordingAgent.Heard heard = agent.heard.poll(10, TimeUnit.SECONDS);
            assertThat(heard.header()).isEqualTo("00-" + trace + "-" + hop.id() + "-01");
            assertThat(heard.metadata()).isEqualTo("00-" + trace + "-" + toAgent.id() + "-01");
            assertThat(spans.toString()).doesNotContain("secret");
        }
    }

    @Test
    void meshInOneProcess_isOneTrace_andSaysHowItFailed() throws Exception {
        try (Standalone mesh = standalone("1")) {
            String at = mesh.run().http();
            register(at);
            String trace = newTrace();
            assertThat(TestMesh.state(send(at, trace, "01", "hello"))).isEqualTo("TASK_STATE_COMPLETED");
            List<Span> spans = whole(trace, 9);
            Span request = only(spans, "parley-edge", "SendMessage");
            assertThat(request.parentId()).isEqualTo(CALLERS_SPAN);
            assertThat(request.attribute("http.route")).isEqualTo("/agents/{agentId}");
            Span dispatch = only(spans, "parley-task", "dispatch");
            assertThat(dispatch.attribute("a2a.task.id")).isNotEmpty().isEqualTo(request.attribute("a2a.task.id"));
            assertThat(dispatch.attribute("a2a.agent.id")).isEqualTo("recorder");
            RecordingAgent.Heard heard = agent.heard.poll(10, TimeUnit.SECONDS);
            assertThat(heard.header())
                    .isEqualTo("00-" + trace + "-"
                            + only(spans, "parley-router", "SendMessage").id() + "-01")
                    .isEqualTo(heard.metadata());

            String refused = newTrace();
            assertThat(send(at, refused, "01", "refuse")
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32602);
            List<Span> failed = whole(refused, 9);
            assertThat(only(failed, "parley-router", "SendMessage").attribute("rpc.jsonrpc.error_code"))
                    .isEqualTo("-32602");
            assertThat(only(failed, "parley-edge", "SendMessage").attribute("rpc.jsonrpc.error_code"))
                    .isEqualTo("-32602");
            assertThat(only(failed, "parley-edge", "SendMessage").status()).isEqualTo("2");
            assertThat(failed.toString()).doesNotContain("secret reason");
        }
    }

    @Test
    void whatIsNotSampled_makesNoSpansButGoesToTheAgent() throws Exception {
        try (Standalone mesh = standalone("0")) {
            register(mesh.run().http());
            String trace = newTrace();
            send(mesh.run().http(), trace, "01", "hello");
            assertThat(agent.heard.poll(10, TimeUnit.SECONDS).header())
                    .startsWith("00-" + trace)
                    .endsWith("-00");
        }
        // its end has sent whatever there was, and this one comes after it
        sendSpan("the last one");
        awaitSpans(() -> !receiver.all().isEmpty());
        assertThat(receiver.all()).extracting(OtlpReceiver.Span::name).containsExactly("the last one");
    }

    private void sendSpan(String name) {
        try (SdkTracerProvider spans = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(OtlpGrpcSpanExporter.builder()
                        .setEndpoint(receiver.url())
                        .build()))
                .build()) {
            spans.get("test").spanBuilder(name).startSpan().end();
        }
    }

    private Map<String, String> settings(String sample) {
        return Map.of("parley.tracing.endpoint", receiver.url(), "parley.tracing.sample", sample);
    }

    private Standalone standalone(String sample) {
        StandaloneConfig config = StandaloneConfig.embedded(Path.of("..", "standalone", "target", "cache")
                        .toAbsolutePath()
                        .normalize())
                .withPorts(0, 0, 0)
                .withPgVector(false)
                .withSettings(settings(sample));
        return Standalone.start(DataFolder.open(folder.resolve("s")), config, InstantSource.system());
    }

    private static String newTrace() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static Span only(List<Span> spans, String service, String name) {
        List<Span> found = spans.stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .toList();
        assertThat(found).as(service + " " + name).hasSize(1);
        return found.getFirst();
    }

    /** Nobody tells when a span arrives; what is asserted afterwards says what is missing. */
    private static void awaitSpans(BooleanSupplier arrived) throws InterruptedException {
        for (Instant end = Instant.now().plus(SOON);
                !arrived.getAsBoolean() && Instant.now().isBefore(end); ) {
            Thread.sleep(50);
        }
    }

    /** The trace once it has so many spans or more and no gap: each one's parent is there, but for the first's, the caller's. */
    private List<Span> whole(String trace, int least) throws InterruptedException {
        awaitSpans(() -> {
            List<Span> spans = receiver.trace(trace);
            return spans.size() >= least && beginnings(spans).equals(Set.of(CALLERS_SPAN));
        });
        List<Span> spans = receiver.trace(trace);
        assertThat(spans).hasSizeGreaterThanOrEqualTo(least);
        assertThat(beginnings(spans)).containsExactly(CALLERS_SPAN);
        assertThat(spans)
                .filteredOn(span -> span.parentId().equals(CALLERS_SPAN))
                .hasSize(1);
        return spans;
    }

    private static Set<String> beginnings(List<Span> spans) {
        Set<String> ids = spans.stream().map(Span::id).collect(Collectors.toSet());
        return spans.stream()
                .map(Span::parentId)
                .filter(parent -> !ids.contains(parent))
                .collect(Collectors.toSet());
    }

    private void register(String mesh) throws Exception {
        HttpResponse<String> registered = http.send(
                post(mesh + "/api/v1/agents/register?id=recorder", "{\"url\":\"" + agent.url() + "\"}")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
    }

    private JsonNode send(String mesh, String trace, String flags, String text) throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":{\"message\":{\"messageId\":\""
                        + UUID.randomUUID() + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"" + text + "\"}]}}}";
        return JSON.readTree(http.send(
                        post(mesh + "/agents/recorder/?token=secret", body)
                                .header("traceparent", "00-" + trace + "-" + CALLERS_SPAN + "-" + flags)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static HttpRequest.Builder post(String url, String json) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(SOON)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }
}
