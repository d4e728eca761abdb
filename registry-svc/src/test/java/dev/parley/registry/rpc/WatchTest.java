package dev.parley.registry.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.AgentChange.ChangeCase;
import dev.parley.proto.registry.v1.AgentListener;
import dev.parley.proto.registry.v1.ClusterChange;
import dev.parley.proto.registry.v1.DeleteAgentRequest;
import dev.parley.proto.registry.v1.SetAgentListenerRequest;
import dev.parley.registry.Cards;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestPostgres;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private String database;
    private RegistryMesh mesh;

    @BeforeEach
    void start() {
        database = TestPostgres.newDatabase();
        mesh = new RegistryMesh(database, Map.of());
    }

    @AfterEach
    void stop() {
        mesh.close();
    }

    @Test
    void watch_tellsWhatIsThenSyncedThenEveryChange() throws Exception {
        register("before");
        RegistryMesh.as("other", () -> register("of-another-tenant"));
        Iterator<AgentChange> changes = mesh.stub().watchAgents(Empty.getDefaultInstance());
        assertThat(changes.next().getUpserted().getId()).isEqualTo("before");
        assertThat(changes.next().getUpserted().getTenant()).isEqualTo("other");
        assertThat(changes.next().getSynced()).isTrue();
        register("after");
        assertThat(changes.next().getUpserted().getId()).isEqualTo("after");
        mesh.stub().deleteAgent(DeleteAgentRequest.newBuilder().setId("before").build());
        assertThat(changes.next().getDeleted().getId()).isEqualTo("before");
    }

    @Test
    void clusterWatch_tellsWhatIsThenSyncedThenEveryChange() {
        register("before");
        Iterator<ClusterChange> changes = mesh.stub().watchClusters(Empty.getDefaultInstance());
        assertThat(changes.next().getUpserted().getName()).isEqualTo("agent/default/before");
        assertThat(changes.next().getSynced()).isTrue();
        register("after");
        assertThat(changes.next().getUpserted().getJson()).contains("\"name\":\"agent/default/after\"");
        mesh.stub().deleteAgent(DeleteAgentRequest.newBuilder().setId("before").build());
        assertThat(changes.next().getDeleted()).isEqualTo("agent/default/before");
    }

    @Test
    void directory_followsTheRegistry() throws Exception {
        register("known");
        BlockingQueue<AgentChange> changes = new LinkedBlockingQueue<>();
        try (AgentDirectory directory = new AgentDirectory(mesh.channel(), changes::add)) {
            assertThat(directory.awaitSynced(Duration.ofSeconds(5))).isTrue();
            assertThat(directory.require("known").getCard().getName()).isEqualTo("known");
            register("later");
            AgentChange change = changes.poll(5, TimeUnit.SECONDS);
            while (change != null && change.getChangeCase() != ChangeCase.SYNCED) {
                change = changes.poll(5, TimeUnit.SECONDS);
            }
            assertThat(changes.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(directory.size()).isEqualTo(2);
        }
    }

    @Test
    void agents_areThereAfterARestart() throws Exception {
        register("kept");
        mesh.stub()
                .setAgentListener(SetAgentListenerRequest.newBuilder()
                        .setId("kept")
                        .setListener(
                                AgentListener.newBuilder().setHttpPort(9001).setGrpcPort(9002))
                        .build());
        Agent before = withoutHealth(mesh.get("kept"));
        mesh.close();
        mesh = new RegistryMesh(database, Map.of());
        assertThat(withoutHealth(mesh.get("kept"))).isEqualTo(before);
        assertThat(before.getListener().getHttpPort()).isEqualTo(9001);
    }

    // a probe may come between
    private static Agent withoutHealth(Agent agent) {
        return agent.toBuilder().clearHealthScore().clearLastSeen().build();
    }

    private boolean register(String id) {
        return mesh.registerCard(id, Cards.named(id, "http://127.0.0.1:1/" + id))
                .getCreated();
    }
}
