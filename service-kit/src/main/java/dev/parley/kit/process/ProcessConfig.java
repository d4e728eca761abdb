package dev.parley.kit.process;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service runs that has its process to itself. Keys {@code parley.process.*}.
 *
 * @param socket unix socket of its gRPC services; unset: it serves none, as the edge
 * @param managementSocket unix socket of {@code /health}, {@code /ready}, {@code /serving} and {@code /metrics}, over HTTP; unset: none
 * @param drainDelay how long it goes on as before after it has said that it is not ready, so that those who call it hear of that
 * @param drainTimeout how long calls in flight may take to finish after that
 */
@ConfigurationProperties("parley.process")
public record ProcessConfig(
        @Nullable String socket,
        @Nullable String managementSocket,
        @Bindable(defaultValue = "0s") Duration drainDelay,
        @Bindable(defaultValue = "10s") Duration drainTimeout) {}
