package dev.parley.registry.clusters;

import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.SidecarReport;
import dev.parley.proto.registry.v1.SidecarView;
import dev.parley.proto.time.ProtoTime;
import dev.parley.registry.agent.RegisteredAgent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the routers' Envoys have said of agents lately: the last report of each router, in memory. Reports that are old are
 * dropped, so are the oldest where there are more than 64. Safe for concurrent use.
 */
public final class SidecarViews {
    /** How long a report counts; a router sends one every few seconds. */
    static final Duration GOOD_FOR = Duration.ofSeconds(30);

    static final int MOST_ROUTERS = 64;
    static final int LONGEST_NAME = 100;

    private record Report(Instant at, Map<String, ClusterSeen> clusters) {}

    private final InstantSource clock;
    private final TreeMap<String, Report> reports = new TreeMap<>();

    public SidecarViews(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws A2aException INVALID_PARAMS for a router without a name, or with one that is too long */
    public synchronized void report(SidecarReport report) {
        String router = report.getRouter();
        if (router.isBlank() || router.length() > LONGEST_NAME) {
            throw A2aException.invalidParams(
                    "$.router",
                    (router.isBlank() ? "missing" : router.length() + " characters")
                            + " (expected: the name of an instance, of " + LONGEST_NAME + " characters at most)");
        }
        Map<String, ClusterSeen> clusters = new HashMap<>();
        report.getClustersList().forEach(seen -> clusters.put(seen.getCluster(), seen));
        reports.remove(router);
        dropOld();
        if (reports.size() == MOST_ROUTERS) {
            reports.entrySet().stream()
                    .min(Map.Entry.comparingByValue((one, other) -> one.at().compareTo(other.at())))
                    .map(Map.Entry::getKey)
                    .ifPresent(reports::remove);
        }
        reports.put(router, new Report(clock.instant(), clusters));
    }

    private void dropOld() {
        Instant tooOld = clock.instant().minus(GOOD_FOR);
        reports.values().removeIf(report -> report.at().isBefore(tooOld));
    }

    /** By router, those alone that have something to say of the agent. */
    public synchronized List<SidecarView> of(RegisteredAgent agent) {
        dropOld();
        if (reports.isEmpty()) {
            return List.of();
        }
        Map<?, String> names = AgentClusterNames.of(
                        agent.key().tenant(), agent.key().id(), agent.held().card())
                .all();
        List<SidecarView> views = new ArrayList<>();
        reports.forEach((router, report) -> {
            List<ClusterSeen> seen = names.values().stream()
                    .map(report.clusters()::get)
                    .filter(Objects::nonNull)
                    .toList();
            if (!seen.isEmpty()) {
                views.add(SidecarView.newBuilder()
                        .setRouter(router)
                        .setAt(ProtoTime.of(report.at()))
                        .addAllClusters(seen)
                        .build());
            }
        });
        return views;
    }
}
