package dev.parley.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FusionTest {
    @Test
    void similarity_ordersAsTheSumOfZScores() {
        List<Double> cosines = List.of(0.42, 0.40, 0.10, 0.05, 0.20);
        List<Double> texts = List.of(0.0, 3.5, 1.0, 0.0, 0.5);
        Fusion fusion = new Fusion(cosines, texts);
        List<Integer> byFusion = order(i -> fusion.similarity(cosines.get(i), texts.get(i)));
        List<Integer> byZ = order(i -> 0.85 * z(cosines, i) + 0.15 * z(texts, i));
        assertThat(byFusion).isEqualTo(byZ).startsWith(1, 0);
    }

    private static List<Integer> order(Comparator<Integer> by) {
        return IntStream.range(0, 5).boxed().sorted(by).toList();
    }

    private interface Score {
        double of(int index);
    }

    private static List<Integer> order(Score score) {
        return order(Comparator.comparingDouble((Integer i) -> -score.of(i)));
    }

    private static double z(List<Double> values, int index) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double variance = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return (values.get(index) - mean) / Math.sqrt(variance);
    }

    @Test
    void similarity_withoutTextIsTheCosine() {
        Fusion fusion = new Fusion(List.of(0.5, 0.1), List.of(0.0, 0.0));
        assertThat(fusion.similarity(0.5, 0)).isEqualTo(0.5, within(1e-12));
    }

    @Property
    void similarity_staysBetween0And1AndRisesWithText(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -1, max = 1) Double> cosines,
            @ForAll @DoubleRange(min = 0, max = 30) double text) {
        List<Double> texts =
                cosines.stream().map(cosine -> Math.abs(cosine) * text).toList();
        Fusion fusion = new Fusion(cosines, texts);
        for (double cosine : cosines) {
            assertThat(fusion.similarity(cosine, text)).isBetween(0.0, 1.0);
            assertThat(fusion.similarity(cosine, text)).isGreaterThanOrEqualTo(fusion.similarity(cosine, text / 2));
        }
    }
}
