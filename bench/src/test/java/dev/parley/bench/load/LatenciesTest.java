package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void quantile_isTheSmallestTimeThatTheShareStaysWithin() {
        var latencies = new Latencies();
        for (int millis = 5000; millis >= 1; millis--) {
            latencies.add(millis * 1_000_000L);
        }

        assertThat(latencies.quantileMillis(0.5)).isEqualTo(2500);
        assertThat(latencies.quantileMillis(0.99)).isEqualTo(4950);
        assertThat(latencies.quantileMillis(1)).isEqualTo(5000);
        assertThat(latencies.quantileMillis(0)).isEqualTo(1);
    }

    @Test
    void quantile_isZeroWithoutCalls() {
        assertThat(new Latencies().quantileMillis(0.5)).isZero();
    }
}
