package dev.parley.router.outbound.grpc;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Channels to agents over gRPC. Keys {@code parley.router.grpc.*}.
 *
 * @param maxChannels one for each host and port; the one used longest ago is closed for a new one, its calls go on
 * @param maxIdle after so long without a call a channel gives its connection back
 * @param keepAliveTime pause between two pings while calls run; servers end connections that ping more often than every five
 *     minutes, unless they are told otherwise
 * @param keepAliveTimeout how long an agent may take to answer a ping before its connection counts as broken
 */
@ConfigurationProperties("parley.router.grpc")
public record GrpcConfig(
        @Min(1) @Bindable(defaultValue = "1024") int maxChannels,
        @NotNull @Bindable(defaultValue = "1m") Duration maxIdle,
        @NotNull @Bindable(defaultValue = "6m") Duration keepAliveTime,
        @NotNull @Bindable(defaultValue = "20s") Duration keepAliveTimeout) {}
