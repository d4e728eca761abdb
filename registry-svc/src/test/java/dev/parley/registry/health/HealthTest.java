package dev.parley.registry.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.registry.Cards;
import dev.parley.registry.Deadline;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestAgent;
import dev.parley.registry.TestPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes of real HTTP agents, with Redis away throughout: nothing here may need it. */
class HealthTest {
    private String database;
    private RegistryMesh mesh;

    @BeforeEach
    void start() {
        database = TestPostgres.newDatabase();
        mesh = open(Map.of());
    }

    private RegistryMesh open(Map<String, String> overrides) {
        Map<String, String> all = new HashMap<>(Map.of(
                "parley.registry.health.probe-interval", "100ms",
                "parley.registry.health.probe-timeout", "500ms",
                "parley.registry.health.card-interval", "200ms",
                "redis.uri", "redis://127.0.0.1:1"));
        all.putAll(overrides);
        return new RegistryMesh(database, all);
    }

    @AfterEach
    void stop() {
        mesh.close();
    }

    private AgentStatus status(String id) {
        return mesh.get(id).getStatus();
    }

    @Test
    void agent_failsAfterMissesAndComesBackWithOneAnswer() throws Exception {
        try (TestAgent agent = new TestAgent()) {
            mesh.registerUrl("blinking", agent.url());
            Iterator<AgentChange> changes = mesh.stub().watchAgents(Empty.getDefaultInstance());
            changes.next();
            assertThat(changes.next().getSynced()).isTrue();
            agent.answers(503);
            Agent failed = changes.next().getUpserted();
            assertThat(failed.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_FAILED);
            assertThat(failed.getStatusReason()).contains("answered 503");
            assertThat(failed.getHealthScore()).isLessThan(1);
            agent.answers(200);
            Agent back = changes.next().getUpserted();
            assertThat(back.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
            assertThat(back.getStatusReason()).isEmpty();
            assertThat(back.getVersion()).isGreaterThan(failed.getVersion());
        }
    }

    @Test
    void probe_ofThePlaceThatAnAgentHasLeftSaysNothingOfIt() throws Exception {
        try (ServerSocket before = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestAgent after = new TestAgent()) {
            mesh.registerCard("moved", Cards.named("Moved", "http://127.0.0.1:" + before.getLocalPort() + "/rpc"));
            while (status("moved") == AgentStatus.AGENT_STATUS_ACTIVE) {
                before.accept().close();
            }
            Socket underWay = before.accept();
            mesh.stub()
                    .registerAgent(RegisterAgentRequest.newBuilder()
                            .setId("moved")
                            .setCardUrl(after.url())
                            .setReplace(true)
                            .build());
            Iterator<AgentChange> changes = mesh.stub().watchAgents(Empty.getDefaultInstance());
            // the probe gives up
            underWay.getInputStream().readAllBytes();
            int requests = after.requests().size();
            Deadline.await(
                    "it is probed where it is now", () -> after.requests().size() > requests + 2);
            mesh.registerCard("marker", Cards.named("Marker", "http://127.0.0.1:1/marker"));
            Agent seen;
            do {
                seen = changes.next().getUpserted();
                if (seen.getId().equals("moved")) {
                    assertThat(seen.getStatus()).as(seen.getStatusReason()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
                }
            } while (!seen.getId().equals("marker"));
        }
    }

    @Test
    void agent_thatWasNeverThereBecomesInactive() throws Exception {
        Agent registered = mesh.registerCard("bodiless", Cards.named("Bodiless", "http://127.0.0.1:1/bodiless"))
                .getAgent();
        assertThat(registered.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
        Deadline.await("inactive", () -> status("bodiless") == AgentStatus.AGENT_STATUS_INACTIVE);
        assertThat(mesh.get("bodiless").getStatusReason()).contains("connection refused");
    }

    @Test
    void probe_takesAnyAnswerOfAnEndpointForASignOfLife() throws Exception {
        try (TestAgent agent = new TestAgent()) {
            mesh.registerCard("endpoint", Cards.named("Endpoint", agent.url() + "/rpc"));
            agent.answers(405);
            Deadline.await("seen", () -> mesh.get("endpoint").hasLastSeen());
            assertThat(agent.requests()).contains("/rpc");
            assertThat(status("endpoint")).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
        }
    }

    @Test
    void probe_takesAConnectionForASignOfLifeOfAnAgentOverGrpc() throws Exception {
        try (ServerSocket grpc = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String card =
                    Cards.named("Channel", "localhost:" + grpc.getLocalPort()).replace("JSONRPC", "GRPC");
            mesh.registerCard("channel", card);
            Deadline.await("seen", () -> mesh.get("channel").hasLastSeen());
            assertThat(status("channel")).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
        }
        Deadline.await("failed", () -> status("channel") == AgentStatus.AGENT_STATUS_FAILED);
        assertThat(mesh.get("channel").getStatusReason()).contains("connection refused");
    }

    @Test
    void status_isThatOfTheLastProbeAfterARestart() throws Exception {
        try (TestAgent agent = new TestAgent()) {
            mesh.registerUrl("down", agent.url());
        }
        Deadline.await("failed", () -> status("down") == AgentStatus.AGENT_STATUS_FAILED);
        mesh.close();
        mesh = open(Map.of("parley.registry.health.probe-interval", "1h"));
        assertThat(status("down")).isEqualTo(AgentStatus.AGENT_STATUS_FAILED);
    }

    @Test
    void card_isTakenOverWhenItChangesAndKeptWhenItBreaks() throws Exception {
        try (TestAgent agent = new TestAgent().withEtag("\"one\"")) {
            Agent before = mesh.registerUrl("renewed", agent.url()).getAgent();
            Deadline.await(
                    "looked at", () -> !mesh.get("renewed").getCardCheckedAt().equals(before.getCardCheckedAt()));
            assertThat(mesh.get("renewed").getVersion()).isEqualTo(before.getVersion());
            agent.serves(Cards.named("Second", agent.url())).withEtag("\"two\"");
            Deadline.await(
                    "new card", () -> mesh.get("renewed").getCard().getName().equals("Second"));
            long version = mesh.get("renewed").getVersion();
            agent.serves("{\"name\":").withEtag("\"three\"");
            int asked = agent.requests().size();
            Deadline.await("looked at again", () -> agent.requests().size() > asked + 8);
            assertThat(mesh.get("renewed").getVersion()).isEqualTo(version);
            assertThat(status("renewed")).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
        }
    }
}
