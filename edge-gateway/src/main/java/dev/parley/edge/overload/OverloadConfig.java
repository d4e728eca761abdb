package dev.parley.edge.overload;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * When messages are refused so that others are answered. Keys {@code parley.edge.overload.*}.
 *
 * @param target how long it may take on average until a message is accepted; when it takes longer, fewer are let in at once
 * @param min messages that are always let in at once
 * @param max messages that are never exceeded
 * @param retryAfter what those that are refused are told
 */
@ConfigurationProperties("parley.edge.overload")
public record OverloadConfig(
        @NotNull @Bindable(defaultValue = "20ms") Duration target,
        @Min(1) @Bindable(defaultValue = "80") int min,
        @Min(1) @Bindable(defaultValue = "2000") int max,
        @NotNull @Bindable(defaultValue = "1s") Duration retryAfter) {
    public OverloadConfig {
        if (max < min) {
            throw new IllegalArgumentException(
                    "parley.edge.overload.max is " + max + " (expected: min, which is " + min + ", or more)");
        }
        if (target.isNegative() || target.isZero()) {
            throw new IllegalArgumentException("parley.edge.overload.target is " + target + " (expected: over 0)");
        }
    }
}
