package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.ExtendedCardReply;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cards that agents show to callers who are authenticated: everybody, as long as only this machine can call. */
final class ExtendedCardTest {
    private EdgeFixture edge;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        edge = EdgeFixture.start();
        AgentCard.Builder card = SmallRegistry.card("Rich").toBuilder();
        card.getCapabilitiesBuilder().setExtendedAgentCard(true);
        edge.registry.add("rich", card.build());
        Await.until("the agent is known", () -> card("/agents/rich/").contains("Rich"));
        edge.router.extendedCard = ExtendedCardReply.newBuilder()
                .setCard(card.addSkills(AgentSkill.newBuilder()
                        .setId("secret")
                        .setName("Secret")
                        .setDescription("Not for everybody")
                        .addTags("secret")))
                .build();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        edge.close();
    }

    private String card(String endpoint, String... headers) {
        try {
            return edge.get(endpoint + ".well-known/agent-card.json", headers).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static AgentCard read(String json) {
        return ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), AgentCard.getDefaultInstance());
    }

    private AgentCard overGrpc(String agent) {
        return A2AServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getExtendedAgentCard(GetExtendedAgentCardRequest.newBuilder()
                        .setTenant(agent)
                        .build());
    }

    private static String older(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"agent/getAuthenticatedExtendedCard\"}";
    }

    @Test
    void flag_isOnTheCardOfAnAgentThatDeclaresOne() {
        assertThat(read(card("/agents/rich/")).getCapabilities().getExtendedAgentCard())
                .isTrue();
        assertThat(card("/agents/rich/", "A2A-Version", "0.3")).contains("\"supportsAuthenticatedExtendedCard\":true");
        assertThat(read(card("/agents/echo/")).getCapabilities().getExtendedAgentCard())
                .isFalse();
        assertThat(read(card("/")).getCapabilities().getExtendedAgentCard()).isFalse();
    }

    @Test
    void extendedCard_isTheAgentsWithTheMeshsUrlsOverEveryBinding() throws Exception {
        HttpResponse<String> rpc = edge.rpc("/agents/rich/", "GetExtendedAgentCard", "{}");
        HttpResponse<String> rest = edge.get("/agents/rich/extendedAgentCard", "A2A-Version", "1.0");
        AgentCard grpc = overGrpc("rich");

        AgentCard card = read(rest.body());
        assertThat(card.getSkillsList()).extracting(AgentSkill::getId).containsExactly("say", "secret");
        assertThat(card.getSignaturesList()).isEmpty();
        assertThat(card.getSupportedInterfaces(0).getUrl()).isEqualTo(edge.base() + "/agents/rich/");
        assertThat(card.getSupportedInterfaces(2).getTenant()).isEqualTo("rich");
        assertThat(card.getCapabilities().getPushNotifications())
                .isEqualTo(read(card("/agents/rich/")).getCapabilities().getPushNotifications());
        assertThat(rest.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(rpc.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + rest.body() + "}");
        assertThat(grpc).isEqualTo(card);
    }

    @Test
    void callersOf03And02_getACardOf03() throws Exception {
        HttpResponse<String> rpc = edge.post("/agents/rich/", older("7"));
        assertThat(rpc.body())
                .contains(
                        "\"id\":7",
                        "\"secret\"",
                        "\"url\":\"" + edge.base() + "/agents/rich/\"",
                        "\"protocolVersion\":\"0.3.0\"")
                .doesNotContain("supportedInterfaces", edge.grpcPort + "\"");

        HttpResponse<String> plain = edge.get("/agents/rich/agent/authenticatedExtendedCard");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(rpc.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + plain.body() + "}");
    }

    @Test
    void undeclaredCard_isAnUnsupportedOperation() throws Exception {
        for (String agent : List.of("echo", "")) {
            String path = agent.isEmpty() ? "/" : "/agents/" + agent + "/";
            assertThat(edge.rpc(path, "GetExtendedAgentCard", "{}").body()).contains("-32004");
            assertThat(edge.post(path, older("1")).body()).contains("-32007");
            HttpResponse<String> rest = edge.get(path + "extendedAgentCard", "A2A-Version", "1.0");
            assertThat(rest.statusCode()).isEqualTo(400);
            assertThat(rest.body()).contains("UNSUPPORTED_OPERATION");
            assertThat(edge.get(path + "agent/authenticatedExtendedCard").statusCode())
                    .isEqualTo(404);
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> overGrpc(agent));
            assertThat(RpcErrors.fromStatus(refused).code()).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
        }
        assertThat(edge.rpc("/agents/nobody/", "GetExtendedAgentCard", "{}").body())
                .contains("AGENT_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED, -32007, EXTENDED_AGENT_CARD_NOT_CONFIGURED, 400",
        "REFUSED, -32601, EXTENDED_AGENT_CARD_NOT_CONFIGURED, 400",
        "REFUSED, -32004, EXTENDED_AGENT_CARD_NOT_CONFIGURED, 400",
        "REFUSED, -32603, INVALID_AGENT_RESPONSE, 500",
        "BROKEN, 0, INVALID_AGENT_RESPONSE, 500",
        "SILENT, 0, DEADLINE_EXCEEDED, 504",
        "NOT_STARTED, 0, AGENT_UNREACHABLE, 502"
    })
    void agentThatGivesNone_isSaidWhy(CallEnd.Outcome outcome, int code, String reason, int status) throws Exception {
        edge.router.extendedCard = ExtendedCardReply.newBuilder()
                .setFailure(CallEnd.newBuilder()
                        .setOutcome(outcome)
                        .setAgentErrorCode(code)
                        .setReason("it said no"))
                .build();

        HttpResponse<String> rest = edge.get("/agents/rich/extendedAgentCard", "A2A-Version", "1.0");

        assertThat(rest.statusCode()).isEqualTo(status);
        assertThat(rest.body()).contains(reason, "it said no");
    }

    @Test
    void node_saysWhatItCan() throws Exception {
        HttpResponse<String> node = edge.get("/agent/card");

        assertThat(node.statusCode()).isEqualTo(200);
        assertThat(node.body())
                .contains(
                        "\"protocol_versions\":[\"1.0\",\"0.3\",\"0.2\",\"0.1\"]",
                        "\"agents\":2",
                        "\"max_streams\":10000",
                        "\"max_sends\":10000",
                        "\"delegate\"");
    }
}
