package dev.parley.embed;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How the model is run and what is kept. Keys {@code parley.embed.*}.
 *
 * @param workers threads that run the model, one text or batch each; each uses one core
 * @param maxQueuedRuns runs that may wait for a worker; past it callers get OVERLOADED
 * @param cacheBytes upper bound of the memory that kept vectors and their texts take
 */
@ConfigurationProperties("parley.embed")
public record EmbedConfig(
        @Bindable(defaultValue = "2") int workers,
        @Bindable(defaultValue = "256") int maxQueuedRuns,
        @Bindable(defaultValue = "33554432") long cacheBytes) {
    public EmbedConfig {
        if (workers < 1 || maxQueuedRuns < 1 || cacheBytes < 0) {
            throw new IllegalArgumentException("parley.embed: workers " + workers + ", max-queued-runs " + maxQueuedRuns
                    + ", cache-bytes " + cacheBytes + " (expected: at least 1, 1 and 0)");
        }
    }
}
