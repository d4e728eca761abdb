package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.edge.health.HealthSource;
import dev.parley.kit.health.HealthMonitor;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealthTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() throws InterruptedException {
        edge = EdgeFixture.start();
        Await.until("healthy", () -> status("/ready") == 200);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private HttpResponse<String> manage(String path) throws Exception {
        return edge.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.managementPort + path)));
    }

    private int status(String path) {
        try {
            return manage(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HealthSource source(String service, boolean up, boolean required) {
        return new HealthSource() {
            @Override
            public String service() {
                return service;
            }

            @Override
            public Map<String, HealthMonitor.State> states() {
                return Map.of("postgres", new HealthMonitor.State(up, required, "PostgreSQL 18.4", Instant.EPOCH));
            }
        };
    }

    @Test
    void health_isOnBothListeners() throws Exception {
        edge.tasks.activeTasks = 3;
        Await.until("the number of tasks is known", () -> {
            try {
                return edge.get("/health").body().contains("\"active_tasks\":3");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(edge.get("/health").body()).contains("\"status\":\"healthy\"", "\"task\":{\"status\":\"up\"");
        assertThat(manage("/health").body()).contains("\"status\":\"healthy\"");
    }

    @Test
    void health_answersWithin100Milliseconds() throws Exception {
        edge.get("/health");
        long start = System.nanoTime();
        edge.get("/health");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void health_showsOtherServicesOfTheProcess() throws Exception {
        edge.edge
                .context()
                .registerSingleton(HealthSource.class, source("task", true, true), Qualifiers.byName("task"));
        edge.edge
                .context()
                .registerSingleton(HealthSource.class, source("router", false, false), Qualifiers.byName("router"));

        assertThat(edge.get("/health").body())
                .contains("\"status\":\"degraded\"", "\"task.postgres\":{\"status\":\"up\"", "\"router.postgres\":");
        assertThat(status("/ready")).isEqualTo(200);

        edge.edge
                .context()
                .registerSingleton(HealthSource.class, source("registry", false, true), Qualifiers.byName("registry"));
        HttpResponse<String> unhealthy = edge.get("/health");
        assertThat(unhealthy.statusCode()).isEqualTo(503);
        assertThat(unhealthy.body()).contains("\"status\":\"unhealthy\"", "\"ready\":false");
        assertThat(status("/ready")).isEqualTo(503);
    }

    @Test
    void metrics_countWithRouteTemplates() throws Exception {
        edge.rpc("/agents/echo", "GetTask", "{\"id\":\"nope\"}");
        edge.get("/api/v1/agents/echo");
        edge.get("/some/unknown/path");

        HttpResponse<String> metrics = manage("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("a2a_requests_total{endpoint=\"/agents/{agentId}\",method=\"GetTask\",status=\"-32001\"}")
                .contains("a2a_requests_total{endpoint=\"/api/v1/agents/{agentId}\",method=\"GET\",status=\"200\"}")
                .contains("a2a_requests_total{endpoint=\"none\",method=\"GET\",status=\"404\"}")
                .contains("a2a_request_duration_seconds_bucket", "a2a_active_connections", "a2a_agent_info{")
                .doesNotContain("/some/unknown/path");
    }

    @Test
    void listeners_keepToThemselves() throws Exception {
        assertThat(edge.get("/metrics").statusCode()).isEqualTo(404);
        assertThat(edge.get("/ready").statusCode()).isEqualTo(404);
        assertThat(status("/.well-known/agent-card.json")).isEqualTo(404);
        assertThat(status("/api/v1/agents")).isEqualTo(404);
        HttpResponse<String> call =
                edge.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.managementPort + "/"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(call.statusCode()).isEqualTo(404);
    }

    @Test
    void otherAddressesThanLoopback_areRefusedWithoutAuthentication() {
        assertThatThrownBy(() -> new EdgeFixture(Map.of("parley.edge.host", "0.0.0.0")))
                .hasStackTraceContaining("parley.edge.host=0.0.0.0 (expected: a loopback address");
    }

    @Test
    void slowRequest_isCutOff() throws Exception {
        try (EdgeFixture strict =
                new EdgeFixture(Map.of("parley.edge.request-timeout", "300ms", "parley.edge.keep-alive", "300ms"))) {
            try (RawConnection slow = new RawConnection(strict.port)) {
                slow.head(
                        "POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: 100");
                slow.write("{");
                assertThat(slow.readUntil("\0")).isEmpty();
            }
            try (RawConnection silent = new RawConnection(strict.port)) {
                assertThat(silent.readUntil("\0")).isEmpty();
            }
            try (RawConnection idle = new RawConnection(strict.port)) {
                idle.head("GET /health HTTP/1.1", "Host: localhost");
                assertThat(idle.readUntil("\0")).contains("\"status\"");
            }
        }
    }
}
