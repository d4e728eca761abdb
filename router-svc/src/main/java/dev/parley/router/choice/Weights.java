package dev.parley.router.choice;

import dev.parley.proto.error.A2aException;

/** How much each dimension counts; each finite and not negative. */
public record Weights(double similarity, double latency, double cost, double quality) {
    public Weights {
        requireWeight("similarity", similarity);
        requireWeight("latency", latency);
        requireWeight("cost", cost);
        requireWeight("quality", quality);
    }

    private static void requireWeight(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw A2aException.invalidParams("$.weights." + name, value + " (expected: a number from 0)");
        }
    }
}
