package dev.parley.registry.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What probes found.
 *
 * @param reachable false after too many misses in a row
 * @param reason why it is not reachable; empty otherwise
 * @param score share of recent probes that succeeded, 0 to 1
 * @param lastSeen the last sign of life, null for none yet
 */
public record Health(
        boolean reachable,
        String reason,
        double score,
        @Nullable Instant lastSeen) {
    public Health {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("health score " + score + " (expected: 0 to 1)");
        }
    }
}
