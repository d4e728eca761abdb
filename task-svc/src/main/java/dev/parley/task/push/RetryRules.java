package dev.parley.task.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a delivery that failed is tried again. */
final class RetryRules {
    private static final int GONE = 410;
    private static final int MAX_DOUBLINGS = 30;

    private final Duration first;
    private final Duration longest;
    private final Duration horizon;
    private final int maxRefusals;
    private final RandomGenerator random;

    RetryRules(PushSettings settings, RandomGenerator random) {
        this.first = settings.firstPause();
        this.longest = settings.longestPause();
        this.horizon = settings.horizon();
        this.maxRefusals = settings.maxRefusals();
        this.random = random;
    }

    /**
     * The pause before the next attempt; empty when there shall be none.
     *
     * @param failures attempts that have failed, this one included
     */
    Optional<Duration> pause(Attempt failed, int failures, Instant failingSince, Instant now) {
        if (isRefusal(failed) && (failures >= maxRefusals || isGone(failed))) {
            return Optional.empty();
        }
        Duration pause = longer(jittered(failures), asked(failed));
        return now.plus(pause).isAfter(failingSince.plus(horizon)) ? Optional.empty() : Optional.of(pause);
    }

    /** The target understood and does not want it; asking again and again will not change its mind. */
    private static boolean isRefusal(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Declined declined -> isNo(declined.status());
            case Attempt.Forbidden forbidden -> true;
            case Attempt.Unanswered unanswered -> false;
            case Attempt.Taken taken -> throw new IllegalArgumentException(taken + " (expected: a failed attempt)");
        };
    }

    private static boolean isNo(int status) {
        return status < 500 && status != 408 && status != 425 && status != 429;
    }

    private static boolean isGone(Attempt attempt) {
        return attempt instanceof Attempt.Declined declined && declined.status() == GONE;
    }

    /** Doubles each time; between half of it and all of it, so that those who failed together do not come back together. */
    private Duration jittered(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long whole = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    private Duration asked(Attempt attempt) {
        if (attempt instanceof Attempt.Declined declined && declined.retryAfter() != null) {
            Duration asked = declined.retryAfter();
            return asked.compareTo(longest) > 0 ? longest : asked;
        }
        return Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
