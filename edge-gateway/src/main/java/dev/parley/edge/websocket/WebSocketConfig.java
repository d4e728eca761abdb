package dev.parley.edge.websocket;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Bounds of WebSockets. Keys {@code parley.edge.websocket.*}.
 *
 * @param maxConnections open WebSockets at once; more are refused as OVERLOADED
 * @param maxRequests calls and streams in progress on one connection; more are refused as RATE_LIMITED
 * @param idle how long a connection may stay open without a call or a stream
 */
@ConfigurationProperties("parley.edge.websocket")
public record WebSocketConfig(
        @Min(0) @Bindable(defaultValue = "10000") int maxConnections,
        @Min(1) @Bindable(defaultValue = "128") int maxRequests,
        @Bindable(defaultValue = "10m") Duration idle) {}
