package dev.parley.examples.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void known_valuesHaveTheKnownStatistics() {
        Statistics statistics = Statistics.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));

        assertThat(statistics.mean()).isEqualTo(5);
        assertThat(statistics.median()).isEqualTo(4.5);
        assertThat(statistics.standardDeviation().orElseThrow()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(statistics.firstQuartile()).isEqualTo(4);
        assertThat(statistics.thirdQuartile()).isEqualTo(5.5);
    }

    @Property(tries = 200)
    void statistics_areInOrderAndFinite(
            @ForAll @NotEmpty @Size(max = 50) List<@DoubleRange(min = -1e150, max = 1e150) Double> values) {
        Statistics statistics = Statistics.of(values);

        assertThat(List.of(
                        statistics.min(),
                        statistics.firstQuartile(),
                        statistics.median(),
                        statistics.thirdQuartile(),
                        statistics.max()))
                .isSorted();
        assertThat(statistics.mean()).isBetween(statistics.min(), statistics.max());
        assertThat(statistics.sum()).isFinite();
        statistics
                .standardDeviation()
                .ifPresent(deviation -> assertThat(deviation).isFinite().isNotNegative());
    }

    @Property(tries = 200)
    void csv_readsWhatWasQuoted(
            @ForAll @NotEmpty @Size(max = 5) List<@CharRange(from = ' ', to = '~') @NotEmpty String> cells)
            throws BadDataException {
        String line = String.join(
                ",",
                cells.stream()
                        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                        .toList());
        String wide = "x,".repeat(200) + "x\n"; // settles the separator

        assertThat(Csv.read(wide + line).getLast()).isEqualTo(cells);
    }

    @Property(tries = 200)
    void csv_neverHangsOrThrowsAnythingElse(@ForAll String garbage) {
        try {
            Csv.read(garbage);
        } catch (BadDataException expected) {
            assertThat(expected.text()).contains("quote");
        }
    }
}
