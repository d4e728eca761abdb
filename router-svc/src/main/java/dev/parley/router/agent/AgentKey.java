package dev.parley.router.agent;

/**
 * An agent among all tenants' agents.
 *
 * @param tenant who owns the agent
 * @param id unique in its tenant
 */
public record AgentKey(String tenant, String id) {
    public AgentKey {
        if (id.isBlank()) {
            throw new IllegalArgumentException("agent id must not be blank");
        }
    }

    @Override
    public String toString() {
        return tenant + "/" + id;
    }
}
