package dev.parley.task.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Attempt DOWN = new Attempt.Unanswered("no connection");

    private final RetryRules rules = new RetryRules(Settings.allowing(), new Random(7));

    @Test
    void pause_doublesUpToTheLongestWithHalfOfItLeftToChance() {
        for (int failures = 1; failures < 100; failures++) {
            long whole = failures > 9 ? 300_000 : Math.min(300_000, 1_000L << (failures - 1));
            assertThat(rules.pause(DOWN, failures, NOW, NOW).orElseThrow().toMillis())
                    .as("after %s failures", failures)
                    .isBetween(whole / 2, whole);
        }
    }

    @Test
    void pause_endsWithTheHorizon() {
        assertThat(rules.pause(DOWN, 300, NOW.minus(Duration.ofHours(23)), NOW)).isPresent();
        assertThat(rules.pause(DOWN, 300, NOW.minus(Duration.ofHours(24)), NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 401, 403, 404, 422})
    void refusal_isFinalAfterAFewTries(int status) {
        Attempt refused = new Attempt.Declined(status, null);
        assertThat(rules.pause(refused, 4, NOW, NOW)).isPresent();
        assertThat(rules.pause(refused, 5, NOW, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void trouble_isNoRefusal(int status) {
        assertThat(rules.pause(new Attempt.Declined(status, null), 50, NOW, NOW))
                .isPresent();
    }

    @Test
    void gone_isFinalAtOnceAndAForbiddenTargetAfterAFewTries() {
        assertThat(rules.pause(new Attempt.Declined(410, null), 1, NOW, NOW)).isEmpty();
        assertThat(rules.pause(new Attempt.Forbidden("private"), 4, NOW, NOW)).isPresent();
        assertThat(rules.pause(new Attempt.Forbidden("private"), 5, NOW, NOW)).isEmpty();
    }

    @Test
    void pause_isAtLeastWhatTheTargetAsksForWithinReason() {
        assertThat(rules.pause(new Attempt.Declined(429, Duration.ofSeconds(90)), 1, NOW, NOW))
                .contains(Duration.ofSeconds(90));
        assertThat(rules.pause(new Attempt.Declined(503, Duration.ofDays(9)), 1, NOW, NOW))
                .contains(Duration.ofMinutes(5));
        assertThat(rules.pause(new Attempt.Declined(503, Duration.ZERO), 1, NOW, NOW)
                        .orElseThrow())
                .isPositive();
    }

    @Test
    void retryAfter_isSecondsOrADate() {
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("999999999", NOW)).isEqualTo(Duration.ofDays(1));
        assertThat(RetryAfter.parse("Sat, 21 Nov 2026 10:00:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Sat, 21 Nov 2026 09:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", NOW)).isNull();
        assertThat(RetryAfter.parse("-5", NOW)).isNull();
    }
}
