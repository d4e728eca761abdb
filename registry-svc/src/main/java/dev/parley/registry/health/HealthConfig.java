package dev.parley.registry.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How agents are watched. Keys {@code parley.registry.health.*}.
 *
 * @param probeInterval between two probes of an agent, give or take {@code jitter}
 * @param probeTimeout for an answer to a probe
 * @param misses in a row after which an agent is not reachable
 * @param presenceTtl how long a sign of life counts for other instances, in Redis
 * @param cardInterval between two looks at an agent's card, give or take {@code jitter}
 * @param storeInterval how often what changes with every probe is written down
 * @param jitter share of an interval, 0 to 0.5
 * @param maxParallel probes at the same time
 */
@ConfigurationProperties("parley.registry.health")
public record HealthConfig(
        @Bindable(defaultValue = "10s") Duration probeInterval,
        @Bindable(defaultValue = "2s") Duration probeTimeout,
        @Bindable(defaultValue = "3") int misses,
        @Bindable(defaultValue = "30s") Duration presenceTtl,
        @Bindable(defaultValue = "5m") Duration cardInterval,
        @Bindable(defaultValue = "60s") Duration storeInterval,
        @Bindable(defaultValue = "0.2") double jitter,
        @Bindable(defaultValue = "64") int maxParallel) {
    public HealthConfig {
        if (misses < 1 || maxParallel < 1 || !(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("parley.registry.health: misses " + misses + ", max-parallel "
                    + maxParallel + ", jitter " + jitter + " (expected: at least 1, at least 1, 0 to 0.5)");
        }
    }
}
