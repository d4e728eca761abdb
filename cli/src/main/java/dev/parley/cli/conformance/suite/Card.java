package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent card as it was served.
 *
 * @param uri where
 * @param reply the answer, whatever it was
 */
public record Card(URI uri, HttpReply reply) {
    /** An interface that the card declares. */
    public record Interface(String url, String binding, String version, String tenant) {}

    /** The card; a missing node when what was served is no JSON object. */
    public JsonNode json() {
        return reply.json().filter(JsonNode::isObject).orElseGet(MissingNode::getInstance);
    }

    /** True for a card that only callers of 0.3 can use. */
    public boolean isOfOlderOnly() {
        return json().path("protocolVersion").asText().startsWith("0.") && !json().has("supportedInterfaces");
    }

    public boolean declares(String capability) {
        return json().path("capabilities").path(capability).asBoolean(false);
    }

    public List<Interface> interfaces() {
        List<Interface> all = new ArrayList<>();
        for (JsonNode one : json().path("supportedInterfaces")) {
            all.add(new Interface(
                    one.path("url").asText(),
                    one.path("protocolBinding").asText(),
                    one.path("protocolVersion").asText(),
                    one.path("tenant").asText()));
        }
        return all;
    }

    /** The first interface of 1.0 over a binding. */
    public Optional<Interface> find(Binding binding) {
        return interfaces().stream()
                .filter(one -> one.binding().equals(binding.cardName())
                        && one.version().startsWith("1."))
                .findFirst();
    }

    /** True when the card demands credentials. */
    public boolean isProtected() {
        return !json().path("securityRequirements").isEmpty();
    }

    /** URIs of the extensions without which the agent refuses to work. */
    public List<String> requiredExtensions() {
        List<String> uris = new ArrayList<>();
        for (JsonNode extension : json().path("capabilities").path("extensions")) {
            if (extension.path("required").asBoolean()) {
                uris.add(extension.path("uri").asText());
            }
        }
        return uris;
    }
}
