package dev.parley.registry;

import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentStatus;
import dev.parley.registry.agent.AgentStore;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.card.AgentUrls;
import dev.parley.registry.card.CardFetcher;
import dev.parley.registry.card.CardReader;
import dev.parley.registry.clusters.SidecarViews;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Locale;

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
    SidecarViews sidecars(InstantSource clock) {
        return new SidecarViews(clock);
    }

    @Singleton
    AgentBook book(AgentStore store, RegistryConfig config, MeterRegistry meters) {
        AgentBook book = new AgentBook(store.findAll(), config.watchQueue());
        for (AgentStatus status : AgentStatus.values()) {
            Gauge.builder("parley.registry.agents", book, all -> count(all, status))
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        return book;
    }

    private static double count(AgentBook book, AgentStatus status) {
        return book.all().stream().filter(agent -> agent.status() == status).count();
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
