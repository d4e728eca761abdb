package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.bootstrap.Role;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers from outside, the front, the edge's sidecar and the edge. */
class FrontIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final CompletableFuture<HttpApp.Exchange> EVENTS = new CompletableFuture<>();
    private static final String[] OURS = {
        "seen-x-task-id",
        "seen-parley-tenant",
        "seen-parley-subject",
        "seen-parley-roles",
        "seen-x-parley-cluster",
        "seen-x-forwarded-host",
        "seen-forwarded"
    };
    private static TestMesh mesh;
    private static EnvoyProcess front;
    private static Role.PublicListeners listeners;

    @BeforeAll
    static void start() throws Exception {
        mesh = new TestMesh();
        Role.App app = mesh.app("edge-1", true);
        mesh.closedAtTheEnd(new GrpcApp(app.grpc(), (method, request, answer) -> {
            answer.onNext(String.join(",", GrpcApp.HEADERS.get().keys()));
            answer.onCompleted();
        }));
        mesh.closedAtTheEnd(new HttpApp(app.http().orElseThrow(), FrontIT::answer));
        mesh.closedAtTheEnd(new HttpApp(app.management(), HttpApp::echo));
        Endpoint edge = TestMesh.freeEndpoint();
        mesh.sidecar(Member.EDGE, "edge-1", edge, Map.of(Member.TASK, List.of(TestMesh.freeEndpoint())));
        listeners = new Role.PublicListeners(
                "127.0.0.1",
                TestMesh.freeEndpoint().port(),
                TestMesh.freeEndpoint().port(),
                Optional.empty());
        front = mesh.start(EnvoySettings.of(
                "front-1", mesh.folder("front-1"), new Role.Front(listeners, Map.of(Member.EDGE, List.of(edge)))));
        front.awaitHealthy("service/edge-http", 1);
        front.awaitHealthy("service/edge-grpc", 1);
    }

    @AfterAll
    static void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    private static void answer(HttpApp.Exchange exchange) {
        if (exchange.request().uri().equals("/events")) {
            exchange.beginEvents();
            EVENTS.complete(exchange);
        } else if (exchange.request().uri().equals("/silence")) {
            exchange.beginEvents();
        } else {
            HttpApp.echo(exchange);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listeners.httpPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> get(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void request_reachesTheEdge_withoutWhatOnlyTheMeshMaySay() throws Exception {
        HttpResponse<String> answer = get(request("/a/../rpc")
                .header("x-task-id", "t")
                .header("parley-tenant", "t")
                .header("parley-subject", "s")
                .header("parley-roles", "admin")
                .header("x-parley-cluster", "agent/x")
                .header("x-forwarded-client-cert", "URI=spiffe://parley.local/operator")
                .header("x-forwarded-host", "evil.example")
                .header("forwarded", "host=evil.example")
                .header("x-forwarded-for", "10.1.2.3")
                .header("authorization", "Bearer kept"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("GET /rpc");
        Map<String, List<String>> seen = answer.headers().map();
        assertThat(seen)
                .containsEntry("seen-authorization", List.of("Bearer kept"))
                .containsEntry("seen-x-forwarded-proto", List.of("http"))
                .containsEntry("seen-host", List.of("127.0.0.1:" + listeners.httpPort()));
        assertThat(seen).doesNotContainKeys(OURS);
        // the last is Envoy's: of a caller on loopback it writes an address of the machine
        assertThat(seen.get("seen-x-forwarded-for").getFirst()).matches("10[.]1[.]2[.]3,[0-9.]+");
        assertThat(seen.get("seen-x-forwarded-client-cert").getFirst())
                .contains("URI=spiffe://parley.local/front")
                .doesNotContain("operator");
    }

    @Test
    void underscoreInAHeader_isRefused() throws Exception {
        assertThat(get(request("/").header("parley_tenant", "t")).statusCode()).isEqualTo(400);
    }

    @Test
    void membersPaths_areNotForCallersFromOutside() throws Exception {
        assertThat(get(request("/-/serving")).statusCode()).isEqualTo(404);
        assertThat(get(request("/x/..//-/metrics")).statusCode()).isEqualTo(404);
    }

    @Test
    void events_passOneByOne() throws Exception {
        HttpResponse<InputStream> answer =
                CLIENT.send(request("/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        HttpApp.Exchange events = EVENTS.get(20, TimeUnit.SECONDS);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 5; i++) {
                events.event("event " + i); // sent only when the one before was read
                assertThat(lines.readLine()).isEqualTo("data: event " + i);
                assertThat(lines.readLine()).isEmpty();
            }
            events.endEvents();
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void callersAtOnce_shareTheConnectionsToTheEdge() throws Exception {
        int workers = Runtime.getRuntime().availableProcessors();
        List<InputStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 20 + 2 * workers; i++) {
                streams.add(CLIENT.send(request("/silence").build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body());
            }
            Map<String, Long> edge = front.admin().stats("^cluster[.]service/edge-http[.]upstream_(cx|rq)_active$");
            assertThat(edge).containsEntry("cluster.service/edge-http.upstream_rq_active", (long) streams.size());
            // one for each of its threads, and one to look whether the edge is well
            assertThat(edge.get("cluster.service/edge-http.upstream_cx_active")).isBetween(1L, workers + 1L);
        } finally {
            for (InputStream stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void webSocket_works() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + listeners.httpPort() + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        heard.complete(text.toString());
                        return WebSocket.Listener.super.onText(from, text, last);
                    }
                })
                .get(20, TimeUnit.SECONDS);
        socket.sendText("hello", true);
        assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("echo hello");
        socket.abort();
    }

    @Test
    void grpc_passes_onBothListeners() throws Exception {
        for (int port : List.of(listeners.grpcPort(), listeners.httpPort())) {
            try (Calls calls = Calls.plain(new Endpoint("127.0.0.1", port))) {
                assertThat(calls.call("lf.a2a.v1.A2AService/GetTask", Map.of("x-task-id", "t"), Calls.DEADLINE))
                        .contains("x-forwarded-client-cert")
                        .doesNotContain("x-task-id");
            }
        }
    }

    @Test
    void healthOfTheMesh_isAskedByMembersOnly() throws Exception {
        try (Calls calls = Calls.plain(new Endpoint("127.0.0.1", listeners.grpcPort()))) {
            assertThat(FailoverIT.status(() -> calls.call("-/serving")).getCode())
                    .isNotEqualTo(Status.Code.OK);
        }
    }

    @Test
    void errorLog_hasFailedRequestsOnly() throws Exception {
        get(request("/fine"));
        get(request("/-/nothing"));
        Await.that("the failure in the log", () -> front.errors().contains("/-/nothing"));
        assertThat(front.errors()).doesNotContain("/fine").doesNotContain("\"/ws\"");
    }
}
