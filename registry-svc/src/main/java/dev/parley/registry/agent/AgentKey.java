package dev.parley.registry.agent;

/**
 * Names one agent.
 *
 * @param id unique in its tenant
 */
public record AgentKey(String tenant, String id) {
    @Override
    public String toString() {
        return tenant + "/" + id;
    }
}
