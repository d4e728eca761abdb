package dev.parley.registry.card;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How agents are asked for their cards. Keys {@code parley.registry.fetch.*}.
 *
 * @param connectTimeout to reach the agent
 * @param timeout for the whole answer
 * @param caFile PEM certificates trusted beside the JDK's
 */
@ConfigurationProperties("parley.registry.fetch")
public record CardFetchConfig(
        @Bindable(defaultValue = "2s") Duration connectTimeout,
        @Bindable(defaultValue = "5s") Duration timeout,
        @Nullable Path caFile) {}
