package dev.parley.registry.agent;

import dev.parley.proto.registry.v1.RoutingMetadata;
import java.time.Instant;

/**
 * An agent as it is registered. Immutable; a change is a new one with a higher version.
 *
 * @param version rises with every change, also over delete and register again
 * @param declared routing metadata that came with the registration and goes before the card's own
 * @param listener the ports of the edge that are its own
 */
public record RegisteredAgent(
        AgentKey key,
        long version,
        HeldCard held,
        RoutingMetadata declared,
        boolean maintenance,
        OwnListener listener,
        Health health,
        Instant registeredAt,
        Instant updatedAt) {

    public AgentStatus status() {
        if (maintenance) {
            return AgentStatus.MAINTENANCE;
        }
        if (health.reachable()) {
            return AgentStatus.ACTIVE;
        }
        return health.lastSeen() == null ? AgentStatus.INACTIVE : AgentStatus.FAILED;
    }

    public boolean isActive() {
        return status() == AgentStatus.ACTIVE;
    }

    /** What is declared of cost, latency and quality; fields nobody declared are unset. */
    public RoutingMetadata routing() {
        return held.routing().toBuilder().mergeFrom(declared).build();
    }

    RegisteredAgent withMaintenance(boolean on, long newVersion, Instant at) {
        return new RegisteredAgent(key, newVersion, held, declared, on, listener, health, registeredAt, at);
    }

    RegisteredAgent withListener(OwnListener other, long newVersion, Instant at) {
        return new RegisteredAgent(key, newVersion, held, declared, maintenance, other, health, registeredAt, at);
    }

    RegisteredAgent withHealth(Health newHealth, long newVersion) {
        return new RegisteredAgent(
                key, newVersion, held, declared, maintenance, listener, newHealth, registeredAt, updatedAt);
    }

    /** With another card; what was declared before stays unless something is declared now. */
    RegisteredAgent withCard(HeldCard card, RoutingMetadata nowDeclared, long newVersion, Instant at) {
        RoutingMetadata kept = nowDeclared.equals(RoutingMetadata.getDefaultInstance()) ? declared : nowDeclared;
        return new RegisteredAgent(key, newVersion, card, kept, maintenance, listener, health, registeredAt, at);
    }

    RegisteredAgent withCardChecked(HeldCard sameCard) {
        return new RegisteredAgent(
                key, version, sameCard, declared, maintenance, listener, health, registeredAt, updatedAt);
    }
}
