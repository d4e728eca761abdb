package dev.parley.router.choice;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * How candidates are compared. Keys {@code parley.router.scoring.*}.
 *
 * @param similarity how much likeness to the need counts
 * @param latency how much speed counts
 * @param cost how much a low price counts
 * @param quality how much quality counts
 * @param defaultLatencyMs of an agent that declares none
 * @param defaultCost of an agent that declares none
 * @param defaultQuality of an agent that declares none
 * @param preferredMargin the agent that served a context last wins when its score is so close to the best
 * @param maxCandidates how many agents the registry is asked for
 */
@ConfigurationProperties("parley.router.scoring")
public record ScoringConfig(
        @PositiveOrZero @Bindable(defaultValue = "0.40") double similarity,
        @PositiveOrZero @Bindable(defaultValue = "0.30") double latency,
        @PositiveOrZero @Bindable(defaultValue = "0.20") double cost,
        @PositiveOrZero @Bindable(defaultValue = "0.10") double quality,
        @PositiveOrZero @Bindable(defaultValue = "100") double defaultLatencyMs,
        @PositiveOrZero @Bindable(defaultValue = "0.01") double defaultCost,
        @PositiveOrZero @Bindable(defaultValue = "0.75") double defaultQuality,
        @PositiveOrZero @Bindable(defaultValue = "0.05") double preferredMargin,
        @Min(1) @Max(100) @Bindable(defaultValue = "20") int maxCandidates) {
    /** The weights of a need that names none. */
    public Weights weights() {
        return new Weights(similarity, latency, cost, quality);
    }
}
