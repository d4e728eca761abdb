package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;

/** Agents that are right, and have between them all that checks look at. */
final class Variants {
    private Variants() {}

    static List<Nature> right() {
        return List.of(
                Nature.right(),
                Nature.right().modest(),
                dual(),
                tenant(),
                extension(),
                credentials(),
                signed(),
                noExtended());
    }

    /** Offers 0.3 as well. */
    static Nature dual() {
        return Fault.card(card -> {
            ObjectNode older = ((ObjectNode) card.path("supportedInterfaces").path(0)).deepCopy();
            ((ArrayNode) card.path("supportedInterfaces")).add(older.put("protocolVersion", "0.3"));
            OlderFace.card(card);
        });
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

    private static Nature credentials() {
        return Fault.card(Variants::demandCredentials)
                .http((asked, answer) -> asked.startsWith("GET /rest/tasks ") ? answer.status(401) : answer);
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
