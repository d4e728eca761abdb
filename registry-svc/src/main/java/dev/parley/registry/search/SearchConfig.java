package dev.parley.registry.search;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How agents are found. Keys {@code parley.registry.search.*}.
 *
 * @param floor similarity under which an agent is no match
 * @param shortlist matches given when the caller does not say how many
 * @param semantic false: exact words and look-alikes only, no vectors
 * @param hybrid false: vectors alone decide, without full text
 * @param embedTimeout how long a search waits for the vector of its text
 * @param registerWait how long a registration waits for its skills' vectors; they come later otherwise
 * @param retry how often vectors that are missing are tried again, and pgvector looked for
 */
@ConfigurationProperties("parley.registry.search")
public record SearchConfig(
        @Bindable(defaultValue = "0.30") double floor,
        @Bindable(defaultValue = "20") int shortlist,
        @Bindable(defaultValue = "true") boolean semantic,
        @Bindable(defaultValue = "true") boolean hybrid,
        @Bindable(defaultValue = "2s") Duration embedTimeout,
        @Bindable(defaultValue = "5s") Duration registerWait,
        @Bindable(defaultValue = "2s") Duration retry) {
    /** The most matches a search gives. */
    public static final int MAX_MATCHES = 100;

    public SearchConfig {
        if (!(floor >= 0 && floor <= 1) || shortlist < 1 || shortlist > MAX_MATCHES) {
            throw new IllegalArgumentException("parley.registry.search: floor " + floor + ", shortlist " + shortlist
                    + " (expected: 0 to 1, and 1 to " + MAX_MATCHES + ")");
        }
    }
}
