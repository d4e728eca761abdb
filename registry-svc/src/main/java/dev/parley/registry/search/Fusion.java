package dev.parley.registry.search;

import java.util.Collection;

/**
 * Makes one similarity of nearness in meaning and full text: the cosine, moved by how far a skill's text score stands out
 * among the skills looked at. In z-scores of the same skills it orders as 0.85 x cosine + 0.15 x text does, and stays on the
 * cosine's scale, so that a floor means the same with and without full text. Text moves it by at most
 * {@value #MAX_TEXT_Z} standard deviations: one rare word in common makes no match of a stranger.
 */
final class Fusion {
    private static final double TEXT_WEIGHT = 0.15;
    private static final double MAX_TEXT_Z = 5;

    private final double meanText;
    private final double deviationText;
    private final double step;

    /** Looks at the scores of all candidates; a candidate without a text score counts as 0. */
    Fusion(Collection<Double> cosines, Collection<Double> texts) {
        this.meanText = mean(texts);
        this.deviationText = deviation(texts, meanText);
        this.step = TEXT_WEIGHT / (1 - TEXT_WEIGHT) * deviation(cosines, mean(cosines));
    }

    /** @return 0 to 1 */
    double similarity(double cosine, double text) {
        double z = deviationText == 0 ? 0 : Math.min(MAX_TEXT_Z, (text - meanText) / deviationText);
        return Math.clamp(cosine + step * z, 0, 1);
    }

    private static double mean(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static double deviation(Collection<Double> values, double mean) {
        return Math.sqrt(values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }
}
