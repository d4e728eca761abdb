package dev.parley.registry.search;

import dev.parley.proto.error.A2aException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Scores skills against a text: exact words, meaning and full text, or look-alikes where meaning is switched off. */
final class SkillScores {
    /** Skills looked at by each way of finding. */
    private static final int POOL = 200;

    // a name that holds the text, or the other way round, is likelier meant than one that merely looks like it
    private static final double CONTAINED = 0.6;
    private static final int SHORTEST_CONTAINED = 3;

    private final SkillCatalog catalog;
    private final SkillVectors vectors;
    private final EmbedClient embed;
    private final SearchConfig config;

    SkillScores(SkillCatalog catalog, SkillVectors vectors, EmbedClient embed, SearchConfig config) {
        this.catalog = catalog;
        this.vectors = vectors;
        this.embed = embed;
        this.config = config;
    }

    /**
     * How well a skill fits.
     *
     * @param fused 0 to 1
     * @param vector the cosine, 0 if it was not asked
     * @param text the BM25 score
     */
    record Score(SkillRef skill, double fused, double vector, double text, boolean exact) {
        Score better(Score other) {
            if (exact != other.exact) {
                return exact ? this : other;
            }
            return fused >= other.fused ? this : other;
        }
    }

    /**
     * The skills that have anything to do with a text.
     *
     * @param mayFail true when no scores are better than an error while the embed service is away
     * @throws A2aException OVERLOADED, DEADLINE_EXCEEDED
     */
    List<Score> of(String text, VectorIndex.Scope scope, boolean mayFail) {
        List<Score> scores = new ArrayList<>();
        Set<SkillRef> exact = catalog.text(scope.tenant()).exact(text);
        exact.stream().filter(scope::contains).forEach(skill -> scores.add(new Score(skill, 1, 0, 0, true)));
        try {
            scores.addAll(config.semantic() ? byMeaning(text, scope) : byLikeness(text, scope));
        } catch (A2aException e) {
            if (scores.isEmpty() && !mayFail) {
                throw e;
            }
        }
        return scores;
    }

    private List<Score> byMeaning(String text, VectorIndex.Scope scope) {
        QueryVector query = embed.query(text, config.embedTimeout());
        vectors.noticeModel(query.model());
        VectorIndex index = vectors.index();
        Map<SkillRef, Double> cosines = new LinkedHashMap<>();
        index.nearest(query, scope, POOL).forEach(near -> cosines.put(near.skill(), near.score()));
        if (!config.hybrid()) {
            return cosines.entrySet().stream()
                    .map(near -> new Score(near.getKey(), Math.clamp(near.getValue(), 0, 1), near.getValue(), 0, false))
                    .toList();
        }
        Map<SkillRef, Double> texts = catalog.text(scope.tenant()).best(text, scope::contains, POOL);
        List<SkillRef> far = texts.keySet().stream()
                .filter(skill -> !cosines.containsKey(skill))
                .toList();
        cosines.putAll(index.scores(query, far));
        return fused(cosines, texts);
    }

    private static List<Score> fused(Map<SkillRef, Double> cosines, Map<SkillRef, Double> texts) {
        Map<SkillRef, Double> textOfEach = new HashMap<>();
        cosines.keySet().forEach(skill -> textOfEach.put(skill, texts.getOrDefault(skill, 0.0)));
        Fusion fusion = new Fusion(cosines.values(), textOfEach.values());
        List<Score> scores = new ArrayList<>();
        cosines.forEach((skill, cosine) -> {
            double text = textOfEach.getOrDefault(skill, 0.0);
            scores.add(new Score(skill, fusion.similarity(cosine, text), cosine, text, false));
        });
        return scores;
    }

    private List<Score> byLikeness(String text, VectorIndex.Scope scope) {
        String wanted = Words.lower(text.strip());
        return catalog.text(scope.tenant()).all().stream()
                .filter(skill -> scope.contains(skill.ref()))
                .map(skill -> new Score(skill.ref(), likeness(wanted, skill), 0, 0, false))
                .filter(score -> score.fused() > 0)
                .toList();
    }

    private static double likeness(String wanted, SkillDocument skill) {
        return skill.exact().stream()
                .mapToDouble(name -> {
                    boolean contained = Math.min(name.length(), wanted.length()) >= SHORTEST_CONTAINED
                            && (name.contains(wanted) || wanted.contains(name));
                    return Math.max(contained ? CONTAINED : 0, Words.likeness(name, wanted));
                })
                .max()
                .orElse(0);
    }
}
