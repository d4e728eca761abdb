package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.asked;
import static dev.parley.cli.conformance.Fault.fault;
import static dev.parley.cli.conformance.Fault.http;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.object;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.Fault.refusing;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.wire.Binding.GRPC;
import static dev.parley.cli.conformance.wire.Binding.HTTP_JSON;
import static dev.parley.proto.jsonrpc.A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;
import static dev.parley.proto.jsonrpc.A2aMethod.SUBSCRIBE_TO_TASK;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What agents get wrong in streams and push notifications. */
final class FaultsOfStreams {
    static final Nature.Events WITHOUT_END = (number, event) -> isEnd(event) ? List.of() : List.of(event);

    private FaultsOfStreams() {}

    static Stream<Fault> all() {
        return Stream.of(streams(), subscriptions(), push()).flatMap(List::stream);
    }

    private static boolean isEnd(ObjectNode event) {
        return Tasks.isTerminal(Tasks.state(event.path("statusUpdate")));
    }

    private static Nature events(Nature.Events change) {
        return Nature.right().events(change);
    }

    private static Nature updates(Consumer<ObjectNode> change) {
        return events((number, event) -> {
            if (event.path("statusUpdate") instanceof ObjectNode update) {
                change.accept(update);
            }
            return List.of(event);
        });
    }

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

    /** A webhook is told by way of another configuration, which nobody sees or deletes. */
    private static ObjectNode tellingOn(
            A2aMethod method, ObjectNode params, Map<String, String> parameters, Nature.Right right) {
        ObjectNode made = right.call();
        if (method == CREATE_TASK_PUSH_NOTIFICATION_CONFIG) {
            params.put("id", "another");
            right.call();
        }
        return made;
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
                fault("push/get-unknown", otherError(GET_TASK_PUSH_NOTIFICATION_CONFIG, SpecError.INTERNAL_ERROR)),
                fault("push/delete", otherError(GET_TASK_PUSH_NOTIFICATION_CONFIG, SpecError.INTERNAL_ERROR)),
                fault("push/delete", Nature.right().calls(FaultsOfStreams::tellingOn)),
                over(GRPC, "push/delivers", asked(CREATE_TASK_PUSH_NOTIFICATION_CONFIG, c -> c.put("token", "by PUT"))),
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
}
