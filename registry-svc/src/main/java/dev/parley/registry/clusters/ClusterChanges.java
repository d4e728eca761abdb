package dev.parley.registry.clusters;

import dev.parley.proto.registry.v1.AgentCluster;
import dev.parley.proto.registry.v1.ClusterChange;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.RegisteredAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes changes of clusters of one watcher's changes of agents. Not safe for concurrent use. */
public final class ClusterChanges {
    /** @param version of the card that the names are of */
    private record Told(long version, Set<String> names) {}

    private final AgentClusters clusters;
    private final Map<AgentKey, Told> told = new HashMap<>();

    public ClusterChanges(AgentClusters clusters) {
        this.clusters = clusters;
    }

    /** Nothing for what changes no cluster, as an agent's health. */
    public List<ClusterChange> of(AgentChange change) {
        return switch (change) {
            case AgentChange.Upserted upserted -> upserted(upserted.agent());
            case AgentChange.Deleted deleted -> {
                Told gone = told.remove(deleted.key());
                yield gone == null
                        ? List.of()
                        : gone.names().stream().map(ClusterChanges::deleted).toList();
            }
            case AgentChange.Synced() ->
                List.of(ClusterChange.newBuilder().setSynced(true).build());
        };
    }

    private List<ClusterChange> upserted(RegisteredAgent agent) {
        Told before = told.get(agent.key());
        if (before != null && before.version() == agent.held().version()) {
            return List.of();
        }
        List<ClusterChange> changes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AgentCluster cluster : clusters.of(agent)) {
            names.add(cluster.getName());
            changes.add(ClusterChange.newBuilder().setUpserted(cluster).build());
        }
        if (before != null) {
            before.names().stream()
                    .filter(name -> !names.contains(name))
                    .map(ClusterChanges::deleted)
                    .forEach(changes::add);
        }
        told.put(agent.key(), new Told(agent.held().version(), Set.copyOf(names)));
        return changes;
    }

    private static ClusterChange deleted(String name) {
        return ClusterChange.newBuilder().setDeleted(name).build();
    }
}
