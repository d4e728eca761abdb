package dev.parley.registry.agent;

import com.google.protobuf.ByteString;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.registry.card.CardShape;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The card an agent is known by.
 *
 * @param card as A2A 1.0, with the agent's own URLs
 * @param asReceived byte for byte
 * @param routing what the card itself declares of cost, latency and quality
 * @param labels data classes
 * @param url where it was fetched, empty for a card that came in a request
 * @param etag what the agent said of this version of it
 * @param checkedAt when it was last compared with what the agent serves
 * @param version of the agent when this card came
 */
public record HeldCard(
        AgentCard card,
        ByteString asReceived,
        CardShape shape,
        RoutingMetadata routing,
        List<String> labels,
        String url,
        @Nullable String etag,
        Instant checkedAt,
        long version) {
    public HeldCard {
        labels = List.copyOf(labels);
    }

    HeldCard checked(@Nullable String newEtag, Instant at) {
        return new HeldCard(card, asReceived, shape, routing, labels, url, newEtag, at, version);
    }

    /** The same place and the same bytes. */
    boolean isSameAs(String otherUrl, byte[] bytes) {
        return url.equals(otherUrl) && asReceived.equals(ByteString.copyFrom(bytes));
    }

    /** True when both say that the agent is at the same place, whatever else changed. */
    boolean isSameOrigin(String otherUrl, AgentCard other) {
        return (otherUrl.isEmpty() || url.isEmpty())
                ? card.getSupportedInterfaces(0)
                        .getUrl()
                        .equals(other.getSupportedInterfaces(0).getUrl())
                : url.equals(otherUrl);
    }
}
