package dev.parley.registry.search;

import dev.parley.registry.agent.AgentKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares with every vector, in memory: exact, and fast enough for some tens of thousands of skills. */
public final class ExactScan implements VectorIndex {
    private final Map<AgentKey, Map<String, SkillVector>> agents = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "exact-scan";
    }

    void put(AgentKey agent, Collection<SkillVector> vectors) {
        Map<String, SkillVector> bySkill = new HashMap<>();
        vectors.forEach(vector -> bySkill.put(vector.ref().skillId(), vector));
        agents.put(agent, Map.copyOf(bySkill));
    }

    void remove(AgentKey agent) {
        agents.remove(agent);
    }

    @Override
    public List<Scored> nearest(QueryVector query, Scope scope, int limit) {
        PriorityQueue<Scored> best = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));
        vectors()
                .filter(vector -> scope.contains(vector.ref()) && vector.model().equals(query.model()))
                .forEach(vector -> {
                    best.add(new Scored(vector.ref(), product(query.values(), vector.vector())));
                    if (best.size() > limit) {
                        best.poll();
                    }
                });
        return best.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .toList();
    }

    private Stream<SkillVector> vectors() {
        return agents.values().stream().flatMap(skills -> skills.values().stream());
    }

    @Override
    public Map<SkillRef, Double> scores(QueryVector query, Collection<SkillRef> skills) {
        Map<SkillRef, Double> scores = new HashMap<>();
        for (SkillRef skill : skills) {
            SkillVector vector = find(skill);
            if (vector != null && vector.model().equals(query.model())) {
                scores.put(skill, product(query.values(), vector.vector()));
            }
        }
        return scores;
    }

    private @Nullable SkillVector find(SkillRef skill) {
        return agents.getOrDefault(skill.agent(), Map.of()).get(skill.skillId());
    }

    private static double product(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
