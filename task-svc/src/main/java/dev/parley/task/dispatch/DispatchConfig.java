package dev.parley.task.dispatch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;

/**
 * How many messages are with agents at once. Keys {@code parley.task.dispatch.*}; each instance counts its own.
 *
 * @param maxCalls in all; the last quarter is for tenants that have less than their share
 * @param maxConcurrent of one tenant at one agent (MAX_CONCURRENT_TASKS)
 * @param maxQueued of one tenant, waiting for one agent; more are refused
 * @param adaptive whether an agent that cannot keep up gets fewer at once
 */
@ConfigurationProperties("parley.task.dispatch")
public record DispatchConfig(
        @Min(1) @Bindable(defaultValue = "2000") int maxCalls,
        @Min(1) @Bindable(defaultValue = "100") int maxConcurrent,
        @Min(1) @Bindable(defaultValue = "1000") int maxQueued,
        @Bindable(defaultValue = "true") boolean adaptive) {
    /** The same bounds, whatever agents can take. */
    public DispatchConfig fixed() {
        return new DispatchConfig(maxCalls, maxConcurrent, maxQueued, false);
    }
}
