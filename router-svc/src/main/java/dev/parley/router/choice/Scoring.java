package dev.parley.router.choice;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Scores candidates: {@code similarity·s + latency·(1 − l) + cost·(1 − c) + quality·q}, each dimension divided by its
 * maximum among the candidates. Where that maximum is 0, similarity and quality count as they are (0) and latency and cost
 * count fully (1): nothing is faster or cheaper than 0. Source: requirements.md, D1 and D2. Pure.
 */
public final class Scoring {
    // equal scores: the likelier one, then by id, so that equal questions get equal answers
    private static final Comparator<Scored> BEST_FIRST = Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparing(Comparator.comparingDouble(
                            (Scored scored) -> scored.candidate().similarity())
                    .reversed())
            .thenComparing(scored -> scored.candidate().agentId());

    private Scoring() {}

    /** @return the same candidates, best first */
    public static List<Scored> rank(List<Candidate> candidates, Weights weights) {
        double maxSimilarity = max(candidates, Candidate::similarity);
        double maxLatency = max(candidates, Candidate::latencyMs);
        double maxCost = max(candidates, Candidate::cost);
        double maxQuality = max(candidates, Candidate::quality);
        return candidates.stream()
                .map(candidate -> new Scored(
                        candidate,
                        weights.similarity() * share(candidate.similarity(), maxSimilarity)
                                + weights.latency() * (1 - share(candidate.latencyMs(), maxLatency))
                                + weights.cost() * (1 - share(candidate.cost(), maxCost))
                                + weights.quality() * share(candidate.quality(), maxQuality)))
                .sorted(BEST_FIRST)
                .toList();
    }

    private static double share(double value, double max) {
        return max > 0 ? value / max : value;
    }

    private static double max(List<Candidate> candidates, ToDoubleFunction<Candidate> dimension) {
        return candidates.stream().mapToDouble(dimension).max().orElse(0);
    }
}
