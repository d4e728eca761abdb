package dev.parley.registry.clusters;

import com.google.protobuf.ByteString;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.Health;
import dev.parley.registry.agent.HeldCard;
import dev.parley.registry.agent.OwnListener;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.card.CardShape;
import java.time.Instant;
import java.util.List;

/** Agents as the book has them. */
final class Agents {
    private Agents() {}

    /** @param version of the agent and its card */
    static RegisteredAgent at(String id, long version, List<String> urls) {
        AgentCard.Builder card = AgentCard.newBuilder();
        urls.forEach(url -> card.addSupportedInterfaces(AgentInterface.newBuilder()
                .setProtocolBinding("JSONRPC")
                .setProtocolVersion("1.0")
                .setUrl(url)));
        HeldCard held = new HeldCard(
                card.build(),
                ByteString.EMPTY,
                CardShape.A2A_1_0,
                RoutingMetadata.getDefaultInstance(),
                List.of(),
                "",
                null,
                Instant.EPOCH,
                version);
        return new RegisteredAgent(
                new AgentKey("default", id),
                version,
                held,
                RoutingMetadata.getDefaultInstance(),
                false,
                OwnListener.NONE,
                new Health(true, "", 1, null),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
