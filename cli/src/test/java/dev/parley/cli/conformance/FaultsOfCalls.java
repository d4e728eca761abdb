package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.aMessage;
import static dev.parley.cli.conformance.Fault.asked;
import static dev.parley.cli.conformance.Fault.body;
import static dev.parley.cli.conformance.Fault.fault;
import static dev.parley.cli.conformance.Fault.message;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.object;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.Fault.part;
import static dev.parley.cli.conformance.Fault.refusing;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.Fault.reverse;
import static dev.parley.cli.conformance.Fault.status;
import static dev.parley.cli.conformance.Fault.task;
import static dev.parley.proto.jsonrpc.A2aMethod.CANCEL_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASKS;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.stream.Stream;

/** What agents get wrong in SendMessage, GetTask, ListTasks and CancelTask, and between bindings. */
final class FaultsOfCalls {
    private FaultsOfCalls() {}

    private static void asciiOnly(ObjectNode message) {
        ObjectNode part = (ObjectNode) message.path("parts").path(0);
        part.put("text", part.path("text").asText().replaceAll("[^\\p{ASCII}]", "?"));
    }

    private static void forgetTask(ObjectNode message) {
        message.remove(List.of("taskId", "contextId"));
    }

    static Stream<Fault> all() {
        return Stream.of(bindings(), send(), contexts(), data(), tasks(), lists())
                .flatMap(List::stream);
    }

    private static List<Fault> bindings() {
        return List.of(
                fault("bindings/same-task", body("GET /rest/tasks/", "some text", "another text")),
                fault("bindings/same-list", body("GET /rest/tasks?", "\"tasks\":\\[.*\\]", "\"tasks\":[]")),
                fault("bindings/same-list", body("GET /rest/tasks?", "\"tasks\":\\[", "\"tasks\":[{\"id\":\"more\"},")),
                fault("bindings/same-end", body("POST /rest/message:send", "STATE_COMPLETED", "STATE_FAILED")),
                fault("bindings/same-errors", Fault.http("GET /rest/tasks/no-such", answer -> answer.status(400))));
    }

    private static List<Fault> send() {
        return List.of(
                fault("send/task-or-message", result(SEND_MESSAGE, ObjectNode::removeAll)),
                over(Binding.GRPC, "send/task-or-message", result(SEND_MESSAGE, ObjectNode::removeAll)),
                over(Binding.HTTP_JSON, "send/task-or-message", result(SEND_MESSAGE, ObjectNode::removeAll)),
                fault(
                        "send/bare-message",
                        result(SEND_MESSAGE, result -> ((ObjectNode) result.path("message")).put("role", "ROLE_USER"))),
                fault(
                        "send/waits",
                        asked(
                                SEND_MESSAGE,
                                params -> params.putObject("configuration").put("returnImmediately", true))),
                fault("send/returns-immediately", asked(SEND_MESSAGE, params -> params.remove("configuration"))),
                fault("send/to-terminal-task", message(FaultsOfCalls::forgetTask)),
                over(Binding.GRPC, "send/to-terminal-task", otherError(SEND_MESSAGE, SpecError.INVALID_PARAMS)),
                fault("send/to-rejected-task", message(FaultsOfCalls::forgetTask)),
                fault("send/unsupported-media-type", otherError(SEND_MESSAGE, SpecError.INVALID_PARAMS)),
                fault("send/unique-task-ids", task(task -> task.put("id", "the-same"))),
                fault("send/unknown-task", message(FaultsOfCalls::forgetTask)),
                fault("send/goes-on", message(FaultsOfCalls::forgetTask)),
                fault("send/utf-8", message(FaultsOfCalls::asciiOnly)),
                over(Binding.GRPC, "send/utf-8", message(FaultsOfCalls::asciiOnly)),
                fault("send/history-zero", asked(SEND_MESSAGE, params -> params.remove("configuration"))),
                fault(
                        "send/unknown-members",
                        refusing(
                                SEND_MESSAGE,
                                SpecError.INVALID_PARAMS,
                                params -> params.has("memberOfALaterVersion"))));
    }

    private static boolean contextBegins(ObjectNode params, String with) {
        return params.path("message").path("contextId").asText().startsWith(with);
    }

    private static List<Fault> contexts() {
        return List.of(
                fault("send/context-generated", task(task -> task.remove("contextId"))),
                fault("send/context-kept-or-refused", task(task -> task.put("contextId", "another"))),
                fault(
                        "send/context-inferred",
                        refusing(
                                SEND_MESSAGE,
                                SpecError.INVALID_PARAMS,
                                params -> params.path("message").has("taskId")
                                        && !params.path("message").has("contextId"))),
                fault(
                        "send/context-mismatch",
                        refusing(
                                SEND_MESSAGE,
                                SpecError.INTERNAL_ERROR,
                                params -> contextBegins(params, "another-than-"))),
                over(
                        Binding.GRPC,
                        "send/context-kept-or-refused",
                        refusing(
                                SEND_MESSAGE,
                                SpecError.INTERNAL_ERROR,
                                params -> contextBegins(params, "context-of-"))),
                fault("send/context-mismatch", message(message -> {
                    if (message.path("contextId").asText().startsWith("another-than-")) {
                        message.remove("contextId");
                    }
                })),
                fault(
                        "send/context-accepted",
                        refusing(
                                SEND_MESSAGE,
                                SpecError.INVALID_PARAMS,
                                params -> params.path("message").has("contextId"))));
    }

    private static List<Fault> data() {
        return List.of(
                fault("data/required-fields", task(task -> status(task).remove("state"))),
                over(Binding.GRPC, "data/required-fields", task(task -> task.remove("id"))),
                fault("data/enums", task(task -> status(task).put("state", "completed"))),
                over(
                        Binding.HTTP_JSON,
                        "data/enums",
                        result(GET_TASK, task -> status(task).put("state", "TASK_STATE_DONE"))),
                fault("data/one-of", part(part -> part.put("text", "too").put("url", "https://example.com"))),
                fault("data/camel-case", task(task -> task.set("context_id", task.remove("contextId")))),
                fault("data/times", task(task -> status(task).put("timestamp", "2026-01-01T01:00:00.000+01:00"))),
                fault("data/types", task(task -> task.put("artifacts", "none"))),
                fault(
                        "data/base64",
                        part(part -> part.replace("raw", part.has("raw") ? part.textNode("%") : part.path("raw")))),
                fault("data/milliseconds", task(task -> status(task).put("timestamp", "2026-01-01T00:00:00Z"))),
                fault("data/no-older-version", task(task -> task.put("kind", "task"))),
                fault("data/no-older-version", result(SEND_MESSAGE, result -> {
                    if (result.path("message") instanceof ObjectNode message) {
                        message.put("kind", "message");
                    }
                })),
                fault("data/one-of", part(part -> part.removeAll().putNull("text"))),
                fault("data/artifact-text", task(task -> task.remove("artifacts"))),
                fault("data/artifact-file", task(task -> task.remove("artifacts"))),
                fault("data/artifact-url", task(task -> task.remove("artifacts"))),
                fault("data/artifact-data", task(task -> task.remove("artifacts"))),
                fault(
                        "data/status-message",
                        task(task -> ((ObjectNode) status(task).path("message")).put("role", "ROLE_USER"))));
    }

    private static List<Fault> tasks() {
        return List.of(
                fault("get/known", result(GET_TASK, task -> task.put("contextId", "another"))),
                fault("get/unknown", otherError(GET_TASK, SpecError.INVALID_PARAMS)),
                fault("get/unknown", body("POST /rpc", "\"jsonrpc\":\"2.0\",", "")),
                fault("get/unknown", body("POST /rpc", "\"id\":\"call-[0-9]+\"", "\"id\":\"another\"")),
                over(Binding.HTTP_JSON, "get/unknown", otherError(GET_TASK, SpecError.INVALID_PARAMS)),
                over(Binding.GRPC, "get/unknown", otherError(GET_TASK, SpecError.INVALID_PARAMS)),
                fault("get/history-zero", asked(GET_TASK, params -> params.remove("historyLength"))),
                fault("get/history-limit", asked(GET_TASK, params -> params.remove("historyLength"))),
                fault("get/history-kept", result(GET_TASK, task -> task.remove("history"))),
                fault(
                        "get/history-content",
                        result(
                                GET_TASK,
                                task -> ((ObjectNode) task.path("history")
                                                .path(0)
                                                .path("parts")
                                                .path(0))
                                        .put("text", "?"))),
                fault("get/history-order", result(GET_TASK, task -> reverse(task, "history"))),
                fault("cancel/open-task", refusing(CANCEL_TASK, SpecError.INVALID_AGENT_RESPONSE, params -> true)),
                fault("cancel/terminal-task", noError(CANCEL_TASK, object().put("id", "task"))),
                fault("cancel/unknown", otherError(CANCEL_TASK, SpecError.INVALID_PARAMS)));
    }

    private static List<Fault> lists() {
        return List.of(
                fault("list/own-context", asked(LIST_TASKS, params -> params.remove("contextId"))),
                fault("list/by-status", asked(LIST_TASKS, params -> params.remove("status"))),
                fault("list/by-time", asked(LIST_TASKS, params -> params.remove("statusTimestampAfter"))),
                fault("list/pages", asked(LIST_TASKS, params -> params.remove("pageToken"))),
                fault("list/newest-first", result(LIST_TASKS, page -> reverse(page, "tasks"))),
                fault("list/next-page-token", result(LIST_TASKS, page -> page.remove("nextPageToken"))),
                fault("list/without-artifacts", asked(LIST_TASKS, params -> params.put("includeArtifacts", true))),
                fault("list/with-artifacts", asked(LIST_TASKS, params -> params.remove("includeArtifacts"))),
                fault("list/history-limit", asked(LIST_TASKS, params -> params.remove("historyLength"))),
                fault("list/page-size", asked(LIST_TASKS, params -> params.put("pageSize", 50))),
                over(Binding.HTTP_JSON, "list/query-names", asked(LIST_TASKS, params -> params.remove("pageSize"))),
                fault("errors/no-message", noError(SEND_MESSAGE, aMessage())),
                fault("list/own-context", result(LIST_TASKS, page -> ((ArrayNode) page.path("tasks")).removeAll())));
    }
}
