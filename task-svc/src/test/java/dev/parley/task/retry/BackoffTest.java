package dev.parley.task.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property
    void pauses_doubleUpToTheLongest_halfOfEachLeftToChance(
            @ForAll @LongRange(min = 1, max = 5_000) long first,
            @ForAll @LongRange(min = 5_000, max = 1_000_000) long longest,
            @ForAll @IntRange(min = 1, max = 1_000) int failures,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest), new Random(seed));
        long whole = failures > 40 ? longest : Math.min(longest, first << (failures - 1));
        assertThat(backoff.pause(failures).toMillis()).isBetween(whole / 2, whole);
    }

    @Test
    void thoseWhoFailedTogether_doNotComeBackTogether() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(7));
        assertThat(java.util.stream.Stream.generate(() -> backoff.pause(5))
                        .limit(100)
                        .distinct())
                .hasSizeGreaterThan(90);
    }
}
