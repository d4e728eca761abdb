package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls from web pages of other origins. */
final class CorsTest {
    private static final String APP = "https://app.example.org";

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(Map.of(
                "parley.edge.cors.allowed-origins", APP + ", http://localhost:3000", "parley.edge.cors.max-age", "5m"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static HttpResponse<String> preflight(EdgeFixture at, String origin, String method, String path)
            throws Exception {
        return at.send(at.request(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type,a2a-version,a2a-extensions"));
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /",
        "POST, /agents/echo/",
        "POST, /agents/echo",
        "POST, /message:send",
        "POST, /agents/echo/message:stream",
        "GET, /agents/echo/tasks/t1",
        "POST, /agents/echo/tasks/t1:cancel",
        "DELETE, /tasks/t1/pushNotificationConfigs/c1",
        "GET, /.well-known/agent-card.json",
        "GET, /agents/echo/.well-known/agent-card.json",
        "PUT, /api/v1/agents/echo"
    })
    void preflight_isAnsweredOnEveryPath(String method, String path) throws Exception {
        HttpResponse<String> response = preflight(edge, APP, method, path);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(header(response, "access-control-allow-origin")).hasValue(APP);
        assertThat(header(response, "access-control-allow-methods")).hasValue(method);
        assertThat(header(response, "access-control-allow-headers").orElse(""))
                .contains("a2a-version", "a2a-extensions");
        assertThat(header(response, "access-control-max-age")).hasValue("300");
        assertThat(header(response, "access-control-allow-credentials")).isEmpty();
    }

    @Test
    void answer_showsAPageTheHeadersItNeeds() throws Exception {
        HttpResponse<String> response = edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hi"), "Origin", APP);

        assertThat(response.body()).contains("TASK_STATE_COMPLETED");
        assertThat(header(response, "access-control-allow-origin")).hasValue(APP);
        assertThat(header(response, "access-control-expose-headers").orElse(""))
                .contains(
                        "A2A-Version",
                        "A2A-Extensions",
                        "X-A2A-Extensions",
                        "ETag",
                        "Location",
                        "Retry-After",
                        "x-task-id");
        assertThat(response.headers().allValues("vary").toString()).contains("Origin");
        assertThat(header(
                        edge.get("/agents/nobody/.well-known/agent-card.json", "Origin", APP),
                        "access-control-allow-origin"))
                .as("errors too")
                .hasValue(APP);
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example", "http://app.example.org", "https://app.example.org:444", "null"})
    void otherOrigins_areRefused(String origin) throws Exception {
        HttpResponse<String> call = edge.rpc("/", "ListTasks", "{}", "Origin", origin);
        assertThat(call.statusCode()).isEqualTo(403);
        assertThat(header(call, "access-control-allow-origin")).isEmpty();
        HttpResponse<String> preflight = preflight(edge, origin, "POST", "/");
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(header(preflight, "access-control-allow-origin")).isEmpty();
    }

    @Test
    void plainText_isTakenFromAPageThatMayCall() throws Exception {
        for (String origin : new String[] {APP, "https://other.example"}) {
            HttpResponse<String> sent = edge.send(edge.request("/tasks/send")
                    .headers("Content-Type", "text/plain", "Sec-Fetch-Site", "cross-site", "Origin", origin)
                    .POST(BodyPublishers.ofString("hello")));
            assertThat(sent.statusCode()).as(origin).isEqualTo(origin.equals(APP) ? 200 : 403);
        }
    }

    @Test
    void cors_isOffUntilAnOriginIsNamed() throws Exception {
        try (EdgeFixture plain = EdgeFixture.start()) {
            assertThat(preflight(plain, APP, "POST", "/").statusCode()).isEqualTo(403);
            HttpResponse<String> own = plain.rpc("/", "ListTasks", "{}", "Origin", plain.base());
            assertThat(own.statusCode()).isEqualTo(200);
            assertThat(header(own, "access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void credentials_areAllowedWhereThatIsSaid() throws Exception {
        try (EdgeFixture other = new EdgeFixture(
                Map.of("parley.edge.cors.allowed-origins", APP, "parley.edge.cors.allow-credentials", "true"))) {
            assertThat(header(preflight(other, APP, "POST", "/"), "access-control-allow-credentials"))
                    .hasValue("true");
        }
    }

    @ParameterizedTest
    @CsvSource({"app.example.org, false", "https://app.example.org/path, false", "*, true"})
    void badSettings_keepTheEdgeFromStarting(String origins, boolean credentials) {
        assertThatThrownBy(() -> new EdgeFixture(Map.of(
                                "parley.edge.cors.allowed-origins", origins,
                                "parley.edge.cors.allow-credentials", credentials))
                        .close())
                .rootCause()
                .hasMessageContaining("parley.edge.cors.allow");
    }
}
