package dev.parley.registry.card;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.registry.v1.RoutingMetadata;
import java.util.List;

/**
 * A card that is fit to be registered.
 *
 * @param card as A2A 1.0, with the agent's own URLs
 * @param routing what it declares of cost, latency and quality; fields it is silent on are unset
 * @param labels its data classes
 * @param proposedId the id it asks for, empty for none; not checked
 */
public record ReadCard(
        AgentCard card, CardShape shape, RoutingMetadata routing, List<String> labels, String proposedId) {
    public ReadCard {
        labels = List.copyOf(labels);
    }
}
