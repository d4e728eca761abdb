package dev.parley.edge.wire;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;

/**
 * Whether the raw exchange with callers is kept. Keys {@code parley.edge.wire.*}.
 *
 * @param enabled whether anything is kept: message contents are in it
 * @param maxTasks of how many tasks, the latest
 * @param maxTaskBytes about how much of one task
 */
@ConfigurationProperties("parley.edge.wire")
record WireConfig(
        @Bindable(defaultValue = "false") boolean enabled,
        @Min(1) @Bindable(defaultValue = "100") int maxTasks,
        @Min(1024) @Bindable(defaultValue = "1048576") int maxTaskBytes) {}
