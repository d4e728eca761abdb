package dev.parley.registry.postgres;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.AgentStore;
import dev.parley.registry.agent.Health;
import dev.parley.registry.agent.HeldCard;
import dev.parley.registry.agent.OwnListener;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.card.CardShape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Agents in {@code registry.agent}, their cards in {@code registry.agent_version}. */
public final class PostgresAgentStore implements AgentStore {
    // a card may say something else each time it is asked for
    private static final int KEPT_CARDS = 10;

    private final Database database;
    private final AgentRows agents;
    private final CardRows cards;

    PostgresAgentStore(Database database, AgentRows agents, CardRows cards) {
        this.database = database;
        this.agents = agents;
        this.cards = cards;
    }

    @Override
    public long nextVersion() {
        return database.write(connection -> agents.nextVersion());
    }

    @Override
    public boolean insert(RegisteredAgent agent) {
        return database.writeUnlessTaken(connection -> {
            agents.save(rowOf(agent));
            cards.save(cardOf(agent));
        });
    }

    @Override
    public boolean update(RegisteredAgent agent, boolean newCard) {
        return database.write(connection -> {
            if (agents.update(rowOf(agent)) == 0) {
                return false;
            }
            if (newCard) {
                cards.save(cardOf(agent));
                cards.deleteOlder(agent.key().tenant(), agent.key().id(), KEPT_CARDS);
            }
            return true;
        });
    }

    @Override
    public boolean delete(AgentKey key) {
        return database.write(connection -> agents.deleteById(new AgentRow.Key(key.tenant(), key.id())) > 0);
    }

    @Override
    public List<RegisteredAgent> findAll() {
        return database.write(connection -> {
            Map<AgentKey, CardRow> inForce = cards.findInForce().stream()
                    .collect(Collectors.toMap(
                            card -> new AgentKey(card.key().tenant(), card.key().agentId()), Function.identity()));
            return agents.findAll().stream()
                    .map(row -> agentOf(row, inForce.get(keyOf(row))))
                    .toList();
        });
    }

    private static AgentRow rowOf(RegisteredAgent agent) {
        RoutingMetadata declared = agent.declared();
        return new AgentRow(
                new AgentRow.Key(agent.key().tenant(), agent.key().id()),
                agent.version(),
                agent.held().version(),
                agent.held().etag(),
                agent.held().checkedAt(),
                declared.hasCostPerRequest() ? declared.getCostPerRequest() : null,
                declared.hasAvgLatencyMs() ? declared.getAvgLatencyMs() : null,
                declared.hasQualityScore() ? declared.getQualityScore() : null,
                agent.maintenance(),
                portOrNull(agent.listener().httpPort()),
                portOrNull(agent.listener().grpcPort()),
                agent.health().reachable(),
                agent.health().reason(),
                agent.health().score(),
                agent.health().lastSeen(),
                agent.registeredAt(),
                agent.updatedAt());
    }

    private static @Nullable Integer portOrNull(int port) {
        return port == 0 ? null : port;
    }

    private static int portOrZero(@Nullable Integer port) {
        return port == null ? 0 : port;
    }

    private static CardRow cardOf(RegisteredAgent agent) {
        HeldCard held = agent.held();
        return new CardRow(
                new CardRow.Key(agent.key().tenant(), agent.key().id(), held.version()),
                held.url(),
                held.shape().label(),
                held.asReceived().toByteArray(),
                held.card().toByteArray(),
                held.routing().toByteArray(),
                held.labels(),
                held.checkedAt());
    }

    private static AgentKey keyOf(AgentRow row) {
        return new AgentKey(row.key().tenant(), row.key().id());
    }

    private static RegisteredAgent agentOf(AgentRow row, @Nullable CardRow card) {
        if (card == null) {
            throw new IllegalStateException("Agent " + keyOf(row) + " has no card of version " + row.cardVersion());
        }
        RoutingMetadata.Builder declared = RoutingMetadata.newBuilder();
        if (row.declaredCost() != null) {
            declared.setCostPerRequest(row.declaredCost());
        }
        if (row.declaredLatency() != null) {
            declared.setAvgLatencyMs(row.declaredLatency());
        }
        if (row.declaredQuality() != null) {
            declared.setQualityScore(row.declaredQuality());
        }
        return new RegisteredAgent(
                keyOf(row),
                row.version(),
                heldOf(row, card),
                declared.build(),
                row.maintenance(),
                new OwnListener(portOrZero(row.httpPort()), portOrZero(row.grpcPort())),
                new Health(row.reachable(), row.healthReason(), row.healthScore(), row.lastSeen()),
                row.registeredAt(),
                row.updatedAt());
    }

    private static HeldCard heldOf(AgentRow row, CardRow card) {
        try {
            return new HeldCard(
                    AgentCard.parseFrom(card.card()),
                    ByteString.copyFrom(card.asReceived()),
                    CardShape.ofLabel(card.shape()),
                    RoutingMetadata.parseFrom(card.routing()),
                    card.labels(),
                    card.url(),
                    row.cardEtag(),
                    row.cardCheckedAt(),
                    card.key().version());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("The card of " + keyOf(row) + " cannot be read", e);
        }
    }
}
