package dev.parley.registry.agent;

import java.util.List;

/** Where agents are kept. Every method is one transaction and throws A2aException OVERLOADED when the store is away. */
public interface AgentStore {
    /** A number higher than every one before, in any tenant. */
    long nextVersion();

    /** @return false when the key is taken */
    boolean insert(RegisteredAgent agent);

    /**
     * Writes an agent that exists.
     *
     * @param newCard true when its card is not stored yet
     * @return false when there is no such agent
     */
    boolean update(RegisteredAgent agent, boolean newCard);

    /** @return false when there was none */
    boolean delete(AgentKey key);

    List<RegisteredAgent> findAll();
}
