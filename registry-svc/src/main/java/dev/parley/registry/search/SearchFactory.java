package dev.parley.registry.search;

import dev.parley.kit.health.Dependency;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import dev.parley.registry.agent.AgentBook;
import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Puts the search together. */
@Factory
final class SearchFactory {
    @Singleton
    @Bean(preDestroy = "shutdownNow")
    ManagedChannel embedChannel(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.embed(), tracing);
    }

    @Singleton
    EmbedClient embedClient(ManagedChannel embedChannel) {
        return new EmbedClient(embedChannel);
    }

    @Singleton
    SkillCatalog catalog(AgentBook book) {
        return new SkillCatalog(book);
    }

    @Singleton
    @Bean(preDestroy = "close")
    SkillVectors vectors(AgentBook book, SkillVectorStore store, EmbedClient embed, SearchConfig config) {
        return new SkillVectors(book, store, embed, config.retry());
    }

    @Singleton
    AgentSearch search(
            AgentBook book, SkillCatalog catalog, SkillVectors vectors, EmbedClient embed, SearchConfig config) {
        return new AgentSearch(book, new SkillScores(catalog, vectors, embed, config), vectors);
    }

    /** Without it agents are registered and found by exact words; their vectors come later. */
    @Singleton
    Dependency embed(EmbedClient embed) {
        return new Dependency() {
            @Override
            public String name() {
                return "embed";
            }

            @Override
            public boolean required() {
                return false;
            }

            @Override
            public String check() {
                return embed.embed(List.of(""), Duration.ofSeconds(1)).model();
            }
        };
    }
}
