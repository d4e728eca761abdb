package dev.parley.registry.clusters;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a router's Envoy is told about agents. Keys {@code parley.registry.clusters.*}.
 *
 * @param caFile PEM on the routers' machines, trusted for https agents; the first of the usual bundles of this machine if unset
 * @param connectTimeout for the TCP connection and TLS together
 * @param maxIdle unused connections are closed before common servers close theirs (5 s)
 * @param maxConnections to one place of an agent, by one router
 * @param maxRequests likewise, streams included; over the router's own guard, which says it better
 */
@ConfigurationProperties("parley.registry.clusters")
public record ClustersConfig(
        @Nullable Path caFile,
        @NotNull @Bindable(defaultValue = "5s") Duration connectTimeout,
        @NotNull @Bindable(defaultValue = "4s") Duration maxIdle,
        @Min(1) @Bindable(defaultValue = "2000") int maxConnections,
        @Min(1) @Bindable(defaultValue = "2000") int maxRequests) {}
