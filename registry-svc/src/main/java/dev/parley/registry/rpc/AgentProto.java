package dev.parley.registry.rpc;

import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentListener;
import dev.parley.proto.registry.v1.AgentRef;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.time.ProtoTime;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.OwnListener;
import dev.parley.registry.agent.RegisteredAgent;

/** Agents as the internal services see them. */
final class AgentProto {
    private AgentProto() {}

    static Agent toProto(RegisteredAgent agent) {
        Agent.Builder proto = Agent.newBuilder()
                .setId(agent.key().id())
                .setTenant(agent.key().tenant())
                .setCard(agent.held().card())
                .setCardAsReceived(agent.held().asReceived())
                .setCardShape(agent.held().shape().label())
                .setCardUrl(agent.held().url())
                .setStatus(toProto(agent.status()))
                .setHealthScore(agent.health().score())
                .setRouting(agent.routing())
                .setVersion(agent.version())
                .setRegisteredAt(ProtoTime.of(agent.registeredAt()))
                .setUpdatedAt(ProtoTime.of(agent.updatedAt()))
                .setCardCheckedAt(ProtoTime.of(agent.held().checkedAt()))
                .setStatusReason(agent.health().reason())
                .addAllLabels(agent.held().labels());
        if (!agent.listener().equals(OwnListener.NONE)) {
            proto.setListener(AgentListener.newBuilder()
                    .setHttpPort(agent.listener().httpPort())
                    .setGrpcPort(agent.listener().grpcPort()));
        }
        if (agent.health().lastSeen() != null) {
            proto.setLastSeen(ProtoTime.of(agent.health().lastSeen()));
        }
        return proto.build();
    }

    static dev.parley.proto.registry.v1.AgentChange toProto(AgentChange change) {
        dev.parley.proto.registry.v1.AgentChange.Builder proto = dev.parley.proto.registry.v1.AgentChange.newBuilder();
        switch (change) {
            case AgentChange.Upserted(RegisteredAgent agent) -> proto.setUpserted(toProto(agent));
            case AgentChange.Deleted(var key) ->
                proto.setDeleted(AgentRef.newBuilder().setTenant(key.tenant()).setId(key.id()));
            case AgentChange.Synced() -> proto.setSynced(true);
        }
        return proto.build();
    }

    static AgentStatus toProto(dev.parley.registry.agent.AgentStatus status) {
        return switch (status) {
            case ACTIVE -> AgentStatus.AGENT_STATUS_ACTIVE;
            case INACTIVE -> AgentStatus.AGENT_STATUS_INACTIVE;
            case MAINTENANCE -> AgentStatus.AGENT_STATUS_MAINTENANCE;
            case FAILED -> AgentStatus.AGENT_STATUS_FAILED;
        };
    }
}
