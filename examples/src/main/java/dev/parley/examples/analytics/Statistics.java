package dev.parley.examples.analytics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What there is to say of some numbers.
 *
 * @param standardDeviation of a sample (n - 1); empty for a single number
 * @param firstQuartile with linear interpolation between the ranks, as spreadsheets and NumPy do
 * @param thirdQuartile likewise
 */
record Statistics(
        int count,
        double sum,
        double min,
        double max,
        double mean,
        double median,
        OptionalDouble standardDeviation,
        double firstQuartile,
        double thirdQuartile) {
    /** Larger numbers would overflow when squared and summed. */
    static final double MAX_MAGNITUDE = 1e150;

    /**
     * Computes them all.
     *
     * @param values at least one, each within {@link #MAX_MAGNITUDE}
     */
    static Statistics of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values (expected: at least one)");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int count = sorted.length;
        double sum = Arrays.stream(sorted).sum(); // compensated summation
        double min = sorted[0];
        double max = sorted[count - 1];
        double mean = Math.clamp(sum / count, min, max); // rounding may leave the range by a hair
        OptionalDouble deviation = count == 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(Arrays.stream(sorted)
                                .map(value -> (value - mean) * (value - mean))
                                .sum()
                        / (count - 1)));
        return new Statistics(
                count,
                sum,
                min,
                max,
                mean,
                quantile(sorted, 0.5),
                deviation,
                quantile(sorted, 0.25),
                quantile(sorted, 0.75));
    }

    /** By name, in the order people read them; the deviation only where there is one. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", count);
        json.put("sum", sum);
        json.put("min", min);
        json.put("max", max);
        json.put("mean", mean);
        json.put("median", median);
        standardDeviation.ifPresent(deviation -> json.put("stddev", deviation));
        json.put("q1", firstQuartile);
        json.put("q3", thirdQuartile);
        return json;
    }

    private static double quantile(double[] sorted, double share) {
        double rank = share * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        double weight = rank - below;
        double between = sorted[below] * (1 - weight) + sorted[above] * weight;
        return Math.clamp(between, sorted[below], sorted[above]);
    }
}
