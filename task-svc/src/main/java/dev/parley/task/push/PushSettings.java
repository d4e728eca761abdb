package dev.parley.task.push;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How webhooks are called. Keys {@code parley.push.*}.
 *
 * @param allowedTargets webhooks that may lead to addresses which are not public: host names, addresses and CIDR ranges, each
 *     with {@code :port} or without
 * @param maxConfigs webhooks a task
 * @param attemptTimeout from the connect to the end of the answer
 * @param connectTimeout part of it
 * @param resolveTimeout for the name of a host
 * @param firstPause after the first failure; doubles with each
 * @param longestPause between two attempts, also when the target asks for a longer one
 * @param horizon a delivery that has failed for so long is given up, and its webhook with it
 * @param maxRefusals answers that say no (4xx but 408, 425 and 429; 3xx) before a webhook is given up
 * @param maxConcurrent attempts at once
 * @param maxPerHost attempts at once to one host and port
 * @param maxWaiting webhooks that have a thread; others wait in the database
 */
@ConfigurationProperties("parley.push")
public record PushSettings(
        @Nullable List<String> allowedTargets,
        @Min(1) @Max(100) @Bindable(defaultValue = "16") int maxConfigs,
        @NotNull @Bindable(defaultValue = "15s") Duration attemptTimeout,
        @NotNull @Bindable(defaultValue = "5s") Duration connectTimeout,
        @NotNull @Bindable(defaultValue = "3s") Duration resolveTimeout,
        @NotNull @Bindable(defaultValue = "1s") Duration firstPause,
        @NotNull @Bindable(defaultValue = "5m") Duration longestPause,
        @NotNull @Bindable(defaultValue = "24h") Duration horizon,
        @Min(1) @Bindable(defaultValue = "5") int maxRefusals,
        @Min(1) @Bindable(defaultValue = "128") int maxConcurrent,
        @Min(1) @Bindable(defaultValue = "8") int maxPerHost,
        @Min(1) @Bindable(defaultValue = "20000") int maxWaiting) {
    public PushSettings {
        allowedTargets = allowedTargets == null ? List.of() : List.copyOf(allowedTargets);
    }

    List<String> targets() {
        return allowedTargets == null ? List.of() : allowedTargets;
    }
}
