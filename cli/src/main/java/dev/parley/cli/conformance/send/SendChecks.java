package dev.parley.cli.conformance.send;

import static dev.parley.cli.conformance.suite.Level.MAY;
import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;

/** SendMessage: what it answers, when it answers, and which task and context a message belongs to. */
public final class SendChecks {
    private SendChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "send/task-or-message",
                                "3.1.1",
                                "a message is answered with a Task or a Message",
                                SendChecks::taskOrMessage)
                        .covers(
                                "CORE-SEND-001",
                                "GRPC-SVC-001",
                                "GRPC-SVC-002",
                                "JSONRPC-SVC-001",
                                "HTTP_JSON-URL-001",
                                "HTTP_JSON-URL-002"),
                Check.each(
                        MUST,
                        "send/bare-message",
                        "3.1.1",
                        "a direct answer is a Message of the agent's",
                        SendChecks::bareMessage),
                Check.each(
                                MUST,
                                "send/waits",
                                "3.2.2",
                                "without returnImmediately the answer comes with a terminal or interrupted task",
                                SendChecks::waits)
                        .covers("CORE-EXECUTION-MODE-001"),
                Check.each(
                                MUST,
                                "send/returns-immediately",
                                "3.2.2",
                                "with returnImmediately the answer comes while the task is at work",
                                SendChecks::returnsImmediately)
                        .covers("CORE-EXECUTION-MODE-002"),
                Check.each(
                                MUST,
                                "send/to-terminal-task",
                                "3.1.1",
                                "a message to a terminal task is an UnsupportedOperation",
                                SendChecks::toTerminal)
                        .covers("CORE-SEND-002"),
                Check.each(
                                MUST,
                                "send/to-rejected-task",
                                "3.1.1",
                                "a message to a rejected task is an UnsupportedOperation",
                                SendChecks::toRejected)
                        .covers("CORE-SEND-002"),
                Check.each(
                                MUST,
                                "send/unsupported-media-type",
                                "3.1.1",
                                "a part that the agent cannot take is a ContentTypeNotSupported",
                                SendChecks::mediaType)
                        .covers("CORE-SEND-003"),
                Check.each(
                                MUST,
                                "send/unique-task-ids",
                                "3.4.2",
                                "each new task has an id of its own",
                                SendChecks::uniqueIds)
                        .covers("CORE-MULTI-003"),
                Check.each(
                                MUST,
                                "send/unknown-task",
                                "3.4.2",
                                "a message to an unknown task is a TaskNotFound",
                                SendChecks::unknownTask)
                        .covers("CORE-MULTI-004"),
                Check.each(
                                MUST,
                                "send/context-generated",
                                "3.4.1",
                                "a task made without a context says the one it got",
                                SendChecks::contextGenerated)
                        .covers("CORE-MULTI-001", "CORE-MULTI-001a"),
                Check.each(
                                MUST,
                                "send/context-kept-or-refused",
                                "3.4.1",
                                "a context that the caller made is kept or refused, never replaced",
                                SendChecks::contextKept)
                        .covers("CORE-MULTI-002", "CORE-MULTI-002a"),
                Check.each(
                                MUST,
                                "send/context-inferred",
                                "3.4.3",
                                "a message with a task and no context goes on in the task's",
                                SendChecks::contextInferred)
                        .covers("CORE-MULTI-005"),
                Check.each(
                                MUST,
                                "send/context-mismatch",
                                "3.4.3",
                                "a task with another task's context is refused",
                                SendChecks::contextMismatch)
                        .covers("CORE-MULTI-006"),
                Check.each(
                        MUST,
                        "send/goes-on",
                        "3.4.3",
                        "a message to a task that waits for input goes on with that task",
                        SendChecks::goesOn),
                Check.each(
                        MUST,
                        "send/utf-8",
                        "14.1",
                        "text beyond ASCII is kept as it was sent, and answers are UTF-8",
                        SendChecks::utf8),
                Check.each(
                                SHOULD,
                                "send/history-zero",
                                "3.2.4",
                                "historyLength 0 leaves the history out of the answer",
                                SendChecks::historyZero)
                        .covers("CORE-HIST-003"),
                Check.each(
                                SHOULD,
                                "send/unknown-members",
                                "5.7",
                                "members that nobody knows are ignored",
                                SendChecks::unknownMembers)
                        .covers("DM-SERIAL-005"),
                Check.each(
                                MAY,
                                "send/context-accepted",
                                "3.4.1",
                                "a context that the caller made is accepted",
                                SendChecks::contextAccepted)
                        .covers("CORE-MULTI-002"));
    }

    private static Reply send(Probe probe, ObjectNode params) {
        return probe.wire().call(A2aMethod.SEND_MESSAGE, params);
    }

    private static ObjectNode message(ObjectNode params) {
        return (ObjectNode) params.path("message");
    }

    private static void taskOrMessage(Probe probe) {
        JsonNode result = probe.result(A2aMethod.SEND_MESSAGE, probe.params(Script.COMPLETE));
        expect(
                result.path("task").isObject() != result.path("message").isObject(),
                "exactly one of task and message",
                result);
    }

    private static void bareMessage(Probe probe) {
        JsonNode result = probe.result(A2aMethod.SEND_MESSAGE, probe.params(Script.MESSAGE));
        JsonNode message = result.path("message");
        if (!message.isObject() && !probe.isScripted()) {
            throw new Verdict.Skipped("the agent answers with tasks");
        }
        expect(message.path("role").asText().equals("ROLE_AGENT"), "a message with ROLE_AGENT", result);
    }

    private static void waits(Probe probe) {
        JsonNode task = probe.sendForTask(Script.SLOW);
        expect(Tasks.isSettled(task), "a task in a terminal or interrupted state", Tasks.state(task));
    }

    private static void returnsImmediately(Probe probe) {
        JsonNode task = probe.slowTask();
        expect(!task.path("id").asText().isEmpty(), "a task with an id", task);
    }

    private static void toTerminal(Probe probe) {
        JsonNode task = probe.endedTask();
        probe.refused(send(probe, probe.followUp(Script.COMPLETE, task)), SpecError.UNSUPPORTED_OPERATION);
    }

    private static void toRejected(Probe probe) {
        probe.needsScript(Script.REJECT);
        JsonNode task = probe.sendForTask(Script.REJECT);
        expect(Tasks.state(task).equals("TASK_STATE_REJECTED"), "TASK_STATE_REJECTED", Tasks.state(task));
        probe.refused(send(probe, probe.followUp(Script.COMPLETE, task)), SpecError.UNSUPPORTED_OPERATION);
    }

    private static void mediaType(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        ObjectNode part = message(params).withArray("parts").addObject();
        part.put("raw", "AAECAw==").put("mediaType", "application/x-parley-unheard-of");
        Reply reply = send(probe, params);
        if (reply instanceof Reply.Result) {
            throw new Verdict.Skipped("the agent takes a part of any type, so there is none that it does not support");
        }
        probe.refused(reply, SpecError.CONTENT_TYPE_NOT_SUPPORTED);
    }

    private static void uniqueIds(Probe probe) {
        String first = probe.sendForTask(Script.COMPLETE).path("id").asText();
        String second = probe.sendForTask(Script.COMPLETE).path("id").asText();
        expect(!first.isEmpty() && !first.equals(second), "two tasks with ids of their own", first + " and " + second);
    }

    private static void unknownTask(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        message(params).put("taskId", probe.unknownId());
        probe.refused(send(probe, params), SpecError.TASK_NOT_FOUND);
    }

    private static void contextGenerated(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        expect(!task.path("contextId").asText().isEmpty(), "a task with a contextId", task);
    }

    private static ObjectNode withContext(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        message(params)
                .put(
                        "contextId",
                        "context-of-" + message(params).path("messageId").asText());
        return params;
    }

    private static String context(JsonNode result) {
        return result.path(result.has("task") ? "task" : "message")
                .path("contextId")
                .asText();
    }

    private static void contextKept(Probe probe) {
        ObjectNode params = withContext(probe);
        Reply reply = send(probe, params);
        if (reply instanceof Reply.Refused refused && !refused.fault().isInternal()) {
            return;
        }
        String context = context(Probe.result(reply));
        String given = message(params).path("contextId").asText();
        expect(context.equals(given), "an error, or the caller's context " + given, context);
    }

    private static void contextAccepted(Probe probe) {
        ObjectNode params = withContext(probe);
        expect(send(probe, params) instanceof Reply.Result, "a result for a context that the caller made", "an error");
    }

    private static void contextInferred(Probe probe) {
        JsonNode open = probe.openTask();
        ObjectNode params = probe.followUp(Script.COMPLETE, open);
        message(params).remove("contextId");
        JsonNode result = Probe.result(send(probe, params));
        expect(
                context(result).equals(open.path("contextId").asText()),
                "the task's own context " + open.path("contextId"),
                result);
    }

    private static void contextMismatch(Probe probe) {
        JsonNode open = probe.openTask();
        ObjectNode params = probe.followUp(Script.COMPLETE, open);
        message(params)
                .put("contextId", "another-than-" + open.path("contextId").asText());
        Reply reply = send(probe, params);
        boolean refused = reply instanceof Reply.Refused error && !error.fault().isInternal();
        expect(refused, "an error that says that the context is not the task's", reply.described());
    }

    private static void goesOn(Probe probe) {
        JsonNode open = probe.openTask();
        JsonNode task = probe.sendForTask(probe.followUp(Script.COMPLETE, open));
        expect(task.path("id").equals(open.path("id")), "the same task " + open.path("id"), task);
        if (probe.isScripted()) {
            expect(Tasks.state(task).equals("TASK_STATE_COMPLETED"), "TASK_STATE_COMPLETED", Tasks.state(task));
        }
    }

    private static void utf8(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        ObjectNode part = (ObjectNode) message(params).path("parts").path(0);
        String text = part.path("text").asText() + " ä ☃ 🙂";
        part.put("text", text);
        JsonNode task = probe.sendForTask(params);
        JsonNode kept = probe.result(A2aMethod.GET_TASK, Probe.taskId(task));
        boolean told = false;
        for (JsonNode of : List.of(task, kept)) {
            for (JsonNode said : of.path("history")) {
                if (said.path("messageId").equals(message(params).path("messageId"))) {
                    told = true;
                    expect(said.path("parts").path(0).path("text").asText().equals(text), text, said.path("parts"));
                }
            }
        }
        if (!told) {
            throw new Verdict.Skipped("the task's history does not have the message");
        }
    }

    private static void historyZero(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        params.putObject("configuration").put("historyLength", 0);
        JsonNode task = probe.sendForTask(params);
        expect(task.path("history").isEmpty(), "no history", task.path("history"));
    }

    private static void unknownMembers(Probe probe) {
        if (!probe.wire().binding().isJson()) {
            throw new Verdict.Skipped("protobuf carries numbers, and no number is certain to stay unknown");
        }
        ObjectNode params = probe.params(Script.COMPLETE);
        params.put("memberOfALaterVersion", true);
        message(params).putObject("memberOfALaterVersion").put("deep", 1);
        Probe.result(send(probe, params));
    }
}
