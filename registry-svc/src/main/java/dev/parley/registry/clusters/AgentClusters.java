package dev.parley.registry.clusters;

import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.registry.v1.AgentCluster;
import dev.parley.registry.agent.RegisteredAgent;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clusters of an agent, at most {@link AgentClusterNames#MOST}. Safe for concurrent use. */
@Singleton
public final class AgentClusters {
    private static final Logger log = LoggerFactory.getLogger(AgentClusters.class);

    private final ClusterJson json;

    public AgentClusters(ClustersConfig config) {
        this.json = new ClusterJson(config);
    }

    /** In the order of the card's interfaces; names as {@link AgentClusterNames} gives them. */
    public List<AgentCluster> of(RegisteredAgent agent) {
        AgentClusterNames names = AgentClusterNames.of(
                agent.key().tenant(), agent.key().id(), agent.held().card());
        if (names.isSomeLeftOut()) {
            log.atWarn()
                    .addKeyValue("agent_id", agent.key().id())
                    .addKeyValue("expected", "at most " + AgentClusterNames.MOST + " places, with possible addresses")
                    .log("interfaces without a cluster");
        }
        return names.all().entrySet().stream()
                .map(place -> AgentCluster.newBuilder()
                        .setName(place.getValue())
                        .setJson(json.of(place.getValue(), place.getKey()))
                        .build())
                .toList();
    }
}
