package dev.parley.kit.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.health.HealthMonitor;
import dev.parley.kit.health.HealthReport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementServerTest {
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile boolean up = true;
    private volatile boolean draining;

    @TempDir
    private Path folder;

    private Path socket;
    private ManagementServer server;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("management.sock");
        Files.writeString(socket, "left behind");
        server = ManagementServer.start(socket, this::report, metrics);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HealthReport report() {
        var state = new HealthMonitor.State(up, true, "PostgreSQL 18.4", Instant.EPOCH);
        return HealthReport.of(Map.of("postgres", state), true, draining, Map.of("active_tasks", 3));
    }

    private String ask(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return all.toString(UTF_8);
        }
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    @Test
    void health_isOfTheDependencies() throws IOException {
        assertThat(get("/health"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith(
                        "{\"status\":\"healthy\",\"ready\":true,\"active_tasks\":3,\"dependencies\":{\"postgres\":{\"status\":\"up\","
                                + "\"required\":true,\"fact\":\"PostgreSQL 18.4\",\"checked_at\":\"1970-01-01T00:00:00Z\"}}}");
        up = false;
        assertThat(get("/health")).startsWith("HTTP/1.1 503 ").contains("\"status\":\"unhealthy\"");
        assertThat(get("/ready")).startsWith("HTTP/1.1 503 ");
        assertThat(get("/serving")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void draining_isHealthyAndNotReady() throws IOException {
        assertThat(get("/ready?verbose")).startsWith("HTTP/1.1 200 ");
        draining = true;
        assertThat(get("/health")).startsWith("HTTP/1.1 200 ").contains("\"status\":\"degraded\"");
        assertThat(get("/ready")).startsWith("HTTP/1.1 503 ").contains("\"ready\":false");
        assertThat(get("/serving")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void metrics_areInPrometheusText() throws IOException {
        metrics.counter("parley.test.things").increment(2);
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200 ")
                .contains("text/plain; version=0.0.4", "parley_test_things_total 2.0");
    }

    @Test
    void anythingElse_isRefusedWithWhatWasExpected() throws IOException {
        assertThat(get("/quit")).startsWith("HTTP/1.1 404 ").contains("expected: /health");
        assertThat(ask("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(ask("\u0000\u0001 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(ask("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(ask("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void socket_isForThisUserAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
    }
}
