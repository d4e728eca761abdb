package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.router.v1.ExtendedCardReply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How cards of 0.3 say where gRPC is: {@code parley.edge.v03-grpc-address}. */
final class V03GrpcAddressTest {
    private static final String CARD = "/.well-known/agent-card.json";

    @Test
    void url_isOnCardsOf03Only() throws Exception {
        try (EdgeFixture edge = edge("url")) {
            String hostPort = "127.0.0.1:" + edge.grpcPort;
            String older = "{\"url\":\"http://" + hostPort + "\",\"transport\":\"GRPC\"}";
            String newer = "{\"url\":\"" + hostPort + "\",\"protocolBinding\":\"GRPC\"";

            assertThat(edge.get(CARD, "A2A-Version", "0.3").body())
                    .contains(older)
                    .doesNotContain(newer);
            assertThat(edge.get(CARD, "A2A-Version", "1.0").body())
                    .contains(newer)
                    .doesNotContain(older);
            assertThat(edge.get(CARD).body()).as("the card of both").contains(older, newer);
        }
    }

    @Test
    void url_isOnExtendedCardsOf03() throws Exception {
        try (EdgeFixture edge = edge("url")) {
            String grpc = ownPort(edge);

            String expected = "{\"url\":\"http://" + grpc + "\",\"transport\":\"GRPC\"}";
            assertThat(edge.post("/agents/rich/", extendedCard()).body()).contains(expected);
            assertThat(edge.get("/agents/rich/agent/authenticatedExtendedCard").body())
                    .contains(expected);
            assertThat(edge.get("/agents/rich/v1/card").body()).contains(expected);
            assertThat(edge.get("/agents/rich/extendedAgentCard", "A2A-Version", "1.0")
                            .body())
                    .contains("\"" + grpc + "\"");
        }
    }

    @Test
    void url_hasTheSchemeOfThePublicUrl() throws Exception {
        Map<String, Object> settings = Map.of(
                "parley.edge.v03-grpc-address", "url",
                "parley.edge.public-url", "https://mesh.example.org/a2a",
                "parley.edge.public-grpc", "mesh.example.org:443");
        try (EdgeFixture edge = new EdgeFixture(settings)) {
            assertThat(edge.get(CARD, "A2A-Version", "0.3").body())
                    .contains("{\"url\":\"https://mesh.example.org:443\",\"transport\":\"GRPC\"}");
        }
    }

    @Test
    void default_isHostAndPort() throws Exception {
        for (EdgeFixture each : List.of(EdgeFixture.start(), edge("host-port"))) {
            try (EdgeFixture edge = each) {
                assertThat(edge.get(CARD, "A2A-Version", "0.3").body())
                        .contains("{\"url\":\"127.0.0.1:" + edge.grpcPort + "\",\"transport\":\"GRPC\"}");
            }
        }
    }

    @Test
    void anythingElse_keepsTheEdgeFromStarting() {
        assertThatThrownBy(() -> edge("grpc").close())
                .rootCause()
                .hasMessageContaining("parley.edge.v03-grpc-address=grpc (expected: one of host-port, url)");
    }

    private static EdgeFixture edge(String address) {
        return new EdgeFixture(Map.of("parley.edge.v03-grpc-address", address, "parley.edge.dual-card", "true"));
    }

    private static String extendedCard() {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent/getAuthenticatedExtendedCard\"}";
    }

    /** An agent with an extended card and a gRPC port of its own. */
    private static String ownPort(EdgeFixture edge) throws Exception {
        AgentCard.Builder card = SmallRegistry.card("Rich").toBuilder();
        card.getCapabilitiesBuilder().setExtendedAgentCard(true);
        edge.registry.add("rich", card.build());
        edge.router.extendedCard = ExtendedCardReply.newBuilder().setCard(card).build();
        edge.call("PUT", "/api/v1/agents/rich/listener", "{\"grpcPort\": 0}");
        String answer = edge.get("/api/v1/agents/rich/listener").body();
        return answer.replaceFirst("(?s).*\"grpc\":\"([^\"]+)\".*", "$1");
    }
}
