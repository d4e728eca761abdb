package dev.parley.task.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.retention.ClockGuard.Seen;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockGuardTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private final ClockGuard guard = new ClockGuard(Duration.ofDays(3), Duration.ofDays(1));

    @Test
    void clock_isBelievedWhileItGoesOn() {
        Seen seen = new Seen(null, null);
        for (int hours = 0; hours < 100; hours++) {
            Instant now = NOON.plus(HOUR.multipliedBy(hours));
            seen = guard.look(seen, now);
            assertThat(seen).isEqualTo(new Seen(now, null));
        }
    }

    @Test
    void clockFarAhead_isNotBelievedUntilItHasGoneOnForADay() {
        Instant ahead = NOON.plus(Duration.ofDays(60));
        Seen seen = guard.look(new Seen(NOON, null), ahead);
        assertThat(seen.isBelieved()).isFalse();
        for (int hours = 1; hours < 24; hours++) {
            seen = guard.look(seen, ahead.plus(HOUR.multipliedBy(hours)));
            assertThat(seen).isEqualTo(new Seen(NOON, ahead));
        }
        Instant settled = ahead.plus(Duration.ofDays(1));
        assertThat(guard.look(seen, settled)).isEqualTo(new Seen(settled, null));
    }

    @Test
    void clockThatIsSetBack_isBelievedAtOnceAndTheJumpForgotten() {
        Seen jumped = guard.look(new Seen(NOON, null), NOON.plus(Duration.ofDays(60)));
        Instant mended = NOON.plus(HOUR);
        assertThat(guard.look(jumped, mended)).isEqualTo(new Seen(mended, null));
    }

    @Test
    void clockThatJumpsAboutAhead_beginsItsDayAnew() {
        Seen jumped = guard.look(new Seen(NOON, null), NOON.plus(Duration.ofDays(60)));
        Instant other = NOON.plus(Duration.ofDays(50));
        assertThat(guard.look(jumped, other)).isEqualTo(new Seen(NOON, other));
    }

    @Test
    void clockThatGoesBack_isBelieved() {
        Instant earlier = NOON.minus(Duration.ofDays(400));
        assertThat(guard.look(new Seen(NOON, null), earlier)).isEqualTo(new Seen(earlier, null));
    }
}
