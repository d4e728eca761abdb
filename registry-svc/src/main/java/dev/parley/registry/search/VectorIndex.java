package dev.parley.registry.search;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Skills by nearness of meaning. Safe for concurrent use; scores of all implementations are the same numbers. */
public interface VectorIndex {
    /** {@code pgvector} or {@code exact-scan}. */
    String name();

    /**
     * The nearest skills of a tenant's agents, best first.
     *
     * @param limit 1 to 400
     */
    List<Scored> nearest(QueryVector query, Scope scope, int limit);

    /** The scores of some skills; those without a vector of the query's model are left out. */
    Map<SkillRef, Double> scores(QueryVector query, Collection<SkillRef> skills);

    /** @param score inner product of query and skill: a mean of cosines */
    record Scored(SkillRef skill, double score) {}

    /**
     * Whose skills count.
     *
     * @param only ids of the agents that count, null for all
     * @param except ids of agents that don't
     */
    record Scope(String tenant, @Nullable Set<String> only, Set<String> except) {
        boolean contains(SkillRef skill) {
            String id = skill.agent().id();
            return skill.agent().tenant().equals(tenant) && (only == null || only.contains(id)) && !except.contains(id);
        }
    }
}
