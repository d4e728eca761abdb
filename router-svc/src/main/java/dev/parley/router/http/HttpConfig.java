package dev.parley.router.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Connections to agents. Keys {@code parley.router.http.*}.
 *
 * @param connectTimeout for the TCP connection, and again for the TLS handshake
 * @param maxConnectionsPerAddress agents behind one host and port share them; not a cap on purpose, see perf-anchors
 * @param maxIdle how long an unused connection is kept: below the five seconds after which common servers close theirs
 * @param eventLoops threads that do the network's work
 */
@ConfigurationProperties("parley.router.http")
public record HttpConfig(
        @NotNull @Bindable(defaultValue = "5s") Duration connectTimeout,
        @Min(1) @Bindable(defaultValue = "4096") int maxConnectionsPerAddress,
        @NotNull @Bindable(defaultValue = "4s") Duration maxIdle,
        @Min(1) @Bindable(defaultValue = "2") int eventLoops) {}
