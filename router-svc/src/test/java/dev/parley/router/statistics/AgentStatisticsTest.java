package dev.parley.router.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.router.agent.AgentKey;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AgentStatisticsTest {
    private static final AgentKey AGENT = new AgentKey("default", "a");

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final AgentStatistics statistics =
            new AgentStatistics(new StatisticsConfig(Duration.ofMinutes(10), 10), () -> now);

    @Test
    void withoutMeasurements_theDeclaredValueCounts() {
        assertThat(statistics.latencyMs(AGENT, 120)).isEqualTo(120);
        assertThat(statistics.quality(AGENT, 0.75)).isEqualTo(0.75);
    }

    @Test
    void tenMeasurements_countAsMuchAsTheDeclaredValue() {
        for (int i = 0; i < 10; i++) {
            statistics.firstEventAfter(AGENT, Duration.ofMillis(300));
            statistics.ended(AGENT, false);
        }

        assertThat(statistics.latencyMs(AGENT, 100)).isCloseTo(200, within(1e-9));
        assertThat(statistics.quality(AGENT, 0.8)).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void afterAHalfLife_measurementsCountHalf() {
        for (int i = 0; i < 20; i++) {
            statistics.firstEventAfter(AGENT, Duration.ofMillis(300));
        }
        now = now.plus(Duration.ofMinutes(10));

        assertThat(statistics.latencyMs(AGENT, 100)).isCloseTo(200, within(1e-9));
    }

    @Test
    void messageRate_isThatOfTheLastMinuteOrSo() {
        for (int i = 0; i < 3000; i++) {
            now = now.plusMillis(100);
            statistics.sent(AGENT);
        }
        assertThat(statistics.messageRate(AGENT)).isCloseTo(10, within(0.2));

        now = now.plusSeconds(40);
        assertThat(statistics.messageRate(AGENT)).isCloseTo(5, within(0.1));
    }

    @Test
    void forgottenAgent_startsAnew() {
        statistics.ended(AGENT, false);
        statistics.forget(AGENT);

        assertThat(statistics.quality(AGENT, 0.75)).isEqualTo(0.75);
    }

    @Property
    void blend_liesBetweenDeclaredAndMeasured(
            @ForAll @Size(min = 1, max = 50) double @DoubleRange(max = 1000) [] samples,
            @ForAll @DoubleRange(max = 1000) double declared) {
        AgentStatistics fresh = new AgentStatistics(new StatisticsConfig(Duration.ofMinutes(10), 10), () -> now);
        double low = declared;
        double high = declared;
        for (double sample : samples) {
            now = now.plusSeconds(30);
            fresh.firstEventAfter(AGENT, Duration.ofNanos((long) (sample * 1e6)));
            low = Math.min(low, sample);
            high = Math.max(high, sample);
        }

        assertThat(fresh.latencyMs(AGENT, declared)).isBetween(low - 1e-3, high + 1e-3);
    }
}
