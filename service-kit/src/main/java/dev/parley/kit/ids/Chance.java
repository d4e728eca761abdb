package dev.parley.kit.ids;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Binds chance once; nothing else in the mesh rolls dice on its own. The clock (InstantSource) is Micronaut's own bean.
 */
@Factory
final class Chance {
    @Singleton
    RandomGenerator random() {
        // looks its thread's generator up at each call: the one returned by current() belongs to one thread
        return () -> ThreadLocalRandom.current().nextLong();
    }

    @Singleton
    UuidV7 ids(InstantSource clock, RandomGenerator random) {
        return new UuidV7(clock, random);
    }
}
