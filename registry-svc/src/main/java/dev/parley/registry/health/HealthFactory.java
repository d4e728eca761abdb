package dev.parley.registry.health;

import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.card.CardFetcher;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Puts the watch over agents together. Redis takes part when {@code redis.uri} says where it is. */
@Factory
final class HealthFactory {
    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = "redis.uri")
    RedisPresence presence(RedisClient redis, HealthConfig config, InstantSource clock) {
        return new RedisPresence(redis, config.presenceTtl(), clock);
    }

    @Context
    @Bean(preDestroy = "close")
    Prober prober(
            AgentBook book,
            Registration registration,
            CardFetcher fetcher,
            Optional<RedisPresence> redis,
            HealthConfig config,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        Presence presence = redis.isPresent() ? redis.get() : Presence.ALONE;
        Probe probe = new Probe(fetcher, registration, config.probeTimeout());
        return new Prober(book, registration, probe, presence, config, clock, random, meters);
    }
}
