package dev.parley.kit.ids;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Time-ordered UUIDs (RFC 9562 version 7): 48 bits of Unix milliseconds, the rest random. Ids of one millisecond have no
 * order. Safe for concurrent use when its generator is.
 */
public final class UuidV7 {
    private final InstantSource clock;
    private final RandomGenerator random;

    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        return of(clock.millis(), random.nextLong(), random.nextLong());
    }

    /** The smallest id of an instant: the border of a partition. */
    public static UUID floor(Instant at) {
        return new UUID((at.toEpochMilli() << 16) | 0x7000, 0x8000000000000000L);
    }

    /** When an id was made; only for version 7. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private static UUID of(long millis, long high, long low) {
        return new UUID((millis << 16) | 0x7000 | (high & 0x0fff), 0x8000000000000000L | (low & 0x3fffffffffffffffL));
    }
}
