package dev.parley.router.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * An average in which a sample counts half after each half-life. Immutable.
 *
 * @param weight what all samples together still count: their number, decayed
 * @param sum of the samples, decayed alike
 * @param at when both were right
 */
record DecayingAverage(double weight, double sum, Instant at) {
    static DecayingAverage none(Instant now) {
        return new DecayingAverage(0, 0, now);
    }

    DecayingAverage plus(double sample, Instant now, Duration halfLife) {
        double kept = keptAt(now, halfLife);
        return new DecayingAverage(weight * kept + 1, sum * kept + sample, now.isBefore(at) ? at : now);
    }

    /**
     * The average of the samples and a declared value.
     *
     * @param declaredWeight the declared value counts like so many samples; over 0
     */
    double blendedWith(double declared, double declaredWeight, Instant now, Duration halfLife) {
        double kept = keptAt(now, halfLife);
        return (sum * kept + declared * declaredWeight) / (weight * kept + declaredWeight);
    }

    /** How much all samples together count at an instant. */
    double weightAt(Instant now, Duration halfLife) {
        return weight * keptAt(now, halfLife);
    }

    private double keptAt(Instant now, Duration halfLife) {
        double elapsed = Math.max(0, Duration.between(at, now).toNanos());
        return Math.pow(0.5, elapsed / halfLife.toNanos());
    }
}
