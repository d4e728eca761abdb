package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one Envoy says of itself, over its unix socket and over the loopback interface. */
class EnvoyAdminIT {
    private static final Endpoint INBOUND = TestMesh.freeEndpoint();
    private static TestMesh mesh;
    private static EnvoyAdmin admin;

    @BeforeAll
    static void start() throws Exception {
        mesh = new TestMesh();
        admin = mesh.sidecar(Member.EMBED, "embed-1", INBOUND, Map.of()).admin();
    }

    @AfterAll
    static void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void server_saysWhatItIs() {
        assertThat(admin.isReady()).isTrue();
        assertThat(admin.serverInfo().id()).isEqualTo("embed-1");
        assertThat(admin.serverInfo().version()).contains("1.40.0");
        assertThat(admin.serverInfo().state()).isEqualTo("LIVE");
        assertThat(admin.serverInfo().restartEpoch()).isZero();
    }

    @Test
    void listenersAndClusters_areTheBootstraps() throws Exception {
        assertThat(admin.listeners()).isEqualTo(Map.of("inbound", "127.0.0.1:" + INBOUND.port()));
        UpstreamCluster process = admin.clusters().stream()
                .filter(cluster -> cluster.name().equals("process/grpc"))
                .findFirst()
                .orElseThrow();
        assertThat(process.dynamic()).isFalse();
        assertThat(process.hosts()).singleElement().satisfies(host -> {
            assertThat(host.address()).endsWith("/embed-1/grpc.sock");
            assertThat(host.isHealthy()).isTrue();
            assertThat(host.isEjected()).isFalse();
            assertThat(host.stats()).containsKey("rq_active");
        });
    }

    @Test
    void certificates_areThoseOfTheFolder() throws Exception {
        assertThat(admin.certificates())
                .anySatisfy(leaf -> {
                    assertThat(leaf.uris()).containsExactly("spiffe://parley.local/embed");
                    assertThat(leaf.authority()).isFalse();
                    assertThat(leaf.daysLeft()).isBetween(0L, 1L);
                    assertThat(leaf.expires())
                            .isEqualTo(mesh.secrets("embed-1")
                                    .certificate()
                                    .getNotAfter()
                                    .toInstant());
                })
                .anySatisfy(authority -> {
                    assertThat(authority.authority()).isTrue();
                    assertThat(authority.daysLeft()).isGreaterThan(360);
                });
    }

    @Test
    void stats_andMetrics_andConfiguration() {
        assertThat(admin.stats("^server[.](live|version)$")).containsEntry("server.live", 1L);
        assertThat(admin.prometheus()).contains("envoy_server_live");
        assertThat(admin.configDump())
                .contains("spiffe://parley.local/registry")
                .doesNotContain("PRIVATE KEY");
    }

    @Test
    void logLevel_isChanged_andAWrongOneRefused() {
        admin.logLevel("rbac", "debug");
        admin.logLevel("warning");
        assertThatThrownBy(() -> admin.logLevel("loud"))
                .isInstanceOf(AdminFailure.class)
                .hasMessageContaining("embed-1/admin.sock")
                .hasMessageContaining("400")
                .hasMessageContaining("expected: 200");
    }

    @Test
    void failedHealthChecks_areTakenBack() {
        admin.failHealthChecks();
        assertThat(admin.serverInfo().state()).isEqualTo("DRAINING");
        admin.passHealthChecks();
        assertThat(admin.serverInfo().state()).isEqualTo("LIVE");
    }

    @Test
    void loopbackAddress_worksToo() throws Exception {
        Endpoint endpoint = TestMesh.freeEndpoint();
        EnvoySettings usual = mesh.settings(Member.EMBED, "embed-2", TestMesh.freeEndpoint(), Map.of());
        EnvoyProcess other = mesh.start(new EnvoySettings(
                usual.id(),
                usual.trustDomain(),
                usual.folder(),
                new AdminAddress.Loopback(endpoint),
                usual.errorLog(),
                usual.limits(),
                usual.tracing(),
                usual.role()));
        assertThat(other.admin().serverInfo().id()).isEqualTo("embed-2");
    }

    @Test
    void absentEnvoy_isNamed() {
        try (EnvoyAdmin nobody =
                new EnvoyAdmin(new AdminAddress.Socket(Path.of("/tmp/no-such-envoy.sock")), Duration.ofSeconds(5))) {
            assertThatThrownBy(nobody::serverInfo)
                    .isInstanceOf(AdminFailure.class)
                    .hasMessageContaining("unix:/tmp/no-such-envoy.sock")
                    .hasMessageContaining("GET /server_info")
                    .hasMessageContaining("expected: an Envoy");
        }
    }

    @Test
    void answerOverTheBound_isAFailure_notMemory() throws Exception {
        Path socket = mesh.folder("endless").resolve("s");
        mesh.closedAtTheEnd(new HttpApp(socket, exchange -> {
            exchange.beginEvents();
            for (int i = 0; i < 80; i++) {
                exchange.event("x".repeat(1024 * 1024));
            }
        }));
        try (EnvoyAdmin client = new EnvoyAdmin(new AdminAddress.Socket(socket), Duration.ofSeconds(20))) {
            assertThatThrownBy(client::prometheus)
                    .isInstanceOf(AdminFailure.class)
                    .hasMessageContaining("TooLong");
        }
    }
}
