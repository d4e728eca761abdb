package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.aMessage;
import static dev.parley.cli.conformance.Fault.asked;
import static dev.parley.cli.conformance.Fault.card;
import static dev.parley.cli.conformance.Fault.message;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.object;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.refusing;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.Fault.status;
import static dev.parley.cli.conformance.Fault.task;
import static dev.parley.cli.conformance.wire.Binding.GRPC;
import static dev.parley.cli.conformance.wire.Binding.HTTP_JSON;
import static dev.parley.cli.conformance.wire.Binding.JSONRPC;
import static dev.parley.proto.jsonrpc.A2aMethod.CANCEL_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_EXTENDED_AGENT_CARD;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;
import static dev.parley.proto.jsonrpc.A2aMethod.SUBSCRIBE_TO_TASK;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What agents get wrong in 0.3: some in all bindings, by what they do, some in the words of one. */
final class FaultsOfV03 {
    private static final List<Binding> ALL = List.of(JSONRPC, HTTP_JSON, GRPC);

    private FaultsOfV03() {}

    static Stream<Fault> all() {
        return Stream.of(
                        cards(),
                        equality(),
                        send().stream(),
                        tasks(),
                        streams(),
                        push(),
                        robust(),
                        credentials(),
                        jsonRpc().stream(),
                        rest().stream())
                .flatMap(faults -> faults);
    }

    private static Fault at(Binding binding, String check, Nature nature) {
        return new Fault("v03/" + check, binding, Variants.dual(nature));
    }

    private static Stream<Fault> each(String check, Nature nature) {
        return ALL.stream().map(binding -> at(binding, check, nature));
    }

    /** HTTP answers, and events, with another text. */
    private static Nature http(String from, String to) {
        return Nature.right().http((asked, answer) -> answer.body(answer.body().replaceAll(from, to)));
    }

    private static Nature http(String request, UnaryOperator<Nature.Answer> change) {
        return Fault.http(request, change);
    }

    private static Fault ofCard(String check, Consumer<ObjectNode> change) {
        return new Fault("v03/" + check, JSONRPC, card(card -> change.accept(V03Face.card(card))));
    }

    private static Stream<Fault> cards() {
        Stream<Fault> served = Stream.of(
                ofCard("card", card -> card.remove("skills")),
                ofCard("card", card -> card.put("url", "/rpc")),
                ofCard("card-skills", card -> ((ObjectNode) card.path("skills").path(0)).remove("tags")),
                ofCard(
                        "card-interfaces",
                        card -> ((ObjectNode) card.path("additionalInterfaces").path(0)).put("url", "/rest")),
                ofCard(
                        "card-extensions",
                        card -> ((ObjectNode) card.path("capabilities"))
                                .putArray("extensions")
                                .addObject()
                                .put("uri", "nonsense")),
                ofCard(
                        "card-security",
                        card -> card.putArray("security").addObject().putArray("nobody")),
                ofCard(
                        "card-security",
                        card -> card.putObject("securitySchemes")
                                .putObject("key")
                                .put("type", "apiKey")),
                ofCard("card-encrypted", card -> card.put("url", "http://example.com/")),
                ofCard("card-secrets", card -> card.putObject("provider").put("clientSecret", "abc")));
        return Stream.of(
                        served,
                        each("extended", result(GET_EXTENDED_AGENT_CARD, card -> card.remove("name"))),
                        each(
                                "extended-undeclared",
                                noError(GET_EXTENDED_AGENT_CARD, AgentCards.extended())
                                        .modest()))
                .flatMap(faults -> faults);
    }

    private static Nature rest(String request, String from, String to) {
        return http(request, answer -> answer.body(answer.body().replaceAll(from, to)));
    }

    private static Stream<Fault> equality() {
        return Stream.of(
                at(JSONRPC, "same-task", rest("GET /rest/v1/tasks/", "some text", "another text")),
                at(JSONRPC, "same-end", rest("POST /rest/v1/message:send", "STATE_COMPLETED", "STATE_FAILED")),
                at(JSONRPC, "same-cancel", rest(":cancel", "STATE_CANCELLED", "STATE_WORKING")),
                at(JSONRPC, "same-errors", http("GET /rest/v1/tasks/no-such", answer -> answer.status(400))),
                at(JSONRPC, "same-stream", rest("event", "\"artifactUpdate\"", "\"artifact\"")));
    }

    private static void forgetTask(ObjectNode message) {
        message.remove(List.of("taskId", "contextId"));
    }

    private static Nature refusingParts(String text) {
        return refusing(
                SEND_MESSAGE,
                SpecError.INVALID_AGENT_RESPONSE,
                params -> params.toString().contains(text));
    }

    private static List<Fault> send() {
        Nature lenient = noError(SEND_MESSAGE, aMessage());
        Nature forgetful = message(FaultsOfV03::forgetTask);
        Nature wordless = Nature.right().calls((method, params, parameters, right) -> {
            if (parameters.containsKey("x-a2a-extensions")) {
                throw new AgentFault(SpecError.INVALID_PARAMS, "refused");
            }
            return right.call();
        });
        return Stream.of(
                        Stream.of(at(JSONRPC, "send", http("\"kind\":\"task\"", "\"kind\":\"job\""))),
                        Stream.of(at(HTTP_JSON, "send", result(SEND_MESSAGE, ObjectNode::removeAll))),
                        Stream.of(at(JSONRPC, "task", http("completed", "TASK_STATE_COMPLETED"))),
                        Stream.of(at(HTTP_JSON, "task", http("_COMPLETED", "_DONE"))),
                        each("task", task(task -> task.remove("contextId"))),
                        each(
                                "message",
                                result(
                                        SEND_MESSAGE,
                                        result -> ((ObjectNode) result.path("message")).put("role", "ROLE_USER"))),
                        Stream.of(at(JSONRPC, "parts", http("\"kind\":\"text\"", "\"type\":\"text\""))),
                        Stream.of(at(HTTP_JSON, "parts", http("artifactId", "artifactName"))),
                        each(
                                "waits",
                                asked(
                                        SEND_MESSAGE,
                                        params -> params.putObject("configuration")
                                                .put("returnImmediately", true))),
                        each("at-once", asked(SEND_MESSAGE, params -> params.remove("configuration"))),
                        each("goes-on", forgetful),
                        each("context", message(message -> message.remove("contextId"))),
                        each("unknown-task", forgetful),
                        each("ended-task", forgetful),
                        each("no-parts", lenient),
                        each("no-role", lenient),
                        Stream.of(at(JSONRPC, "no-message", lenient)),
                        Stream.of(at(HTTP_JSON, "no-message", http("POST", answer -> answer.status(200)))),
                        Stream.of(at(JSONRPC, "file-parts", refusingParts("\"file\""))),
                        Stream.of(at(GRPC, "file-parts", refusingParts("a.txt"))),
                        each("data-parts", refusingParts("\"count\"")),
                        Stream.of(at(JSONRPC, "unicode", http("世界", "??"))),
                        each("extensions-header", wordless))
                .flatMap(faults -> faults)
                .toList();
    }

    private static Stream<Fault> tasks() {
        return Stream.of(
                        each("get", result(GET_TASK, task -> task.put("contextId", "another"))),
                        each("get-unknown", otherError(GET_TASK, SpecError.INVALID_PARAMS)),
                        each("history", asked(GET_TASK, params -> params.remove("historyLength"))),
                        each("cancel", result(CANCEL_TASK, task -> status(task).put("state", "TASK_STATE_WORKING"))),
                        each("cancel-unknown", otherError(CANCEL_TASK, SpecError.INVALID_PARAMS)),
                        each("cancel-terminal", otherError(CANCEL_TASK, SpecError.TASK_NOT_FOUND)))
                .flatMap(faults -> faults);
    }

    private static Nature updates(Consumer<ObjectNode> change) {
        return Nature.right().events((number, event) -> {
            if (event.path("statusUpdate") instanceof ObjectNode update) {
                change.accept(update);
            }
            return List.of(event);
        });
    }

    private static Nature streamsWithoutMessage() {
        return Nature.right()
                .calls((method, params, parameters, right) ->
                        method.streaming() && !params.path("message").has("messageId") ? object() : right.call());
    }

    private static Stream<Fault> streams() {
        Nature silent = Nature.right()
                .calls((method, params, parameters, right) -> method.streaming() ? object() : right.call());
        Nature twice = Nature.right()
                .events((number, event) -> event.has("statusUpdate") ? List.of(event, event) : List.of(event));
        Nature otherText = Nature.right().events((number, event) -> {
            if (event.path("artifactUpdate").path("artifact").path("parts").path(0) instanceof ObjectNode part) {
                part.put("text", "other");
            }
            return List.of(event);
        });
        Nature otherTask = Nature.right().events((number, event) -> {
            if (event.path("task") instanceof ObjectNode task) {
                task.put("id", "another");
            }
            return List.of(event);
        });
        return Stream.of(
                        each("stream", Nature.right().events(FaultsOfStreams.WITHOUT_END)),
                        Stream.of(at(JSONRPC, "stream-members", http(",\"final\":(true|false)", ""))),
                        each("stream-members", updates(update -> update.remove("contextId"))),
                        each("stream-task", otherTask),
                        Stream.of(at(JSONRPC, "stream-final", http("\"final\":true", "\"final\":false"))),
                        Stream.of(at(HTTP_JSON, "stream-final", http(",\"final\":true", ""))),
                        each("stream-final", twice),
                        each("stream-artifact", otherText),
                        Stream.of(at(JSONRPC, "stream-no-message", streamsWithoutMessage())),
                        each("stream-undeclared", silent.modest()),
                        each("resubscribe", otherTask),
                        each("resubscribe-unknown", otherError(SUBSCRIBE_TO_TASK, SpecError.INVALID_PARAMS)))
                .flatMap(faults -> faults);
    }

    private static ObjectNode aConfig() {
        return object().put("taskId", "t").put("id", "c").put("url", "http://example.com/");
    }

    private static ObjectNode configs() {
        ObjectNode list = object();
        list.putArray("configs").add(aConfig());
        return list;
    }

    private static Stream<Fault> push() {
        Nature generous =
                noError(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, aConfig()).modest();
        Nature keeping = Nature.right()
                .calls((method, params, parameters, right) ->
                        method == DELETE_TASK_PUSH_NOTIFICATION_CONFIG ? object() : right.call());
        Nature generousInDeleting =
                asked(DELETE_TASK_PUSH_NOTIFICATION_CONFIG, named -> named.put("id", "parley-configuration"));
        return Stream.of(
                        each("push-undeclared", generous),
                        each("push-set", result(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, FaultsOfV03::elsewhere)),
                        each(
                                "push-set-unknown",
                                otherError(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, SpecError.INVALID_PARAMS)),
                        each("push-get", result(GET_TASK_PUSH_NOTIFICATION_CONFIG, FaultsOfV03::elsewhere)),
                        each("push-get-unknown", noError(GET_TASK_PUSH_NOTIFICATION_CONFIG, aConfig())),
                        each(
                                "push-list",
                                result(
                                        LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                                        list -> ((ArrayNode) list.path("configs")).removeAll())),
                        each("push-list-unknown", noError(LIST_TASK_PUSH_NOTIFICATION_CONFIGS, configs())),
                        each("push-delete", keeping),
                        each("push-delete-unknown", generousInDeleting),
                        each("push-delivers", asked(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, FaultsOfV03::elsewhere)),
                        each("push-payload", asked(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, c -> c.remove("older"))),
                        each("push-token", asked(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, c -> c.remove("token"))))
                .flatMap(faults -> faults);
    }

    private static void elsewhere(ObjectNode config) {
        config.put("url", "http://127.0.0.1:9/nowhere");
    }

    private static Stream<Fault> robust() {
        Nature lenient = noError(SEND_MESSAGE, aMessage());
        return Stream.of(
                        each("empty-parts", lenient),
                        each("long-text", refusingParts("0123456789".repeat(5_000))),
                        each("concurrent", task(task -> task.put("id", "the-same"))),
                        Stream.of(
                                at(JSONRPC, "no-message-id", lenient),
                                at(JSONRPC, "unknown-part", http("-32602", "-32603")),
                                at(JSONRPC, "unknown-members", refusingParts("memberOfALaterVersion")),
                                at(JSONRPC, "null-members", refusingParts("null")),
                                at(JSONRPC, "references", refusingParts("referenceTaskIds")),
                                at(JSONRPC, "history-bounds", noError(GET_TASK, object())),
                                at(JSONRPC, "id-again", http("\"id\":\"the-same\"", "\"id\":\"another\""))))
                .flatMap(faults -> faults);
    }

    /** Credentials demanded and none asked for. */
    private static Fault careless(Binding binding, String check, UnaryOperator<Nature.Answer> change) {
        return new Fault(
                "v03/" + check,
                binding,
                card(card -> Variants.demandCredentialsInOlder(V03Face.card(card)))
                        .http((asked, answer) -> change.apply(answer)));
    }

    private static Stream<Fault> credentials() {
        return Stream.of(JSONRPC, HTTP_JSON)
                .flatMap(binding -> Stream.of(
                        careless(binding, "authentication", answer -> answer),
                        careless(binding, "wrong-credentials", answer -> answer),
                        careless(binding, "extended-anonymous", answer -> answer),
                        careless(binding, "challenge", answer -> answer.status(401))));
    }

    private static List<Fault> jsonRpc() {
        return List.of(
                at(JSONRPC, "envelope", http("\"jsonrpc\":\"2.0\",", "")),
                at(JSONRPC, "envelope", http("4711", "\"4711\"")),
                at(JSONRPC, "envelope", http("\"error\":", "\"result\":{},\"error\":")),
                at(JSONRPC, "media-type", http("POST /rpc", answer -> answer.type("text/html"))),
                at(JSONRPC, "malformed", http("-32700", "-32603")),
                at(JSONRPC, "not-a-request", http("-32600", "-32603")),
                at(JSONRPC, "unknown-method", http("-32601", "-32602")),
                at(JSONRPC, "wrong-params", http("-32602", "-32603")));
    }

    private static List<Fault> rest() {
        return List.of(
                at(HTTP_JSON, "proto-json", http("contextId", "context_id")),
                at(HTTP_JSON, "proto-json", http("CANCELLED|COMPLETED", "COMPLETE")),
                at(HTTP_JSON, "rest-media-type", http("/rest", answer -> answer.type("text/html"))),
                at(HTTP_JSON, "rest-malformed", http("/message:send", answer -> answer.status(500))),
                at(HTTP_JSON, "rest-unknown-path", http("/coffee", answer -> answer.status(400))));
    }
}
