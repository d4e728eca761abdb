package dev.parley.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** The OpenTelemetry Collector's own OTLP receiver, as a process that {@code go build} made of {@code src/test/collector}. */
final class OtlpReceiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /** A span as it arrived; ids in hex, no parent is empty. */
    record Span(
            String traceId,
            String id,
            String parentId,
            String service,
            String name,
            JsonNode attributes,
            String status) {
        String attribute(String key) {
            for (JsonNode attribute : attributes) {
                if (attribute.path("key").asText().equals(key)) {
                    return attribute.path("value").elements().next().asText();
                }
            }
            return "";
        }
    }

    private final Process process;
    private final String address;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    OtlpReceiver() throws Exception {
        process = new ProcessBuilder(program().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = out.readLine();
        if (first == null) {
            throw new AssertionError("the receiver did not start");
        }
        address = first;
        Thread.ofVirtual().start(() -> read(out));
    }

    private static Path program() throws Exception {
        Path source = Path.of("src", "test", "collector").toAbsolutePath();
        Path built = Path.of("target", "collector", "otlp-receiver").toAbsolutePath();
        try {
            Process go = new ProcessBuilder("go", "build", "-mod=readonly", "-o", built.toString(), ".")
                    .directory(source.toFile())
                    .inheritIO()
                    .start();
            if (!go.waitFor(10, TimeUnit.MINUTES) || go.exitValue() != 0) {
                go.destroyForcibly();
                throw new IOException("go build failed in " + source);
            }
        } catch (IOException e) {
            if (System.getenv("CI") != null) {
                throw e;
            }
            throw new TestAbortedException(
                    "no OTLP receiver: " + e.getMessage()
                            + " (expected: Go 1.21 or newer on the PATH, and its module proxy)",
                    e);
        }
        return built;
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (JsonNode resource : JSON.readTree(line).path("resourceSpans")) {
                    String service = new Span(
                                    "",
                                    "",
                                    "",
                                    "",
                                    "",
                                    resource.path("resource").path("attributes"),
                                    "")
                            .attribute("service.name");
                    for (JsonNode scope : resource.path("scopeSpans")) {
                        scope.path("spans").forEach(span -> spans.add(span(service, span)));
                    }
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Span span(String service, JsonNode span) {
        return new Span(
                span.path("traceId").asText(),
                span.path("spanId").asText(),
                span.path("parentSpanId").asText(),
                service,
                span.path("name").asText(),
                span.path("attributes"),
                span.path("status").path("code").asText());
    }

    String url() {
        return "http://" + address;
    }

    List<Span> trace(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    List<Span> all() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
