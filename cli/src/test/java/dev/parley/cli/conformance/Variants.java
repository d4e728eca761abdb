package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;

/** Agents that are right, and have between them all that checks look at. */
final class Variants {
    private Variants() {}

    static List<Nature> right() {
        return List.of(
                Nature.right(),
                Nature.right().modest(),
                dual(),
                dual().modest(),
                older(),
                olderWithConditions(),
                tenant(),
                extension(),
                credentials(),
                signed(),
                noExtended());
    }

    /** Offers 0.3 as well. */
    static Nature dual() {
        return dual(Nature.right());
    }

    static Nature dual(Nature nature) {
        return nature.card(Variants::offerOlder);
    }

    private static ObjectNode offerOlder(ObjectNode card) {
        V03Face.card(card);
        ArrayNode interfaces = (ArrayNode) card.path("supportedInterfaces");
        for (JsonNode one : interfaces.deepCopy()) {
            interfaces.add(((ObjectNode) one).put("protocolVersion", "0.3"));
        }
        return card;
    }

    /** Offers 0.3 and nothing else. */
    static Nature older() {
        return Nature.right().card(Variants::onlyOlder);
    }

    private static ObjectNode onlyOlder(ObjectNode card) {
        V03Face.card(card).remove("supportedInterfaces");
        return card;
    }

    static void demandCredentialsInOlder(ObjectNode card) {
        card.putObject("securitySchemes").putObject("key").put("type", "http").put("scheme", "bearer");
        card.putArray("security").addObject().putArray("key");
    }

    private static Nature olderWithConditions() {
        return Fault.card(card -> {
                    onlyOlder(card);
                    demandCredentialsInOlder(card);
                    ((ObjectNode) card.path("capabilities"))
                            .putArray("extensions")
                            .addObject()
                            .put("uri", "https://example.com/extension");
                    ((ArrayNode) card.path("additionalInterfaces"))
                            .addObject()
                            .put("transport", "JSONRPC")
                            .put("url", "https://example.com/");
                })
                .http((asked, answer) ->
                        asked.matches("(?s).*(?:\"id\":\"anonymous\"|GET /rest/v1/tasks/x|GET /rest/v1/card).*")
                                ? answer.status(401).headers(Map.of("WWW-Authenticate", "Bearer"))
                                : answer);
    }

    static Nature tenant() {
        return Fault.card(card -> Fault.firstInterface(card).put("tenant", "acme"));
    }

    static void requireExtension(ObjectNode card) {
        ((ObjectNode) card.path("capabilities"))
                .putArray("extensions")
                .addObject()
                .put("uri", "https://example.com/extension")
                .put("required", true);
    }

    private static Nature extension() {
        return Fault.card(Variants::requireExtension).calls((method, params, parameters, right) -> {
            throw new AgentFault(SpecError.EXTENSION_SUPPORT_REQUIRED, "https://example.com/extension is required");
        });
    }

    static void demandCredentials(ObjectNode card) {
        card.putObject("securitySchemes")
                .putObject("key")
                .putObject("httpAuthSecurityScheme")
                .put("scheme", "Bearer");
        card.putArray("securityRequirements")
                .addObject()
                .putObject("schemes")
                .putObject("key")
                .putArray("list");
    }

    /** Demands credentials, and asks for them. */
    static Nature credentials() {
        return Fault.card(Variants::demandCredentials).calls((method, params, parameters, right) -> {
            if (!parameters.containsKey("x-caller")) {
                throw AgentFault.unauthenticated();
            }
            return right.call();
        });
    }

    private static Nature signed() {
        return Fault.card(card -> {
            card.putArray("signatures")
                    .addObject()
                    .put("protected", "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ")
                    .put("signature", "x");
            ((ArrayNode) card.path("supportedInterfaces"))
                    .addObject()
                    .put("url", "https://example.com/")
                    .put("protocolBinding", "JSONRPC")
                    .put("protocolVersion", "1.0");
        });
    }

    private static Nature noExtended() {
        return Nature.right().calls((method, params, parameters, right) -> {
            if (method == dev.parley.proto.jsonrpc.A2aMethod.GET_EXTENDED_AGENT_CARD) {
                throw new AgentFault(SpecError.EXTENDED_AGENT_CARD_NOT_CONFIGURED, "none");
            }
            return right.call();
        });
    }
}
