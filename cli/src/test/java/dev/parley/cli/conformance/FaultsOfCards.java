package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.body;
import static dev.parley.cli.conformance.Fault.card;
import static dev.parley.cli.conformance.Fault.fault;
import static dev.parley.cli.conformance.Fault.firstInterface;
import static dev.parley.cli.conformance.Fault.http;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.Fault.refusing;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.wire.Binding.GRPC;
import static dev.parley.cli.conformance.wire.Binding.HTTP_JSON;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_EXTENDED_AGENT_CARD;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What agents get wrong in their cards, and in the versions and extensions that cards speak of. */
final class FaultsOfCards {
    private static final String CARD = "GET /.well-known";

    private FaultsOfCards() {}

    static Stream<Fault> all() {
        return Stream.of(cards(), extended(), versions()).flatMap(List::stream);
    }

    private static List<Fault> cards() {
        return List.of(
                fault("card/available", http(CARD, answer -> answer.status(500))),
                fault("card/media-type", http("", answer -> answer.type("text/plain"))),
                fault("card/required-fields", card(card -> card.remove("name"))),
                fault("card/camel-case", card(card -> card.put("icon_url", "https://example.com/icon"))),
                fault("card/form", card(card -> card.put("name", 5))),
                fault("card/form", card(card -> card.put("securitySchemes", "none"))),
                fault("card/interfaces", card(card -> firstInterface(card).put("url", "/rpc"))),
                fault("card/version-format", card(card -> firstInterface(card).put("protocolVersion", "one"))),
                fault(
                        "card/version-without-patch",
                        card(card -> firstInterface(card).put("protocolVersion", "1.0.0"))),
                fault(
                        "card/security-declared",
                        card(card -> card.putArray("securityRequirements")
                                .addObject()
                                .putObject("schemes")
                                .putObject("nobody"))),
                fault(
                        "card/encrypted",
                        card(card -> ((ArrayNode) card.path("supportedInterfaces"))
                                .addObject()
                                .put("url", "http://example.com/")
                                .put("protocolBinding", "JSONRPC")
                                .put("protocolVersion", "1.0"))),
                fault("card/cache-control", http("", answer -> answer.headers(Map.of()))),
                fault("card/etag", http("", answer -> answer.headers(Map.of()))),
                fault("card/last-modified", http("", answer -> answer.headers(Map.of()))),
                fault("card/not-modified", http("", answer -> answer.status(200))),
                fault(
                        "card/signature-header",
                        card(card -> card.putArray("signatures")
                                .addObject()
                                .put("protected", "eyJhbGciOiJFUzI1NiJ9")
                                .put("signature", "x"))),
                fault("card/interface-answers", body("POST /rpc", ".*", "hello")),
                over(HTTP_JSON, "card/interface-answers", body("GET /rest", ".*", "hello")),
                over(GRPC, "card/interface-answers", card(card -> grpcAt(card, ""))),
                over(GRPC, "card/interface-answers", card(card -> grpcAt(card, "no_such_host.example:1"))),
                fault(
                        "card/encrypted",
                        card(card -> ((ObjectNode)
                                        card.path("supportedInterfaces").path(3))
                                .put("url", "ws://127.0.0.1.example.com/"))));
    }

    private static void grpcAt(ObjectNode card, String url) {
        ((ObjectNode) card.path("supportedInterfaces").path(2)).put("url", url);
    }

    private static List<Fault> extended() {
        return List.of(
                fault("card/extended", result(GET_EXTENDED_AGENT_CARD, card -> card.remove("skills"))),
                fault(
                        "card/extended-undeclared",
                        noError(GET_EXTENDED_AGENT_CARD, AgentCards.extended()).modest()),
                fault(
                        "card/extended-not-configured",
                        refusing(GET_EXTENDED_AGENT_CARD, SpecError.TASK_NOT_FOUND, params -> true)));
    }

    private static Nature parameters(Consumer<Map<String, String>> change) {
        return Nature.right().calls((method, params, parameters, right) -> {
            change.accept(parameters);
            return right.call();
        });
    }

    private static void refuse(boolean when, SpecError error) {
        if (when) {
            throw new AgentFault(error, "refused");
        }
    }

    private static List<Fault> versions() {
        Nature ignoring = parameters(all -> all.remove("a2a-version"));
        return List.of(
                fault("version/unsupported", ignoring),
                over(GRPC, "version/unsupported", ignoring),
                fault("version/unsupported-stream", ignoring),
                over(GRPC, "version/unsupported-stream", ignoring),
                fault("version/any-case", ignoring),
                over(HTTP_JSON, "version/unsupported", body("", "\"VERSION_NOT_SUPPORTED\"", "\"BAD_REQUEST\"")),
                over(
                        GRPC,
                        "version/empty",
                        parameters(all -> refuse("".equals(all.get("a2a-version")), SpecError.INTERNAL_ERROR))),
                fault(
                        "version/patch-ignored",
                        parameters(all ->
                                refuse("1.0.7".equals(all.get("a2a-version")), SpecError.VERSION_NOT_SUPPORTED))),
                fault(
                        "version/empty",
                        parameters(all -> refuse("".equals(all.get("a2a-version")), SpecError.INVALID_AGENT_RESPONSE))),
                fault(
                        "version/empty-is-0.3",
                        Variants.dual()
                                .http((asked, answer) ->
                                        answer.body(answer.body().replaceAll("\"kind\":\"task\",", "")))),
                over(HTTP_JSON, "version/as-parameter", ignoring),
                fault(
                        "version/semantics",
                        Nature.right()
                                .results((method, result) ->
                                        method == SEND_MESSAGE ? (ObjectNode) result.path("task") : result)),
                fault("extension/required", card(Variants::requireExtension)),
                fault(
                        "extension/other-version",
                        card(Variants::requireExtension).calls((method, params, parameters, right) -> {
                            String stated = parameters.getOrDefault("a2a-extensions", "");
                            refuse(
                                    !stated.startsWith("https://example.com/extension"),
                                    SpecError.EXTENSION_SUPPORT_REQUIRED);
                            return right.call();
                        })),
                fault(
                        "extension/unknown",
                        parameters(all -> refuse(all.containsKey("a2a-extensions"), SpecError.INVALID_PARAMS))),
                fault("tenant/declared", Variants.tenant().calls((method, params, parameters, right) -> {
                    refuse(params.has("tenant"), SpecError.TASK_NOT_FOUND);
                    return right.call();
                })));
    }
}
