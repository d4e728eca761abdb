package dev.parley.registry.rpc;

import static dev.parley.registry.RegistryMesh.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.HostSeen;
import dev.parley.proto.registry.v1.SidecarReport;
import dev.parley.proto.registry.v1.SidecarView;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestAgent;
import dev.parley.registry.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What routers say of their Envoys, and what is told of it. */
class SidecarReportTest {
    private static ClusterSeen seen(String cluster, long requests) {
        return ClusterSeen.newBuilder()
                .setCluster(cluster)
                .addHosts(HostSeen.newBuilder().setAddress("10.0.0.1:80").setRequests(requests))
                .build();
    }

    private static SidecarReport report(String router, ClusterSeen... seen) {
        return SidecarReport.newBuilder()
                .setRouter(router)
                .addAllClusters(List.of(seen))
                .build();
    }

    @Test
    void getAgent_tellsTheLastReportOfEachRouter_aboutThisAgentAlone() {
        try (RegistryMesh mesh = new RegistryMesh(TestPostgres.newDatabase(), Map.of());
                TestAgent agent = new TestAgent()) {
            mesh.registerUrl("seen", agent.url());
            assertThat(mesh.get("seen").getSidecarsList()).isEmpty();

            var registry = mesh.stub();
            registry.reportSidecar(report("router-1", seen("agent/default/seen", 1)));
            registry.reportSidecar(report("router-1", seen("agent/default/seen", 2), seen("agent/default/other", 9)));
            registry.reportSidecar(report("router-2", seen("agent/other/seen", 7)));
            registry.reportSidecar(report("router-3", seen("agent/default/seen", 3)));

            var views = mesh.get("seen").getSidecarsList();
            assertThat(views).extracting(SidecarView::getRouter).containsExactly("router-1", "router-3");
            assertThat(views.getFirst().getClustersList()).containsExactly(seen("agent/default/seen", 2));
            assertThat(views.getFirst().getAt().getSeconds()).isPositive();
            registry.reportSidecar(report("router-1"));
            assertThat(mesh.get("seen").getSidecarsList())
                    .extracting(SidecarView::getRouter)
                    .containsExactly("router-3");
        }
    }

    @Test
    void aRouterWithoutAName_isRefused() {
        try (RegistryMesh mesh = new RegistryMesh(TestPostgres.newDatabase(), Map.of())) {
            for (String name : new String[] {"", " ", "r".repeat(101)}) {
                assertThat(error(() -> mesh.stub().reportSidecar(report(name))).code())
                        .isEqualTo(A2aErrorCode.INVALID_PARAMS);
            }
        }
    }
}
