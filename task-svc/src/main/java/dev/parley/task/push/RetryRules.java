package dev.parley.task.push;

import dev.parley.task.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a delivery that failed is tried again. */
final class RetryRules {
    private static final int GONE = 410;

    private final Backoff backoff;
    private final Duration horizon;
    private final int maxRefusals;

    RetryRules(PushSettings settings, RandomGenerator random) {
        this.backoff = new Backoff(settings.firstPause(), settings.longestPause(), random);
        this.horizon = settings.horizon();
        this.maxRefusals = settings.maxRefusals();
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
        Duration pause = longer(backoff.pause(failures), asked(failed));
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

    private Duration asked(Attempt attempt) {
        if (attempt instanceof Attempt.Declined declined && declined.retryAfter() != null) {
            Duration asked = declined.retryAfter();
            return asked.compareTo(backoff.longest()) > 0 ? backoff.longest() : asked;
        }
        return Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
