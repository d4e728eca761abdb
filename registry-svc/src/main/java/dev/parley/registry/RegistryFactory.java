package dev.parley.registry;

import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentStore;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.card.AgentUrls;
import dev.parley.registry.card.CardFetcher;
import dev.parley.registry.card.CardReader;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the domain together; it knows no framework. */
@Factory
final class RegistryFactory {
    @Singleton
    AgentUrls urls(RegistryConfig config) {
        return new AgentUrls(config.ownUrls());
    }

    @Singleton
    CardReader reader(AgentUrls urls) {
        return new CardReader(urls);
    }

    @Singleton
    AgentBook book(AgentStore store, RegistryConfig config) {
        return new AgentBook(store.findAll(), config.watchQueue());
    }

    @Singleton
    Registration registration(
            AgentStore store,
            AgentBook book,
            CardFetcher fetcher,
            CardReader reader,
            AgentUrls urls,
            InstantSource clock) {
        return new Registration(store, book, fetcher, reader, urls, clock);
    }
}
