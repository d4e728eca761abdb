package dev.parley.router.guard;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Circuit breaker and bulkhead of each agent. Keys {@code parley.router.guard.*}.
 *
 * @param window the last so many calls count
 * @param minCalls fewer calls never open the breaker
 * @param failurePercent share of failed calls in the window that opens it
 * @param openFor how long no call goes through
 * @param trialCalls how many calls go through at most while half open
 * @param maxConcurrentCalls bulkhead: calls to one agent at a time
 */
@ConfigurationProperties("parley.router.guard")
public record GuardConfig(
        @Min(1) @Bindable(defaultValue = "10") int window,
        @Min(1) @Bindable(defaultValue = "5") int minCalls,
        @Min(1) @Max(100) @Bindable(defaultValue = "50") int failurePercent,
        @NotNull @Bindable(defaultValue = "60s") Duration openFor,
        @Min(1) @Bindable(defaultValue = "3") int trialCalls,
        @Min(1) @Bindable(defaultValue = "1000") int maxConcurrentCalls) {}
