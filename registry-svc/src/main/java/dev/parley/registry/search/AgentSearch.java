package dev.parley.registry.search;

import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.search.LeftOut.Reason;
import dev.parley.registry.search.SkillScores.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds agents by need: limits first, then the best skill of each agent that keeps them. Reads memory and the vector index;
 * safe for concurrent use.
 */
public final class AgentSearch {
    private static final int FEW_AGENTS = 200;

    private final AgentBook book;
    private final SkillScores scores;
    private final SkillVectors vectors;

    AgentSearch(AgentBook book, SkillScores scores, SkillVectors vectors) {
        this.book = book;
        this.scores = scores;
        this.vectors = vectors;
    }

    /** The name of the vector index in use. */
    public String engine() {
        return vectors.index().name();
    }

    /** @throws A2aException OVERLOADED or DEADLINE_EXCEEDED when the text cannot be embedded and matches nothing exactly */
    public Found find(String tenant, Need need) {
        Limits limits = new Limits(need);
        Map<AgentKey, RegisteredAgent> fit = new HashMap<>();
        List<LeftOut> broken = new ArrayList<>();
        Set<String> unfit = new HashSet<>();
        for (RegisteredAgent agent : book.ofTenant(tenant)) {
            limits.broken(agent)
                    .ifPresentOrElse(
                            out -> {
                                broken.add(out);
                                unfit.add(agent.key().id());
                            },
                            () -> fit.put(agent.key(), agent));
        }
        if (need.text().isBlank()) {
            return allOf(fit, need, broken);
        }
        Map<AgentKey, Score> best = bestOfEach(scores.of(need.text(), scope(tenant, need, fit, unfit), mayFail(need)));
        return rank(fit, best, need, broken);
    }

    // whoever names skills gets the agents that have them, with or without vectors
    private static boolean mayFail(Need need) {
        return !need.skills().isEmpty();
    }

    private static VectorIndex.Scope scope(
            String tenant, Need need, Map<AgentKey, RegisteredAgent> fit, Set<String> unfit) {
        boolean limited = !(need.skills().isEmpty()
                && need.tags().isEmpty()
                && need.inputModes().isEmpty()
                && need.outputModes().isEmpty());
        if (limited || fit.size() <= FEW_AGENTS) {
            Set<String> only = new HashSet<>();
            fit.keySet().forEach(key -> only.add(key.id()));
            return new VectorIndex.Scope(tenant, only, Set.of());
        }
        return new VectorIndex.Scope(tenant, null, unfit);
    }

    /** Without a text the limits are the need, and whoever keeps them fits exactly. */
    private Found allOf(Map<AgentKey, RegisteredAgent> fit, Need need, List<LeftOut> broken) {
        List<Match> matches = fit.values().stream()
                .sorted(Comparator.comparing(agent -> agent.key().id()))
                .limit(need.limit())
                .map(agent -> new Match(agent, 1, true, 0, 0, namedSkill(agent, need)))
                .toList();
        return new Found(matches, capped(List.of(), broken), engine());
    }

    private static String namedSkill(RegisteredAgent agent, Need need) {
        return need.skills().stream()
                .findFirst()
                .flatMap(wanted -> agent.held().card().getSkillsList().stream()
                        .filter(skill -> Limits.isNamed(skill, wanted))
                        .findFirst())
                .map(skill -> skill.getId())
                .orElse("");
    }

    private static Map<AgentKey, Score> bestOfEach(List<Score> scores) {
        Map<AgentKey, Score> best = new HashMap<>();
        scores.forEach(score -> best.merge(score.skill().agent(), score, Score::better));
        return best;
    }

    private Found rank(Map<AgentKey, RegisteredAgent> fit, Map<AgentKey, Score> best, Need need, List<LeftOut> broken) {
        List<Match> matches = new ArrayList<>();
        Map<LeftOut, Double> below = new HashMap<>();
        fit.forEach((key, agent) -> {
            Score score = best.get(key);
            boolean exact = !need.skills().isEmpty() || (score != null && score.exact());
            double similarity = exact ? 1 : score == null ? 0 : score.fused();
            if (exact || (score != null && similarity >= need.floor())) {
                matches.add(match(agent, score, similarity, exact, need));
            } else {
                below.put(new LeftOut(key, Reason.BELOW_FLOOR, why(agent, score, need)), similarity);
            }
        });
        List<Match> bestFirst = matches.stream()
                .sorted(Comparator.comparingDouble(Match::similarity)
                        .thenComparingDouble(
                                match -> fused(best.get(match.agent().key())))
                        .reversed()
                        .thenComparing(match -> match.agent().key().id()))
                .limit(need.limit())
                .toList();
        List<LeftOut> nearestFirst = below.entrySet().stream()
                .sorted(Map.Entry.<LeftOut, Double>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
        return new Found(bestFirst, capped(nearestFirst, broken), engine());
    }

    private static double fused(@Nullable Score score) {
        return score == null ? 0 : score.fused();
    }

    private static Match match(
            RegisteredAgent agent, @Nullable Score score, double similarity, boolean exact, Need need) {
        return score == null
                ? new Match(agent, similarity, exact, 0, 0, namedSkill(agent, need))
                : new Match(
                        agent,
                        similarity,
                        exact,
                        score.vector(),
                        score.text(),
                        score.skill().skillId());
    }

    private String why(RegisteredAgent agent, @Nullable Score score, Need need) {
        if (score != null) {
            return String.format(Locale.ROOT, "similarity %.2f (expected: at least %.2f)", score.fused(), need.floor());
        }
        if (agent.held().card().getSkillsCount() == 0) {
            return "it has no skills (expected: one that fits)";
        }
        return vectors.hasVectors(agent)
                ? "no skill is among the nearest (expected: a similarity of at least "
                        + String.format(Locale.ROOT, "%.2f)", need.floor())
                : "its skills are not embedded yet (expected: soon)";
    }

    private static List<LeftOut> capped(List<LeftOut> below, List<LeftOut> broken) {
        List<LeftOut> all = new ArrayList<>(below);
        all.addAll(broken);
        return all.subList(0, Math.min(all.size(), Found.MAX_LEFT_OUT));
    }
}
