package dev.parley.registry.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.SidecarReport;
import dev.parley.proto.registry.v1.SidecarView;
import dev.parley.registry.agent.RegisteredAgent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SidecarViewsTest {
    private static final RegisteredAgent AGENT =
            Agents.at("a", 1, List.of("http://one.example/", "https://two.example:8443/"));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SidecarViews views = new SidecarViews(() -> now);

    private void report(String router, String... clusters) {
        SidecarReport.Builder report = SidecarReport.newBuilder().setRouter(router);
        for (String cluster : clusters) {
            report.addClusters(ClusterSeen.newBuilder().setCluster(cluster));
        }
        views.report(report.build());
    }

    private List<String> routers() {
        return views.of(AGENT).stream().map(SidecarView::getRouter).toList();
    }

    @Test
    void everyPlaceOfTheAgentIsTold_inTheCardsOrder() {
        report("r", "agent/default/a/two.example:8443/tls", "agent/default/a", "agent/default/b");
        assertThat(views.of(AGENT).getFirst().getClustersList())
                .extracting(ClusterSeen::getCluster)
                .containsExactly("agent/default/a", "agent/default/a/two.example:8443/tls");
    }

    @Test
    void whatIsOldIsNotTold() {
        report("old", "agent/default/a");
        now = now.plus(SidecarViews.GOOD_FOR);
        report("new", "agent/default/a");
        assertThat(routers()).containsExactly("new", "old");
        now = now.plusMillis(1);
        assertThat(routers()).containsExactly("new");
    }

    @Test
    void theOldestOfTooManyRoutersIsForgotten() {
        for (int i = 0; i <= SidecarViews.MOST_ROUTERS; i++) {
            now = now.plusMillis(1);
            report("router-" + i, "agent/default/a");
        }
        assertThat(routers())
                .hasSize(SidecarViews.MOST_ROUTERS)
                .doesNotContain("router-0")
                .contains("router-1");
    }
}
