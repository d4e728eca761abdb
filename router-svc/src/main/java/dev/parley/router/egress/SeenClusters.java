package dev.parley.router.egress;

import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.Latency;
import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.HostSeen;
import dev.parley.proto.registry.v1.LatencySeen;
import dev.parley.proto.registry.v1.SidecarReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an Envoy says of agents, in the words of a report to the registry. */
final class SeenClusters {
    // some hundred bytes each: a report stays far below what a message may have
    static final int MOST = 20_000;

    private SeenClusters() {}

    /** Those agents that were called or have something held against them; of very many, the first ones. */
    static SidecarReport report(String router, EnvoyAdmin admin) {
        Map<String, Latency> latencies = admin.latencies(AgentClusterNames.PREFIX);
        SidecarReport.Builder report = SidecarReport.newBuilder().setRouter(router);
        admin.clusters().stream()
                .filter(cluster -> cluster.name().startsWith(AgentClusterNames.PREFIX))
                .filter(SeenClusters::isWorthTelling)
                .limit(MOST)
                .map(cluster -> seen(cluster, latencies.get(EnvoyAdmin.statName(cluster.name()))))
                .forEach(report::addClusters);
        return report.build();
    }

    private static boolean isWorthTelling(UpstreamCluster cluster) {
        return cluster.hosts().stream().anyMatch(host -> !host.isHealthy() || stat(host, "cx_total") > 0);
    }

    private static ClusterSeen seen(UpstreamCluster cluster, @Nullable Latency latency) {
        ClusterSeen.Builder seen = ClusterSeen.newBuilder().setCluster(cluster.name());
        cluster.hosts().forEach(host -> seen.addHosts(seen(host)));
        if (latency != null) {
            seen.setLatency(LatencySeen.newBuilder()
                    .setP50Ms(latency.p50())
                    .setP95Ms(latency.p95())
                    .setP99Ms(latency.p99()));
        }
        return seen.build();
    }

    private static HostSeen seen(UpstreamHost host) {
        return HostSeen.newBuilder()
                .setAddress(host.address())
                .setHealthy(host.isHealthy())
                .setEjected(host.isEjected())
                .addAllFlags(host.flags().stream().sorted().toList())
                .setRequests(stat(host, "rq_total"))
                .setErrors(stat(host, "rq_error"))
                .setTimeouts(stat(host, "rq_timeout"))
                .setActive(stat(host, "rq_active"))
                .setConnectFailures(stat(host, "cx_connect_fail"))
                .build();
    }

    private static long stat(UpstreamHost host, String name) {
        return host.stats().getOrDefault(name, 0L);
    }
}
