package dev.parley.cli.conformance.v03;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Card;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent says of 0.3: a card of 0.3, which may also be one of 1.0, and interfaces of that version in a card of 1.0.
 *
 * @param json the card of 0.3; a missing node where only interfaces in a card of 1.0 speak of 0.3
 */
record V03Card(JsonNode json, List<Interface> interfaces) {
    /** Where 0.3 is spoken. */
    record Interface(String transport, String url) {}

    V03Card {
        interfaces = List.copyOf(interfaces);
    }

    /** The card that is served, or else the one that is served to who asks in 0.3. */
    static V03Card of(AgentProbe agent) {
        JsonNode card = agent.card().json();
        if (!isOfOlder(card)) {
            card = agent.cardOf("0.3").json();
        }
        JsonNode older = isOfOlder(card) ? card : card.path("not a card of 0.3");
        List<Interface> all = new ArrayList<>();
        for (Card.Interface one : agent.card().interfaces()) {
            if (one.version().startsWith("0.3")) {
                all.add(new Interface(one.binding(), one.url()));
            }
        }
        all.addAll(declared(older));
        return new V03Card(older, all);
    }

    private static boolean isOfOlder(JsonNode card) {
        return card.path("protocolVersion").asText().startsWith("0.");
    }

    private static List<Interface> declared(JsonNode card) {
        List<Interface> all = new ArrayList<>();
        if (card.has("url")) {
            all.add(new Interface(
                    card.path("preferredTransport").asText("JSONRPC"),
                    card.path("url").asText()));
        }
        for (JsonNode one : card.path("additionalInterfaces")) {
            all.add(new Interface(
                    one.path("transport").asText(), one.path("url").asText()));
        }
        return all;
    }

    /** The first interface over a binding of 0.3, which has no custom ones. */
    Optional<Interface> find(Binding binding) {
        return interfaces.stream()
                .filter(one -> !binding.isCustom() && one.transport().equals(binding.cardName()))
                .findFirst();
    }

    boolean declares(AgentProbe agent, String capability) {
        JsonNode capabilities = (json.isMissingNode() ? agent.card().json() : json).path("capabilities");
        return capabilities.path(capability).asBoolean(false);
    }

    /** The card of 0.3, or the end of the check without one. */
    static JsonNode json(AgentProbe agent) {
        JsonNode json = of(agent).json();
        if (json.isMissingNode()) {
            throw new Verdict.Skipped("no card of 0.3 is served, with or without A2A-Version: 0.3");
        }
        return json;
    }
}
