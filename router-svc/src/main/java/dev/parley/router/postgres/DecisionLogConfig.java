package dev.parley.router.postgres;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The table of decisions. Keys {@code parley.router.decisions.*}.
 *
 * @param queueSize so many may wait to be written; further ones are dropped and counted
 * @param batchSize rows in one transaction at most
 * @param keptFor older decisions are deleted, about once an hour
 */
@ConfigurationProperties("parley.router.decisions")
public record DecisionLogConfig(
        @Min(1) @Bindable(defaultValue = "10000") int queueSize,
        @Min(1) @Bindable(defaultValue = "500") int batchSize,
        @NotNull @Bindable(defaultValue = "30d") Duration keptFor) {}
