package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs the mesh says it is at, for every way in which it can be addressed. */
final class AddressTest {
    private static final String CARD = "/.well-known/agent-card.json";

    private static EdgeFixture edge;
    private static int ownPort;

    @BeforeAll
    static void start() throws Exception {
        edge = new EdgeFixture(Map.of(
                "parley.edge.allowed-hosts", "mesh.example.org,own.example.org",
                "parley.edge.agent-hosts", "*.agents.example.org,https://*.tls.example.org:444",
                "parley.edge.trusted-proxies", "10.1.0.0/16,127.0.0.0/8,::1"));
        String body = edge.call("PUT", "/api/v1/agents/echo/listener", "{\"httpPort\": 0}")
                .body();
        ownPort = Integer.parseInt(body.replaceAll("(?s).*\"http_port\":(\\d+).*", "$1"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static HttpResponse<String> get(EdgeFixture at, int port, String path, String... headers) throws Exception {
        return at.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .GET()
                .headers(headers));
    }

    private static List<String> interfaces(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ProtoJson.read(response.body().getBytes(StandardCharsets.UTF_8), AgentCard.getDefaultInstance())
                .getSupportedInterfacesList()
                .stream()
                .map(each -> each.getProtocolBinding() + " " + each.getUrl() + " " + each.getTenant())
                .toList();
    }

    private static String urlOfV03(HttpResponse<String> response) {
        return ProtoJson.read(response.body().getBytes(StandardCharsets.UTF_8), Struct.getDefaultInstance())
                .getFieldsOrDefault("url", Value.getDefaultInstance())
                .getStringValue();
    }

    /** How the agent is reached. */
    enum Way {
        PATH("mesh.example.org", "/agents/echo"),
        OWN_PORT("own.example.org", ""),
        HOST("echo.agents.example.org", "");

        private final String host;
        private final String path;

        Way(String host, String path) {
            this.host = host;
            this.path = path;
        }

        int port() {
            return this == OWN_PORT ? ownPort : edge.port;
        }
    }

    enum Proxy {
        NONE,
        X_FORWARDED,
        X_FORWARDED_PORT,
        FORWARDED
    }

    record Combination(Way way, Proxy proxy, String prefix, String port, String version) {
        List<String> headers() {
            String authority = way.host + port;
            List<String> headers = new ArrayList<>(List.of("A2A-Version", version));
            headers.addAll(
                    switch (proxy) {
                        case NONE -> List.of("Host", authority);
                        case X_FORWARDED ->
                            List.of("Host", "parley:8080", "X-Forwarded-Host", authority, "X-Forwarded-Proto", "https");
                        case X_FORWARDED_PORT ->
                            List.of(
                                    "Host",
                                    "parley:8080",
                                    "X-Forwarded-Host",
                                    "outer.example, " + way.host,
                                    "X-Forwarded-Proto",
                                    "http, https",
                                    "X-Forwarded-Port",
                                    port.isEmpty() ? "443" : port.substring(1));
                        case FORWARDED ->
                            List.of(
                                    "Host",
                                    "parley:8080",
                                    "Forwarded",
                                    "for=192.0.2.1;host=outer.example, for=\"[2001:db8::1]\";Proto=https;host=\""
                                            + authority + "\"");
                    });
            if (!prefix.isEmpty()) {
                headers.addAll(List.of("X-Forwarded-Prefix", prefix));
            }
            return headers;
        }

        String url() {
            return (proxy == Proxy.NONE ? "http://" : "https://")
                    + way.host
                    + port
                    + prefix.replaceAll("/$", "")
                    + way.path;
        }
    }

    static List<Combination> combinations() {
        List<Combination> all = new ArrayList<>();
        for (Way way : Way.values()) {
            for (Proxy proxy : Proxy.values()) {
                // without a proxy the header X-Forwarded-Prefix alone would be one's word too
                for (String prefix : proxy == Proxy.NONE ? List.of("") : List.of("", "/mesh", "/a/b.c/")) {
                    for (String port : List.of("", ":8443")) {
                        for (String version : List.of("1.0", "0.3")) {
                            all.add(new Combination(way, proxy, prefix, port, version));
                        }
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void card_saysWhatTheCallerUsed(Combination wanted) throws Exception {
        HttpResponse<String> response = get(
                edge,
                wanted.way.port(),
                wanted.way.path + CARD,
                wanted.headers().toArray(String[]::new));

        if (wanted.version.equals("0.3")) {
            assertThat(urlOfV03(response)).isEqualTo(wanted.url() + "/");
        } else {
            List<String> expected = new ArrayList<>();
            expected.add("JSONRPC " + wanted.url() + "/ ");
            expected.add("HTTP+JSON " + wanted.url() + " ");
            if (wanted.proxy == Proxy.NONE) { // behind a proxy it is not known where gRPC is
                expected.add(
                        "GRPC " + wanted.way.host + ":" + edge.grpcPort + (wanted.way == Way.HOST ? " " : " echo"));
            }
            expected.add(Extensions.WEBSOCKET_BINDING + " " + wanted.url().replaceFirst("http", "ws") + "/ ");
            assertThat(interfaces(response)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void restUrls_areBehindTheProxyToo() throws Exception {
        HttpResponse<String> response = get(
                edge,
                edge.port,
                "/api/v1/agents/echo",
                "X-Forwarded-Host",
                "mesh.example.org",
                "X-Forwarded-Prefix",
                "/m/");

        assertThat(response.body())
                .contains("http://mesh.example.org/m/agents/echo/\"", "http://127.0.0.1:" + ownPort + "/\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "10.0.0.0/8", "::1"})
    void forwardedHeaders_ofAnybodyElseMeanNothing(String trusted) throws Exception {
        try (EdgeFixture other =
                new EdgeFixture(trusted.equals("none") ? Map.of() : Map.of("parley.edge.trusted-proxies", trusted))) {
            HttpResponse<String> response = get(
                    other,
                    other.port,
                    "/agents/echo" + CARD,
                    "X-Forwarded-Host",
                    "evil.example",
                    "X-Forwarded-Proto",
                    "ftp",
                    "X-Forwarded-Prefix",
                    "/../x",
                    "Forwarded",
                    "host=evil.example");
            assertThat(interfaces(response)).first().isEqualTo("JSONRPC " + other.base() + "/agents/echo/ ");
        }
    }

    @Test
    void publicUrl_goesBeforeWhatAProxySays() throws Exception {
        try (EdgeFixture other = new EdgeFixture(Map.of(
                "parley.edge.public-url", "https://mesh.example/base",
                "parley.edge.allowed-hosts", "other.example",
                "parley.edge.trusted-proxies", "127.0.0.1"))) {
            HttpResponse<String> response = get(
                    other,
                    other.port,
                    "/agents/echo" + CARD,
                    "X-Forwarded-Host",
                    "other.example",
                    "X-Forwarded-Prefix",
                    "/p");
            assertThat(interfaces(response)).first().isEqualTo("JSONRPC https://mesh.example/base/agents/echo/ ");
        }
    }

    @Test
    void proxysWord_isCheckedLikeHost() throws Exception {
        assertThat(get(edge, edge.port, CARD, "X-Forwarded-Host", "evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(edge, edge.port, CARD, "X-Forwarded-Host", "localhost:80/x")
                        .statusCode())
                .isEqualTo(403);
        for (List<String> bad : List.of(
                List.of("X-Forwarded-Proto", "ftp"),
                List.of("X-Forwarded-Port", "http"),
                List.of("X-Forwarded-Prefix", "/a/../b"),
                List.of("X-Forwarded-Prefix", "mesh"))) {
            HttpResponse<String> response = get(edge, edge.port, CARD, bad.get(0), bad.get(1));
            assertThat(response.statusCode()).as(bad.toString()).isEqualTo(400);
            assertThat(response.body()).contains("expected");
        }
    }

    @Test
    void hostWithMoreThanAPort_isRefused() throws Exception {
        for (String host : List.of("localhost:80x", "localhost:1/agents", "localhost:123456", "evil.example")) {
            assertThat(get(edge, edge.port, CARD, "Host", host).statusCode())
                    .as(host)
                    .isEqualTo(403);
        }
    }

    @Test
    void hostOfAnAgent_servesItAtTheRoot() throws Exception {
        String send =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("hi") + "}";
        for (String host : List.of("echo.localhost", "ECHO.agents.example.org", "echo.tls.example.org")) {
            edge.tasks.sent.clear();
            HttpResponse<String> response = edge.send(edge.request("/")
                    .header("Host", host)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(send)));
            assertThat(response.body()).contains("TASK_STATE_COMPLETED");
            assertThat(edge.tasks.sent)
                    .singleElement()
                    .satisfies(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
        }
        assertThat(get(edge, edge.port, "/api/v1/agents", "Host", "echo.localhost")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void hostOfNoAgent_isNotFoundOrNotOurs() throws Exception {
        HttpResponse<String> unknown = get(edge, edge.port, CARD, "Host", "nobody.localhost");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("AGENT_NOT_FOUND", "nobody");
        for (String host : List.of("a.echo.localhost", "-.localhost", "agents.example.org", "echo.evil.example")) {
            assertThat(get(edge, edge.port, CARD, "Host", host).statusCode())
                    .as(host)
                    .isEqualTo(403);
        }
    }

    @Test
    void patternWithAScheme_saysWhereTheAgentIs() throws Exception {
        assertThat(interfaces(get(edge, edge.port, CARD, "Host", "echo.tls.example.org")))
                .contains(
                        "JSONRPC https://echo.tls.example.org:444/ ",
                        "HTTP+JSON https://echo.tls.example.org:444 ",
                        Extensions.WEBSOCKET_BINDING + " wss://echo.tls.example.org:444/ ");
    }

    @Test
    void authorityOfAnAgent_needsNoTenantOverGrpc() throws Exception {
        edge.tasks.listed.clear();
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .overrideAuthority("echo.localhost:" + edge.grpcPort)
                .build();
        try {
            A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .listTasks(ListTasksRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
        assertThat(edge.tasks.listed)
                .singleElement()
                .satisfies(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent-hosts=agents.example.org",
                "agent-hosts=*.example.org:80",
                "agent-hosts=ftp://*.example.org",
                "trusted-proxies=proxy.example",
                "trusted-proxies=10.0.0.0/33"
            })
    void badSetting_keepsTheEdgeFromStarting(String setting) {
        String[] both = setting.split("=", 2);
        assertThatThrownBy(() -> new EdgeFixture(Map.of("parley.edge." + both[0], both[1])).close())
                .rootCause()
                .hasMessageContaining("parley.edge." + setting);
    }
}
