package dev.parley.registry.search;

import dev.parley.registry.agent.AgentKey;
import java.util.List;
import java.util.Optional;

/** Where skill vectors are kept. They are derived from cards and may be lost. */
public interface SkillVectorStore {
    List<SkillVector> findAll();

    /**
     * Makes these the vectors of an agent, if its card is still the one they were made from.
     *
     * @return false when it is not, and nothing was written
     */
    boolean replace(AgentKey agent, long cardVersion, List<SkillVector> vectors);

    /** An index that lives in the store, once the store can have one; it holds what the store holds from then on. */
    Optional<VectorIndex> index();
}
