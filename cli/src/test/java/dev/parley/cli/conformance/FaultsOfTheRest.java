package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.aMessage;
import static dev.parley.cli.conformance.Fault.asked;
import static dev.parley.cli.conformance.Fault.body;
import static dev.parley.cli.conformance.Fault.card;
import static dev.parley.cli.conformance.Fault.fault;
import static dev.parley.cli.conformance.Fault.firstInterface;
import static dev.parley.cli.conformance.Fault.http;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.object;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.Fault.refusing;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.wire.Binding.GRPC;
import static dev.parley.cli.conformance.wire.Binding.HTTP_JSON;
import static dev.parley.proto.jsonrpc.A2aMethod.CANCEL_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_EXTENDED_AGENT_CARD;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;
import static dev.parley.proto.jsonrpc.A2aMethod.SUBSCRIBE_TO_TASK;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What agents get wrong in their cards, streams, push notifications, versions and errors. */
final class FaultsOfTheRest {
    private static final String CARD = "GET /.well-known";

    private FaultsOfTheRest() {}

    static Stream<Fault> all() {
        return Stream.of(
                        cards(),
                        extended(),
                        streams(),
                        subscriptions(),
                        push(),
                        versions(),
                        errors(),
                        jsonRpc(),
                        rest(),
                        older())
                .flatMap(List::stream);
    }

    private static List<Fault> cards() {
        return List.of(
                fault("card/available", http(CARD, answer -> answer.status(500))),
                fault("card/media-type", http("", answer -> answer.type("text/plain"))),
                fault("card/required-fields", card(card -> card.remove("name"))),
                fault("card/camel-case", card(card -> card.put("icon_url", "https://example.com/icon"))),
                fault("card/form", card(card -> card.put("name", 5))),
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
                over(HTTP_JSON, "card/interface-answers", body("GET /rest", ".*", "hello")));
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

    private static boolean isEnd(ObjectNode event) {
        return Probe.isTerminal(Probe.state(event.path("statusUpdate")));
    }

    private static Nature events(Nature.Events change) {
        return Nature.right().events(change);
    }

    private static Nature updates(java.util.function.Consumer<ObjectNode> change) {
        return events((number, event) -> {
            if (event.path("statusUpdate") instanceof ObjectNode update) {
                change.accept(update);
            }
            return List.of(event);
        });
    }

    private static final Nature.Events WITHOUT_END = (number, event) -> isEnd(event) ? List.of() : List.of(event);

    private static List<Fault> streams() {
        Nature silent = Nature.right()
                .calls((method, params, parameters, right) -> method.streaming() ? object() : right.call());
        return List.of(
                fault("stream/opens", silent),
                over(GRPC, "stream/opens", silent),
                over(HTTP_JSON, "stream/opens", silent),
                fault("stream/undeclared", silent.modest()),
                fault("stream/one-message", events((number, event) -> List.of(event, event))),
                fault("stream/task-first", events((number, event) -> number == 0 ? List.of() : List.of(event))),
                fault("stream/ends", events((number, event) -> isEnd(event) ? List.of(event, event) : List.of(event))),
                fault("stream/one-line-one-document", http("stream", answer -> answer.body("data: {\ndata: "))),
                over(
                        HTTP_JSON,
                        "stream/one-line-one-document",
                        http("stream", answer -> answer.body("data: {\ndata: "))),
                fault("stream/shape", updates(update -> update.remove("contextId"))),
                fault("stream/ids", updates(update -> update.put("taskId", "another"))),
                fault("stream/chunks-in-order", events((number, event) -> {
                    if (event.path("artifactUpdate") instanceof ObjectNode update) {
                        update.put("append", false);
                    }
                    return List.of(event);
                })),
                fault("stream/same-as-get", events(WITHOUT_END)));
    }

    private static List<Fault> subscriptions() {
        AtomicInteger ends = new AtomicInteger();
        return List.of(
                fault("subscribe/task-first", events((number, event) -> number == 0 ? List.of() : List.of(event))),
                fault("subscribe/ends", events(WITHOUT_END)),
                over(GRPC, "subscribe/ends", events(WITHOUT_END)),
                fault("subscribe/terminal-task", noError(SUBSCRIBE_TO_TASK, object())),
                over(GRPC, "subscribe/terminal-task", noError(SUBSCRIBE_TO_TASK, object())),
                fault("subscribe/unknown", otherError(SUBSCRIBE_TO_TASK, SpecError.INVALID_PARAMS)),
                fault(
                        "subscribe/same-events",
                        events((number, event) ->
                                isEnd(event) && ends.incrementAndGet() % 2 == 0 ? List.of() : List.of(event))),
                fault("subscribe/one-leaves", events(WITHOUT_END)),
                fault(
                        "subscribe/caller-leaves",
                        result(GET_TASK, task -> Fault.status(task).put("state", "TASK_STATE_CANCELED"))));
    }

    private static List<Fault> push() {
        AtomicInteger deletions = new AtomicInteger();
        return List.of(
                fault(
                        "push/undeclared",
                        Nature.right()
                                .modest()
                                .calls((method, params, parameters, right) ->
                                        method.wireName().contains("Push") ? object() : right.call())),
                fault("push/create", result(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, config -> config.remove("id"))),
                fault(
                        "push/create-unknown-task",
                        otherError(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, SpecError.INVALID_PARAMS)),
                fault(
                        "push/get",
                        result(GET_TASK_PUSH_NOTIFICATION_CONFIG, config -> config.put("url", "http://another/"))),
                fault("push/get-unknown", noError(GET_TASK_PUSH_NOTIFICATION_CONFIG, object())),
                fault("push/list", result(LIST_TASK_PUSH_NOTIFICATION_CONFIGS, list -> list.putArray("configs"))),
                fault(
                        "push/delete",
                        Nature.right()
                                .calls((method, params, parameters, right) ->
                                        method == DELETE_TASK_PUSH_NOTIFICATION_CONFIG ? object() : right.call())),
                fault(
                        "push/delete-again",
                        refusing(
                                DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
                                SpecError.TASK_NOT_FOUND,
                                params -> deletions.incrementAndGet() > 1)),
                fault(
                        "push/delivers",
                        asked(
                                CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                                config -> config.put("url", "http://127.0.0.1:9/"))),
                fault(
                        "push/payload",
                        asked(
                                CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                                config -> config.put(
                                        "payload",
                                        "{\"id\":\"task\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"}}"))),
                fault(
                        "push/authentication",
                        asked(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, config -> config.remove("authentication"))),
                fault("push/with-send", asked(SEND_MESSAGE, params -> params.remove("configuration"))),
                fault(
                        "push/media-type",
                        asked(
                                CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                                config -> config.put("contentType", "application/json"))));
    }

    private static Nature parameters(java.util.function.Consumer<Map<String, String>> change) {
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
                                        answer.body(answer.body().replaceAll(",\"kind\":\"task\"", "")))),
                over(HTTP_JSON, "version/as-parameter", ignoring),
                fault(
                        "version/semantics",
                        Nature.right()
                                .results((method, result) ->
                                        method == SEND_MESSAGE ? (ObjectNode) result.path("task") : result)),
                fault("extension/required", card(Variants::requireExtension)),
                fault(
                        "extension/unknown",
                        parameters(all -> refuse(all.containsKey("a2a-extensions"), SpecError.INVALID_PARAMS))),
                fault("tenant/declared", Variants.tenant().calls((method, params, parameters, right) -> {
                    refuse(params.has("tenant"), SpecError.TASK_NOT_FOUND);
                    return right.call();
                })));
    }

    private static List<Fault> errors() {
        Nature lenient = noError(SEND_MESSAGE, aMessage());
        return List.of(
                fault("errors/no-message", lenient),
                over(GRPC, "errors/no-message", lenient),
                fault("errors/no-parts", lenient),
                fault("errors/empty-parts", lenient),
                fault("errors/no-role", lenient),
                fault("errors/no-message-id", lenient),
                fault("errors/unknown-role", lenient),
                fault("errors/wrong-type", lenient),
                fault("errors/table", otherError(CANCEL_TASK, SpecError.UNSUPPORTED_OPERATION)),
                fault("errors/message", body("POST /rpc", "\"message\":\"[^\"]*\"", "\"message\":\"\"")),
                over(GRPC, "errors/error-info", Nature.right().withoutGrpcErrorInfo()),
                over(HTTP_JSON, "errors/error-info", body("GET /rest", "a2a-protocol", "example")),
                fault("errors/error-info-jsonrpc", body("POST /rpc", "a2a-protocol", "example")),
                over(HTTP_JSON, "errors/authentication", card(Variants::demandCredentials)));
    }

    private static Fault jsonRpc(String check, String from, String to) {
        return fault(check, body("POST /rpc", from, to));
    }

    private static List<Fault> jsonRpc() {
        return List.of(
                jsonRpc("jsonrpc/envelope", "\"jsonrpc\":\"2.0\",", ""),
                jsonRpc("jsonrpc/envelope", "\"id\":\"an-id\"", "\"id\":null"),
                jsonRpc("jsonrpc/envelope", "\"result\":", "\"error\":null,\"result\":"),
                jsonRpc("jsonrpc/number-id", "4711", "\"4711\""),
                fault("jsonrpc/media-type", http("POST /rpc", answer -> answer.type("text/html"))),
                jsonRpc("jsonrpc/malformed", "-32700", "-32603"),
                jsonRpc("jsonrpc/no-version", "-32600", "-32603"),
                jsonRpc("jsonrpc/no-method", "-32600", "-32603"),
                jsonRpc("jsonrpc/not-an-object", "-32600", "-32603"),
                jsonRpc("jsonrpc/unknown-method", "-32601", "-32603"),
                jsonRpc("jsonrpc/wrong-params", "-32602", "-32603"),
                jsonRpc("jsonrpc/error-data", "\"data\":\\[(.*)\\]", "\"data\":$1"),
                jsonRpc("jsonrpc/batch", "-32600", "-32603"),
                jsonRpc("jsonrpc/content-type", "\"error\":.*\\}\\]\\}", "\"result\":{}"));
    }

    private static Fault rest(String check, String request, int status) {
        return over(HTTP_JSON, check, http(request, answer -> answer.status(status)));
    }

    private static List<Fault> rest() {
        return List.of(
                over(HTTP_JSON, "rest/error-body", body("GET /rest", "\"status\":\"NOT_FOUND\",", "")),
                over(HTTP_JSON, "rest/error-body", body("GET /rest", "\"code\":404", "\"code\":400")),
                over(HTTP_JSON, "rest/details", body("GET /rest", "@type", "type")),
                over(HTTP_JSON, "rest/media-type", http("/rest", answer -> answer.type("text/html"))),
                over(HTTP_JSON, "rest/a2a-media-type", http("/rest", answer -> answer.type("application/json"))),
                rest("rest/malformed", "/message:send", 500),
                rest("rest/unknown-path", "/coffee", 500),
                rest("rest/wrong-verb", "GET /rest/message:send", 200),
                rest("rest/wrong-query", "/tasks?", 500),
                rest("rest/content-type", "/message:send", 200));
    }

    private static Fault older(String check, String from, String to) {
        return fault(
                check,
                Variants.dual()
                        .http((asked, answer) -> answer.body(answer.body().replaceAll(from, to))));
    }

    private static Fault olderEvent(String check, Nature.Events change) {
        return fault(check, Variants.dual().events(change));
    }

    private static List<Fault> older() {
        return List.of(
                fault("older/card", card(card -> OlderFace.card(card).remove("skills"))),
                older("older/send", "\"kind\":\"task\"", "\"kind\":\"job\""),
                older("older/task", "completed", "TASK_STATE_COMPLETED"),
                older("older/parts", "\"kind\":\"text\"", "\"type\":\"text\""),
                olderEvent("older/stream", WITHOUT_END),
                older("older/get", "\"id\":\"task-[0-9]+\",\"contextId\":\"[^\"]+\"", "\"id\":\"\""),
                older("older/get-unknown", "-32001", "-32602"),
                older("older/cancel-unknown", "-32001", "-32602"),
                older("older/cancel-terminal", "-32002", "-32602"),
                olderEvent("older/resubscribe", (number, event) -> {
                    if (event.path("task") instanceof ObjectNode task) {
                        task.put("id", "another");
                    }
                    return List.of(event);
                }),
                older("older/unknown-method", "-32601", "-32602"),
                older("older/malformed", "-32700", "-32603"),
                older("older/no-message", "-32602", "-32603"));
    }

    static JsonNode schemes() {
        ObjectNode schemes = object();
        schemes.putObject("key").putObject("httpAuthSecurityScheme").put("scheme", "Bearer");
        return schemes;
    }
}
