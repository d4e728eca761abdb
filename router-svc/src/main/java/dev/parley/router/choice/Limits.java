package dev.parley.router.choice;

import dev.parley.proto.error.A2aException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hard limits of a need; an absent one limits nothing. */
public record Limits(
        @Nullable Double maxLatencyMs,
        @Nullable Double maxCost,
        @Nullable Double minQuality) {
    /** Limits nothing. */
    public static final Limits NONE = new Limits(null, null, null);

    public Limits {
        requireLimit("maxLatencyMs", maxLatencyMs);
        requireLimit("maxCost", maxCost);
        requireLimit("minQuality", minQuality);
    }

    /** Why a candidate may not serve; empty when it may. A value equal to its limit passes. */
    Optional<Removal> removalOf(Candidate candidate) {
        if (maxLatencyMs != null && candidate.latencyMs() > maxLatencyMs) {
            return Optional.of(removal(
                    candidate, "MAX_LATENCY", "latency %s ms, allowed %s ms", candidate.latencyMs(), maxLatencyMs));
        }
        if (maxCost != null && candidate.cost() > maxCost) {
            return Optional.of(removal(candidate, "MAX_COST", "cost %s, allowed %s", candidate.cost(), maxCost));
        }
        if (minQuality != null && candidate.quality() < minQuality) {
            return Optional.of(
                    removal(candidate, "MIN_QUALITY", "quality %s, required %s", candidate.quality(), minQuality));
        }
        return Optional.empty();
    }

    private static Removal removal(Candidate candidate, String reason, String words, double is, double limit) {
        return new Removal(
                candidate.agentId(),
                reason,
                String.format(Locale.ROOT, words, Numbers.brief(is), Numbers.brief(limit)));
    }

    private static void requireLimit(String name, @Nullable Double value) {
        if (value != null && !(value >= 0)) {
            throw A2aException.invalidParams("$." + name, value + " (expected: a number from 0)");
        }
    }
}
