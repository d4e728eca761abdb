package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.bootstrap.AgentClusters;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.bootstrap.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router's Envoy on the way to agents, which come and go with a file. */
class AgentsIT {
    private TestMesh mesh;
    private EnvoyProcess router;
    private Path clusters;
    private Path socket;

    @BeforeEach
    void start() throws Exception {
        mesh = new TestMesh();
        clusters = mesh.folder("agents");
        socket = mesh.folder("router-1").resolve("agents.sock");
        AgentClusters.prepare(clusters);
        router = mesh.start(EnvoySettings.of(
                "router-1",
                mesh.folder("router-1"),
                new Role.Router(
                        TestMesh.freeEndpoint(),
                        mesh.app("router-1", false),
                        Optional.of(mesh.egress("router-1")),
                        new Role.Agents(socket, clusters),
                        Map.of(Member.REGISTRY, List.of(TestMesh.freeEndpoint())))));
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    private static String cluster(String name, int port) {
        return """
                {"@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "%s", "type": "STATIC",
                 "connect_timeout": "0.25s", "load_assignment": {"cluster_name": "%s", "endpoints": [{"lb_endpoints": [
                  {"endpoint": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": %d}}}}]}]}}
                """.formatted(name, name, port);
    }

    private void publish(String... resources) throws IOException {
        AgentClusters.replace(
                clusters,
                Stream.of(resources)
                        .collect(Collectors.joining(",", "{\"version_info\": \"1\", \"resources\": [", "]}")));
    }

    private void awaitCluster(String name) {
        Await.that(
                name + " is known",
                () -> router.admin().clusters().stream()
                        .map(UpstreamCluster::name)
                        .anyMatch(name::equals));
    }

    private SocketHttp.Answer ask(String cluster) throws IOException {
        return SocketHttp.get(socket, "/a2a", Map.of("host", "agent.example", "x-parley-cluster", cluster));
    }

    @Test
    void agent_isReachedWhenItsClusterAppears_andSeesNothingOfTheMesh() throws Exception {
        HttpApp agent = mesh.closedAtTheEnd(new HttpApp(HttpApp::echo));
        publish(cluster("agent/one", agent.port()));
        awaitCluster("agent/one");

        SocketHttp.Answer answer = ask("agent/one");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("GET /a2a");
        assertThat(answer.headers())
                .containsEntry("seen-host", "agent.example")
                .doesNotContainKey("x-parley-envoy-flags");
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("seen-x-"));
    }

    @Test
    void unknownAgent_isSaidToBeUnknown() throws Exception {
        SocketHttp.Answer answer = ask("agent/nobody");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("x-parley-envoy-flags", "NC");
    }

    @Test
    void clusterOfAService_isNoAgent() throws Exception {
        SocketHttp.Answer answer = ask("service/registry");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("x-parley-envoy-flags", "NR");
    }

    @Test
    void absentAgent_isSaidNotToBeReached() throws Exception {
        publish(cluster("agent/away", TestMesh.freeEndpoint().port()));
        awaitCluster("agent/away");
        SocketHttp.Answer answer = ask("agent/away");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().get("x-parley-envoy-flags").split(",")).isSubsetOf("UF", "URX");
    }

    @Test
    void agentThatHangsUp_isAskedOnce_andNotSaidToBeAway() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpApp agent = mesh.closedAtTheEnd(new HttpApp(exchange -> {
            asked.incrementAndGet();
            exchange.hangUp();
        }));
        publish(cluster("agent/rude", agent.port()));
        awaitCluster("agent/rude");
        assertThat(ask("agent/rude").headers()).containsEntry("x-parley-envoy-flags", "UC");
        assertThat(asked).hasValue(1);
    }

    @Test
    void agentsOwnAnswer_carriesNoWordOfEnvoy_evenIfTheAgentWroteIt() throws Exception {
        HttpApp agent = mesh.closedAtTheEnd(new HttpApp(exchange -> exchange.answer(
                503, Map.of("x-parley-envoy-flags", "NC", "x-envoy-immediate-health-check-fail", "true"), "mine")));
        publish(cluster("agent/liar", agent.port()));
        awaitCluster("agent/liar");
        SocketHttp.Answer answer = ask("agent/liar");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("mine");
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("x-"));
    }

    @Test
    void misspeltCluster_isRefused_andTheOthersStay() throws Exception {
        HttpApp agent = mesh.closedAtTheEnd(new HttpApp(HttpApp::echo));
        publish(cluster("agent/one", agent.port()));
        awaitCluster("agent/one");
        publish(cluster("agent/two", agent.port()).replace("connect_timeout", "conect_timeout"));
        Await.that("a refusal", () -> router.stat("cluster_manager.cds.update_rejected") > 0);
        assertThat(ask("agent/one").status()).isEqualTo(200);
        assertThat(ask("agent/two").headers()).containsEntry("x-parley-envoy-flags", "NC");
    }
}
