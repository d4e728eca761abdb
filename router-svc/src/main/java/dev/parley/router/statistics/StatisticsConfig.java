package dev.parley.router.statistics;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;

/**
 * How measured values count. Keys {@code parley.router.statistics.*}.
 *
 * @param halfLife after so long a measurement counts half
 * @param declaredWeight the declared value counts like so many measurements
 */
@ConfigurationProperties("parley.router.statistics")
public record StatisticsConfig(
        @NotNull @Bindable(defaultValue = "10m") Duration halfLife,
        @Positive @Bindable(defaultValue = "10") double declaredWeight) {}
