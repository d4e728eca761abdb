package dev.parley.registry.rpc;

import static dev.parley.registry.RegistryMesh.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentListener;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.registry.v1.DeleteAgentRequest;
import dev.parley.proto.registry.v1.ListAgentsReply;
import dev.parley.proto.registry.v1.ListAgentsRequest;
import dev.parley.proto.registry.v1.RegisterAgentReply;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.proto.registry.v1.SetAgentListenerRequest;
import dev.parley.proto.registry.v1.SetMaintenanceRequest;
import dev.parley.proto.registry.v1.UpdateAgentRequest;
import dev.parley.registry.Cards;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestAgent;
import dev.parley.registry.TestPostgres;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Registering, changing and listing agents over gRPC, on a real PostgreSQL. */
class RegistrationTest {
    private static RegistryMesh mesh;

    @BeforeAll
    static void start() {
        mesh = new RegistryMesh(
                TestPostgres.newDatabase(), Map.of("parley.registry.own-urls", "http://127.0.0.1:18080"));
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void register_byBaseUrlKeepsTheCardAsReceived() {
        try (TestAgent agent = new TestAgent()) {
            RegisterAgentReply reply = mesh.registerUrl("by-base-url", agent.url());
            assertThat(reply.getCreated()).isTrue();
            Agent registered = reply.getAgent();
            assertThat(registered.getId()).isEqualTo("by-base-url");
            assertThat(registered.getTenant()).isEqualTo("default");
            assertThat(registered.getCardUrl()).isEqualTo(agent.cardUrl());
            assertThat(registered.getCardShape()).isEqualTo("1.0");
            assertThat(registered.getCardAsReceived().toStringUtf8()).isEqualTo(Cards.named("Test Agent", agent.url()));
            assertThat(registered.getCard().getSkills(0).getName()).isEqualTo("Weather forecast");
            assertThat(registered.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
            assertThat(registered.hasLastSeen()).isTrue();
            assertThat(mesh.get("by-base-url")).isEqualTo(registered);
        }
    }

    @Test
    void register_triesTheOldWellKnownPathAndTheFullUrl() {
        try (TestAgent old = new TestAgent().at("/.well-known/agent.json");
                TestAgent elsewhere = new TestAgent().at("/cards/mine.json")) {
            assertThat(mesh.registerUrl("old-path", old.url() + "/").getAgent().getCardUrl())
                    .isEqualTo(old.url() + "/.well-known/agent.json");
            assertThat(mesh.registerUrl("full-url", elsewhere.cardUrl()).getCreated())
                    .isTrue();
        }
    }

    @Test
    void register_thatIsEqualAgainIsTheAgentAsItIs() {
        String card = Cards.named("Equal", "http://127.0.0.1:1/equal");
        Agent first = mesh.registerCard("equal", card).getAgent();
        RegisterAgentReply again = mesh.registerCard("equal", card);
        assertThat(again.getCreated()).isFalse();
        assertThat(again.getAgent().getVersion()).isEqualTo(first.getVersion());
    }

    @Test
    void register_withOtherBytesIsRefusedUnlessItReplaces() {
        mesh.registerCard("taken", Cards.named("One", "http://127.0.0.1:1/one"));
        String other = Cards.named("Two", "http://127.0.0.1:1/two");
        assertThat(error(() -> mesh.registerCard("taken", other)).code()).isEqualTo(A2aErrorCode.AGENT_EXISTS);
        RegisterAgentReply replaced = mesh.stub()
                .registerAgent(RegisterAgentRequest.newBuilder()
                        .setId("taken")
                        .setCard(ByteString.copyFromUtf8(other))
                        .setReplace(true)
                        .build());
        assertThat(replaced.getCreated()).isFalse();
        assertThat(mesh.get("taken").getCard().getName()).isEqualTo("Two");
    }

    @Test
    void register_overAndOverKeepsTheLastCardsOnly() throws Exception {
        String database = TestPostgres.newDatabase();
        try (RegistryMesh alone = new RegistryMesh(database, Map.of());
                Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            for (int i = 1; i <= 13; i++) {
                alone.stub()
                        .registerAgent(RegisterAgentRequest.newBuilder()
                                .setId("restless")
                                .setCard(ByteString.copyFromUtf8(Cards.named("Card " + i, "http://127.0.0.1:1/r")))
                                .setReplace(true)
                                .build());
            }
            assertThat(alone.get("restless").getCard().getName()).isEqualTo("Card 13");
            ResultSet kept =
                    statement.executeQuery("SELECT count(*) FROM registry.agent_version WHERE agent_id = 'restless'");
            kept.next();
            assertThat(kept.getInt(1)).isEqualTo(10);
        }
        try (RegistryMesh restarted = new RegistryMesh(database, Map.of())) {
            assertThat(restarted.get("restless").getCard().getName()).isEqualTo("Card 13");
        }
    }

    @Test
    void register_withoutAnIdMakesOneFromTheName() {
        assertThat(idOf(mesh.registerCard("", Cards.named("Wetter & Klima-Auskunft", "http://127.0.0.1:1/a"))))
                .isEqualTo("wetter-klima-auskunft");
        assertThat(idOf(mesh.registerCard("", Cards.named("Wetter Klima Auskunft", "http://127.0.0.1:1/b"))))
                .isEqualTo("wetter-klima-auskunft-2");
        assertThat(idOf(mesh.registerCard("", Cards.named("tasks", "http://127.0.0.1:1/c"))))
                .isEqualTo("an-agent-tasks");
        assertThat(idOf(mesh.registerCard("", Cards.named("天気", "http://127.0.0.1:1/d"))))
                .isEqualTo("an-agent");
        A2aException sameAgent =
                error(() -> mesh.registerCard("", Cards.withSkills("Wetter & Klima Auskunft", "http://127.0.0.1:1/a")));
        assertThat(sameAgent.code()).isEqualTo(A2aErrorCode.AGENT_EXISTS);
    }

    private static String idOf(RegisterAgentReply reply) {
        return reply.getAgent().getId();
    }

    @Test
    void register_refusesIdsThatAreNoLabelsOrReserved() {
        for (String id : List.of("Upper", "under_score", "-x", "x-", "a.b", "x".repeat(64), "tasks", "well-known")) {
            assertThat(error(() -> mesh.registerCard(id, Cards.named("X", "http://127.0.0.1:1")))
                            .code())
                    .as(id)
                    .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void register_saysWhyAnAgentCannotBeReached() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        A2aException refused = error(() -> mesh.registerUrl("gone", "http://127.0.0.1:" + closed));
        assertThat(refused.code()).isEqualTo(A2aErrorCode.AGENT_UNREACHABLE);
        assertThat(refused.text()).contains("http://127.0.0.1:" + closed, "connection refused");
        try (TestAgent agent = new TestAgent().at("/nowhere")) {
            assertThat(error(() -> mesh.registerUrl("gone", agent.url())).text())
                    .contains("answered 404");
            agent.at("/.well-known/agent-card.json").serves(" ".repeat((1 << 20) + 1));
            assertThat(error(() -> mesh.registerUrl("gone", agent.url())).text())
                    .contains("larger than 1048576");
        }
        assertThat(error(() -> mesh.registerUrl("gone", "http://no.such.host.invalid"))
                        .text())
                .contains("http://no.such.host.invalid", "host name");
    }

    @Test
    void register_refusesTheMeshItselfUnderEachOfItsNames() {
        for (String own : List.of("http://127.0.0.1:18080/agents/x", "http://localhost:18080")) {
            assertThat(error(() -> mesh.registerUrl("self", own)).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
            A2aException error = error(() -> mesh.registerCard("self", Cards.named("Self", own)));
            assertThat(error.code()).isEqualTo(A2aErrorCode.AGENT_CARD_INVALID);
            assertThat(error.violations()).extracting(Violation::path).containsExactly("$.supportedInterfaces[0].url");
        }
    }

    @Test
    void register_ofManyAtOnceMakesEachIdOnce() throws Exception {
        Callable<Boolean> register = () -> mesh.registerCard("raced", Cards.named("Raced", "http://127.0.0.1:1/raced"))
                .getCreated();
        List<Boolean> created = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(
                    IntStream.range(0, 20).mapToObj(i -> register).toList())) {
                created.add(each.get());
            }
        }
        assertThat(created).containsOnlyOnce(true).hasSize(20);
    }

    @Test
    void routing_takesTheRequestBeforeTheCardAndLeavesTheRestUnset() {
        String card = Cards.named("Priced", "http://127.0.0.1:1/priced")
                .replaceFirst("\\{", "{\"cost_per_request\":0.5,\"avg_latency_ms\":40,");
        RoutingMetadata routing = mesh.stub()
                .registerAgent(RegisterAgentRequest.newBuilder()
                        .setId("priced")
                        .setCard(ByteString.copyFromUtf8(card))
                        .setRouting(RoutingMetadata.newBuilder().setAvgLatencyMs(7))
                        .build())
                .getAgent()
                .getRouting();
        assertThat(routing.getCostPerRequest()).isEqualTo(0.5);
        assertThat(routing.getAvgLatencyMs()).isEqualTo(7);
        assertThat(routing.hasQualityScore()).isFalse();
    }

    @Test
    void update_fetchesTheCardAnewAndRaisesTheVersion() {
        try (TestAgent agent = new TestAgent()) {
            Agent before = mesh.registerUrl("updated", agent.url()).getAgent();
            agent.serves(Cards.named("New Name", agent.url()));
            Agent after = mesh.stub()
                    .updateAgent(
                            UpdateAgentRequest.newBuilder().setId("updated").build());
            assertThat(after.getCard().getName()).isEqualTo("New Name");
            assertThat(after.getVersion()).isGreaterThan(before.getVersion());
            assertThat(after.getRegisteredAt()).isEqualTo(before.getRegisteredAt());
        }
        mesh.registerCard("given", Cards.named("Given", "http://127.0.0.1:1/given"));
        assertThat(error(() -> mesh.stub()
                                .updateAgent(UpdateAgentRequest.newBuilder()
                                        .setId("given")
                                        .build()))
                        .code())
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    @Test
    void delete_forgetsAndVersionsRiseOverIt() {
        String card = Cards.named("Deleted", "http://127.0.0.1:1/deleted");
        Agent first = mesh.registerCard("deleted", card).getAgent();
        mesh.stub().deleteAgent(DeleteAgentRequest.newBuilder().setId("deleted").build());
        assertThat(error(() -> mesh.get("deleted")).code()).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        assertThat(error(() -> mesh.stub()
                                .deleteAgent(DeleteAgentRequest.newBuilder()
                                        .setId("deleted")
                                        .build()))
                        .code())
                .isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        assertThat(mesh.registerCard("deleted", card).getAgent().getVersion()).isGreaterThan(first.getVersion());
    }

    @Test
    void maintenance_isAStatusThatComesAndGoes() {
        mesh.registerCard("resting", Cards.named("Resting", "http://127.0.0.1:1/resting"));
        assertThat(maintenance(true).getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_MAINTENANCE);
        assertThat(maintenance(false).getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
    }

    private static Agent maintenance(boolean on) {
        return mesh.stub()
                .setMaintenance(SetMaintenanceRequest.newBuilder()
                        .setId("resting")
                        .setMaintenance(on)
                        .build());
    }

    @Test
    void list_givesEveryAgentOncePageByPage() throws Exception {
        List<String> ids = RegistryMesh.as("pages", () -> {
            for (int i = 0; i < 25; i++) {
                mesh.registerCard("agent-%02d".formatted(i), Cards.named("A" + i, "http://127.0.0.1:1/" + i));
            }
            List<String> seen = new ArrayList<>();
            ListAgentsRequest.Builder request = ListAgentsRequest.newBuilder().setPageSize(10);
            ListAgentsReply reply;
            do {
                reply = mesh.stub().listAgents(request.build());
                reply.getAgentsList().forEach(agent -> seen.add(agent.getId()));
                assertThat(reply.getTotalSize()).isEqualTo(25);
                request.setPageToken(reply.getNextPageToken());
            } while (!reply.getNextPageToken().isEmpty());
            return seen;
        });
        assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(error(() -> mesh.stub()
                                .listAgents(ListAgentsRequest.newBuilder()
                                        .setPageToken("!")
                                        .build()))
                        .code())
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    @Test
    void tenants_doNotSeeEachOther() throws Exception {
        mesh.registerCard("shared-name", Cards.named("Mine", "http://127.0.0.1:1/mine"));
        A2aException theirs = RegistryMesh.as("other", () -> error(() -> mesh.get("shared-name")));
        assertThat(theirs.code()).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        RegisterAgentReply own = RegistryMesh.as(
                "other", () -> mesh.registerCard("shared-name", Cards.named("Theirs", "http://127.0.0.1:1/theirs")));
        assertThat(own.getCreated()).isTrue();
        assertThat(mesh.get("shared-name").getCard().getName()).isEqualTo("Mine");
    }

    private static Agent listen(String id, int httpPort, int grpcPort) {
        return mesh.stub()
                .setAgentListener(SetAgentListenerRequest.newBuilder()
                        .setId(id)
                        .setListener(
                                AgentListener.newBuilder().setHttpPort(httpPort).setGrpcPort(grpcPort))
                        .build());
    }

    @Test
    void ownListener_isKeptWithTheAgentAndItsNextCard() {
        long before = mesh.registerCard("exposed", Cards.named("Exposed", "http://127.0.0.1:1/exposed"))
                .getAgent()
                .getVersion();

        Agent exposed = listen("exposed", 7101, 7102);

        assertThat(exposed.getListener().getHttpPort()).isEqualTo(7101);
        assertThat(exposed.getListener().getGrpcPort()).isEqualTo(7102);
        assertThat(exposed.getVersion()).isGreaterThan(before);
        assertThat(listen("exposed", 7101, 7102)).as("the same again").isEqualTo(exposed);
        Agent replaced = mesh.stub()
                .updateAgent(UpdateAgentRequest.newBuilder()
                        .setId("exposed")
                        .setCard(ByteString.copyFromUtf8(Cards.named("Exposed anew", "http://127.0.0.1:1/exposed")))
                        .build());
        assertThat(replaced.getListener()).isEqualTo(exposed.getListener());
        assertThat(listen("exposed", 0, 0).hasListener()).isFalse();
    }

    @Test
    void ownListener_getsNoPortOfAnother() {
        mesh.registerCard("first-port", Cards.named("First", "http://127.0.0.1:1/first"));
        mesh.registerCard("second-port", Cards.named("Second", "http://127.0.0.1:1/second"));
        listen("first-port", 7201, 7202);

        for (int[] ports : new int[][] {{7201, 0}, {7202, 0}, {0, 7201}, {7300, 7202}}) {
            A2aException taken = error(() -> listen("second-port", ports[0], ports[1]));
            assertThat(taken.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
            assertThat(taken.getMessage()).contains("another agent's");
        }
        mesh.stub()
                .deleteAgent(DeleteAgentRequest.newBuilder().setId("first-port").build());
        assertThat(listen("second-port", 7201, 7202).getListener().getGrpcPort())
                .isEqualTo(7202);
    }

    @Test
    void ownListener_isTwoPortsOfAKnownAgent() {
        mesh.registerCard("ports", Cards.named("Ports", "http://127.0.0.1:1/ports"));
        for (int[] ports : new int[][] {{-1, 0}, {0, 65_536}, {7400, 7400}}) {
            assertThat(error(() -> listen("ports", ports[0], ports[1])).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
        assertThat(error(() -> listen("nobody", 7401, 0)).code()).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
    }
}
