package dev.parley.edge.card;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.edge.EdgeConfig;
import dev.parley.proto.registry.v1.Agent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The cards as they go out, made once for each version of an agent, address and form. */
@Singleton
final class ServedCards {
    private static final int MAX_CARDS = 1_000;

    private record Key(String tenant, String id, long version, EndpointAddress at, CardForm form) {}

    private final CardRewriter rewriter;
    private final String version;
    private final V03GrpcAddress grpc;
    private final Instant started;
    private final Cache<Key, ServedCard> cards =
            Caffeine.newBuilder().maximumSize(MAX_CARDS).build();

    ServedCards(CardRewriter rewriter, EdgeConfig config, InstantSource clock) {
        this.rewriter = rewriter;
        this.version = config.version();
        this.grpc = config.v03Grpc();
        this.started = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    ServedCard ofMesh(EndpointAddress at, CardForm form) {
        return cards.get(
                new Key("", "", 0, at, form), key -> ServedCard.of(rewriter.ofMesh(version, at), form, grpc, started));
    }

    ServedCard ofAgent(Agent agent, EndpointAddress at, CardForm form) {
        return cards.get(
                new Key(agent.getTenant(), agent.getId(), agent.getVersion(), at, form),
                key -> ServedCard.of(
                        rewriter.ofAgent(agent, at),
                        form,
                        grpc,
                        Instant.ofEpochSecond(agent.getUpdatedAt().getSeconds())));
    }
}
