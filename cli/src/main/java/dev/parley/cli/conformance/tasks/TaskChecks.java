package dev.parley.cli.conformance.tasks;

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
import java.util.stream.StreamSupport;

/** GetTask with its history, and CancelTask. */
public final class TaskChecks {
    private TaskChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(MUST, "get/known", "3.1.3", "GetTask gives the task as it is", TaskChecks::known)
                        .covers("CORE-GET-001"),
                Check.each(MUST, "get/unknown", "3.1.3", "an unknown task is a TaskNotFound", TaskChecks::unknown)
                        .covers("CORE-GET-002"),
                Check.each(
                                SHOULD,
                                "get/history-zero",
                                "3.2.4",
                                "historyLength 0 leaves the history out",
                                TaskChecks::historyZero)
                        .covers("CORE-HIST-001"),
                Check.each(
                                MUST,
                                "get/history-limit",
                                "3.2.4",
                                "there are never more messages than historyLength",
                                TaskChecks::historyLimit)
                        .covers("CORE-HIST-002"),
                Check.each(
                                MAY,
                                "get/history-kept",
                                "3.7",
                                "the caller's message is in the history",
                                TaskChecks::historyKept)
                        .covers("CORE-HIST-004"),
                Check.each(
                                SHOULD,
                                "get/history-content",
                                "3.7",
                                "a message in the history is the one that was sent",
                                TaskChecks::historyContent)
                        .covers("CORE-HIST-006"),
                Check.each(
                                SHOULD,
                                "get/history-order",
                                "3.7",
                                "the history is in the order of the conversation",
                                TaskChecks::historyOrder)
                        .covers("CORE-HIST-005"),
                Check.each(
                                MUST,
                                "cancel/open-task",
                                "3.1.5",
                                "CancelTask gives the task, or says that it cannot be cancelled",
                                TaskChecks::cancelOpen)
                        .covers("CORE-CANCEL-001"),
                Check.each(
                                MUST,
                                "cancel/terminal-task",
                                "3.1.5",
                                "a terminal task is TaskNotCancelable",
                                TaskChecks::cancelTerminal)
                        .covers("CORE-CANCEL-002"),
                Check.each(
                                MUST,
                                "cancel/unknown",
                                "3.1.5",
                                "an unknown task is a TaskNotFound",
                                TaskChecks::cancelUnknown)
                        .covers("CORE-CANCEL-003"));
    }

    private static JsonNode get(Probe probe, JsonNode task, int historyLength) {
        return probe.result(A2aMethod.GET_TASK, Probe.taskId(task).put("historyLength", historyLength));
    }

    private static void known(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        JsonNode got = probe.result(A2aMethod.GET_TASK, Probe.taskId(task));
        expect(
                got.path("id").equals(task.path("id"))
                        && got.path("contextId").equals(task.path("contextId"))
                        && (!Tasks.isTerminal(task) || Tasks.state(got).equals(Tasks.state(task))),
                "the task " + task.path("id") + " of context " + task.path("contextId") + " in " + Tasks.state(task),
                got);
    }

    private static void unknown(Probe probe) {
        probe.refused(probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId())), SpecError.TASK_NOT_FOUND);
    }

    private static void historyZero(Probe probe) {
        JsonNode task = get(probe, probe.sendForTask(Script.COMPLETE), 0);
        expect(task.path("history").isEmpty(), "no history", task.path("history"));
    }

    private static void historyLimit(Probe probe) {
        JsonNode task = get(probe, twoTurns(probe), 1);
        expect(task.path("history").size() <= 1, "at most 1 message", task.path("history"));
    }

    /** A task after a second message where that can be had, so that there is something to cut. */
    private static JsonNode twoTurns(Probe probe) {
        JsonNode task = probe.sendForTask(Script.INPUT_REQUIRED);
        if (!Tasks.isTerminal(task)) {
            probe.wire().call(A2aMethod.SEND_MESSAGE, probe.followUp(Script.COMPLETE, task));
        }
        return task;
    }

    private static JsonNode sent(Probe probe, ObjectNode params, JsonNode task) {
        String id = params.path("message").path("messageId").asText();
        JsonNode history = get(probe, task, 100).path("history");
        return StreamSupport.stream(history.spliterator(), false)
                .filter(message -> message.path("messageId").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new Verdict.Skipped("the history does not keep the caller's message"));
    }

    private static void historyKept(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        JsonNode history = get(probe, probe.sendForTask(params), 100).path("history");
        expect(
                history.findValuesAsText("messageId")
                        .contains(params.path("message").path("messageId").asText()),
                "the caller's message in the history",
                history);
    }

    private static void historyContent(Probe probe) {
        ObjectNode params = probe.params(Script.COMPLETE);
        ObjectNode part = (ObjectNode) params.path("message").path("parts").path(0);
        part.put("text", part.path("text").asText() + " äöü 漢字 🎈 \"\\");
        JsonNode kept = sent(probe, params, probe.sendForTask(params));
        expect(
                kept.path("role").asText().equals("ROLE_USER")
                        && kept.path("parts").path(0).path("text").equals(part.path("text")),
                params.path("message").toString(),
                kept);
    }

    private static void historyOrder(Probe probe) {
        JsonNode open = probe.openTask();
        ObjectNode second = probe.followUp(Script.COMPLETE, open);
        probe.wire().call(A2aMethod.SEND_MESSAGE, second);
        List<String> ids = get(probe, open, 100).path("history").findValuesAsText("messageId");
        int last = ids.indexOf(second.path("message").path("messageId").asText());
        if (last < 0) {
            throw new Verdict.Skipped("the history does not keep both messages: " + ids);
        }
        List<String> mine = ids.stream()
                .filter(id -> id.startsWith(Script.INPUT_REQUIRED.prefix()))
                .toList();
        if (mine.isEmpty()) {
            throw new Verdict.Skipped("the history does not keep the first message: " + ids);
        }
        expect(ids.indexOf(mine.getFirst()) < last, "the first message before the second", ids);
    }

    private static void cancelOpen(Probe probe) {
        JsonNode open = probe.openTask();
        Reply reply = probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(open));
        if (reply instanceof Reply.Refused) {
            probe.refused(reply, SpecError.TASK_NOT_CANCELABLE, SpecError.UNSUPPORTED_OPERATION);
            throw new Verdict.Skipped("the agent does not cancel this task, which it may refuse");
        }
        JsonNode task = Probe.result(reply);
        expect(task.path("id").equals(open.path("id")), "the task " + open.path("id"), task);
        JsonNode now = probe.result(A2aMethod.GET_TASK, Probe.taskId(open));
        expect(
                !Tasks.state(task).equals("TASK_STATE_CANCELED")
                        || Tasks.state(now).equals("TASK_STATE_CANCELED"),
                "a task that stays cancelled",
                now);
    }

    private static void cancelTerminal(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        if (!Tasks.isTerminal(task) || Tasks.state(task).equals("TASK_STATE_CANCELED")) {
            throw new Verdict.Skipped("no finished task could be provoked: " + Tasks.state(task));
        }
        probe.refused(probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(task)), SpecError.TASK_NOT_CANCELABLE);
    }

    private static void cancelUnknown(Probe probe) {
        probe.refused(
                probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(probe.unknownId())), SpecError.TASK_NOT_FOUND);
    }
}
