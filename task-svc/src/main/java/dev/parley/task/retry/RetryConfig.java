package dev.parley.task.retry;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * When an agent is tried again with the same message. Keys {@code parley.task.retry.*}.
 *
 * @param firstPause before the second attempt at an agent; doubles up to {@code longestPause}
 * @param share of the first attempts at an agent that may be made again, 0 to 1
 * @param floor attempts that may always be made again, however few the first ones were
 * @param window over which both are counted
 */
@ConfigurationProperties("parley.task.retry")
public record RetryConfig(
        @NotNull @Bindable(defaultValue = "1s") Duration firstPause,
        @NotNull @Bindable(defaultValue = "10s") Duration longestPause,
        @Bindable(defaultValue = "0.2") double share,
        @Min(0) @Bindable(defaultValue = "20") int floor,
        @NotNull @Bindable(defaultValue = "60s") Duration window) {
    public RetryConfig {
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("parley.task.retry.longest-pause is " + longestPause
                    + " (expected: first-pause, which is " + firstPause + ", or longer)");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("parley.task.retry.share is " + share + " (expected: 0 to 1)");
        }
        if (window.toMillis() < RetryBudget.SLOTS) {
            throw new IllegalArgumentException(
                    "parley.task.retry.window is " + window + " (expected: " + RetryBudget.SLOTS + " ms or longer)");
        }
    }
}
