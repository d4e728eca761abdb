package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.json.ProtoJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CardTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static AgentCard card(HttpResponse<String> response) {
        return ProtoJson.read(response.body().getBytes(StandardCharsets.UTF_8), AgentCard.getDefaultInstance());
    }

    private static List<String> interfaces(AgentCard card) {
        return card.getSupportedInterfacesList().stream()
                .map(at -> at.getProtocolBinding() + " " + at.getProtocolVersion() + " " + at.getUrl() + " "
                        + at.getTenant())
                .toList();
    }

    @Test
    void meshCard_offersOneSkillAtTheCallersAddress() throws Exception {
        HttpResponse<String> response = edge.get("/.well-known/agent-card.json");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("cache-control")).hasValue("public, max-age=60");
        assertThat(response.headers().firstValue("vary")).hasValue("A2A-Version, Accept");
        assertThat(response.headers().firstValue("last-modified")).isPresent();
        AgentCard card = card(response);
        assertThat(card.getSkillsList())
                .singleElement()
                .satisfies(skill -> assertThat(skill.getId()).isEqualTo("delegate"));
        assertThat(interfaces(card))
                .containsExactly(
                        "JSONRPC 1.0 " + edge.base() + "/ ",
                        "HTTP+JSON 1.0 " + edge.base() + " ",
                        "GRPC 1.0 127.0.0.1:" + edge.grpcPort + " ",
                        "https://parley.dev/bindings/websocket/v1 1.0 ws://127.0.0.1:" + edge.port + "/ ");
        assertThat(card.getCapabilities().getStreaming()).isTrue();
        assertThat(card.getVersion()).doesNotContain("@").isNotEqualTo("unknown");
        assertThat(card.getCapabilities().getExtensionsList()).hasSize(5);
    }

    @Test
    void cardOfWhichNobodyCanTellNow_is503NotA404() throws Exception {
        HttpResponse<String> response = edge.get("/agents/unsure/.well-known/agent-card.json");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
        assertThat(response.body()).contains("OVERLOADED");
    }

    @Test
    void agentCard_isTheAgentsWithTheMeshsUrlAndWithoutItsSignature() throws Exception {
        AgentCard card = card(edge.get("/agents/echo/.well-known/agent-card.json"));

        assertThat(interfaces(card))
                .containsExactly(
                        "JSONRPC 1.0 " + edge.base() + "/agents/echo/ ",
                        "HTTP+JSON 1.0 " + edge.base() + "/agents/echo ",
                        "GRPC 1.0 127.0.0.1:" + edge.grpcPort + " echo",
                        "https://parley.dev/bindings/websocket/v1 1.0 ws://127.0.0.1:" + edge.port + "/agents/echo/ ");
        assertThat(card.getSignaturesList()).isEmpty();
        assertThat(card.getCapabilities().getPushNotifications()).isTrue();
        assertThat(card.getCapabilities().getStreaming()).isTrue();
        assertThat(card.getVersion()).isEqualTo("7");
        assertThat(card.getSkillsList()).isEqualTo(SmallRegistry.card("Echo").getSkillsList());
    }

    @Test
    void card_isNotSentAgainToWhoHoldsIt() throws Exception {
        String path = "/agents/echo/.well-known/agent-card.json";
        String etag = edge.get(path).headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = edge.get(path, "If-None-Match", "\"other\", " + etag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).hasValue(etag);
    }

    @Test
    void etag_changesWithTheCard() throws Exception {
        edge.registry.add("changing", SmallRegistry.card("One"));
        String path = "/agents/changing/.well-known/agent-card.json";
        String before = edge.get(path).headers().firstValue("etag").orElseThrow();
        edge.registry.add("changing", SmallRegistry.card("Two"));

        Await.until("the new card is served", () -> !etag(path).equals(before));
    }

    private static String etag(String path) {
        try {
            return edge.get(path).headers().firstValue("etag").orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldPath_servesACardForWhoKnowsNoOtherPath() throws Exception {
        var mesh = cardOfV03(edge.get("/.well-known/agent.json"));
        var agent = cardOfV03(edge.get("/agents/echo/.well-known/agent.json"));

        assertThat(mesh.getUrl()).isEqualTo(edge.base() + "/");
        assertThat(agent.getUrl()).isEqualTo(edge.base() + "/agents/echo/");
        assertThat(agent.getProtocolVersion()).isEqualTo("0.3.0");
    }

    @Test
    void oldPath_servesTheSameCardInTheSameVersion() throws Exception {
        HttpResponse<String> old = edge.get("/.well-known/agent.json", "A2A-Version", "1.0");
        HttpResponse<String> current = edge.get("/.well-known/agent-card.json");

        assertThat(old.body()).isEqualTo(current.body());
        assertThat(old.headers().firstValue("etag")).isEqualTo(current.headers().firstValue("etag"));
    }

    private static dev.parley.proto.a2a.v03json.AgentCard cardOfV03(HttpResponse<String> response) {
        return ProtoJson.readComplete(
                response.body().getBytes(StandardCharsets.UTF_8),
                dev.parley.proto.a2a.v03json.AgentCard.getDefaultInstance());
    }

    @Test
    void askedForZeroThree_cardIsOneOfZeroThree() throws Exception {
        String path = "/agents/echo/.well-known/agent-card.json";
        HttpResponse<String> response = edge.get(path, "A2A-Version", "0.3");

        var card = cardOfV03(response);
        assertThat(card.getProtocolVersion()).isEqualTo("0.3.0");
        assertThat(card.getUrl()).isEqualTo(edge.base() + "/agents/echo/");
        assertThat(card.getPreferredTransport()).isEqualTo("JSONRPC");
        assertThat(interfaces(card))
                .as("over gRPC 0.3 could not say which agent is meant")
                .containsExactly("HTTP+JSON " + edge.base() + "/agents/echo");
        assertThat(card.getCapabilities().getStreaming()).isTrue();
        assertThat(response.body()).doesNotContain("supportedInterfaces");
        assertThat(response.headers().firstValue("etag"))
                .isNotEqualTo(edge.get(path).headers().firstValue("etag"));
        assertThat(edge.get(path + "?A2A-Version=0.3.0").body()).isEqualTo(response.body());
        for (String version : List.of("1.0", "1.1", "")) {
            assertThat(edge.get(path, "A2A-Version", version).body())
                    .isEqualTo(edge.get(path).body());
        }
    }

    private static List<String> interfaces(dev.parley.proto.a2a.v03json.AgentCard card) {
        return card.getAdditionalInterfacesList().stream()
                .map(each -> each.getTransport() + " " + each.getUrl())
                .toList();
    }

    @Test
    void askedForZeroThree_meshOffersEveryBinding() throws Exception {
        var card = cardOfV03(edge.get("/.well-known/agent-card.json", "A2A-Version", "0.3"));
        assertThat(card.getUrl()).isEqualTo(edge.base() + "/");
        assertThat(interfaces(card)).containsExactly("HTTP+JSON " + edge.base(), "GRPC 127.0.0.1:" + edge.grpcPort);
    }

    @Test
    void dualCard_isReadByClientsOfBothVersions() throws Exception {
        try (EdgeFixture dual = new EdgeFixture(Map.of("parley.edge.dual-card", "true"))) {
            for (String path : List.of("/.well-known/agent-card.json", "/agents/echo/.well-known/agent-card.json")) {
                HttpResponse<String> both = dual.get(path);

                assertThat(card(both)).isEqualTo(card(dual.get(path, "A2A-Version", "1.0")));
                assertThat(cardOfV03(both)).isEqualTo(cardOfV03(dual.get(path, "A2A-Version", "0.3")));
                assertThat(both.body()).contains("supportedInterfaces", "preferredTransport");
            }
        }
    }

    @Test
    void head_hasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> head = edge.send(
                edge.request("/.well-known/agent-card.json").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("etag")).isPresent();
        assertThat(head.body()).isEmpty();
    }

    @Test
    void unknownAgent_isNotFound() throws Exception {
        HttpResponse<String> response = edge.get("/agents/nobody/.well-known/agent-card.json");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("AGENT_NOT_FOUND").contains("nobody");
    }

    @Test
    void cardPathOfAUrlWithoutTrailingSlash_saysWhatIsWrong() throws Exception {
        HttpResponse<String> response = edge.get("/agents/.well-known/agent-card.json");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("trailing slash");
    }

    @Test
    void publicUrl_replacesTheCallersAddress() throws Exception {
        try (EdgeFixture other = new EdgeFixture(Map.of("parley.edge.public-url", "https://mesh.example/base/"))) {
            AgentCard card = card(other.get("/agents/echo/.well-known/agent-card.json"));

            assertThat(interfaces(card))
                    .as("where gRPC is behind that address is not known")
                    .containsExactly(
                            "JSONRPC 1.0 https://mesh.example/base/agents/echo/ ",
                            "HTTP+JSON 1.0 https://mesh.example/base/agents/echo ",
                            "https://parley.dev/bindings/websocket/v1 1.0 wss://mesh.example/base/agents/echo/ ");
        }
    }

    @Test
    void publicGrpc_isNamedBesideAPublicUrl() throws Exception {
        try (EdgeFixture other = new EdgeFixture(Map.of(
                "parley.edge.public-url", "https://mesh.example",
                "parley.edge.public-grpc", "grpc.mesh.example:443"))) {
            assertThat(interfaces(card(other.get("/agents/echo/.well-known/agent-card.json"))))
                    .contains("GRPC 1.0 grpc.mesh.example:443 echo");
        }
    }

    @Test
    void grpcThatIsOff_isNotOnTheCard() throws Exception {
        try (EdgeFixture other = new EdgeFixture(Map.of("parley.edge.grpc-port", -1))) {
            assertThat(interfaces(card(other.get("/.well-known/agent-card.json"))))
                    .hasSize(3)
                    .noneMatch(at -> at.startsWith("GRPC"));
        }
    }

    @Test
    void etag_isAnotherForAnotherAddress() throws Exception {
        String path = "/.well-known/agent-card.json";
        String byNumber = edge.get(path).headers().firstValue("etag").orElseThrow();
        HttpRequest.Builder byName =
                HttpRequest.newBuilder(java.net.URI.create("http://localhost:" + edge.port + path));

        HttpResponse<String> response = edge.send(byName.header("If-None-Match", byNumber));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(interfaces(card(response))).contains("GRPC 1.0 localhost:" + edge.grpcPort + " ");
    }
}
