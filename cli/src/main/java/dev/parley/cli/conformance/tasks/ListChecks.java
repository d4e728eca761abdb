package dev.parley.cli.conformance.tasks;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;

/** ListTasks: filters, order, pages. */
public final class ListChecks {
    private static final int MAX_PAGES = 20;

    private ListChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "list/own-context",
                                "3.1.4",
                                "the tasks of a context are listed, and no others",
                                ListChecks::ownContext)
                        .covers("CORE-LIST-001"),
                Check.each(
                        MUST,
                        "list/by-status",
                        "3.1.4",
                        "only tasks in the status asked for are listed",
                        ListChecks::byStatus),
                Check.each(
                        MUST,
                        "list/by-time",
                        "3.1.4",
                        "only tasks whose status is not older than asked for are listed",
                        ListChecks::byTime),
                Check.each(
                                MUST,
                                "list/pages",
                                "3.1.4",
                                "pages hold every task once, and no more of them than asked for",
                                ListChecks::pages)
                        .covers("CORE-LIST-002"),
                Check.each(
                                MUST,
                                "list/newest-first",
                                "3.1.4",
                                "tasks come by the time of their status, newest first",
                                ListChecks::newestFirst)
                        .covers("CORE-LIST-003"),
                Check.on(
                                Binding.json(),
                                MUST,
                                "list/next-page-token",
                                "3.1.4",
                                "nextPageToken is always there, and empty on the last page",
                                ListChecks::nextPageToken)
                        .covers("CORE-LIST-004"),
                Check.each(
                                MUST,
                                "list/without-artifacts",
                                "3.1.4",
                                "without includeArtifacts tasks have no member artifacts",
                                ListChecks::withoutArtifacts)
                        .covers("CORE-LIST-005"),
                Check.each(
                        MUST,
                        "list/with-artifacts",
                        "3.1.4",
                        "with includeArtifacts tasks have their artifacts",
                        ListChecks::withArtifacts),
                Check.each(
                                MUST,
                                "list/history-limit",
                                "3.2.4",
                                "there are never more messages than historyLength",
                                ListChecks::historyLimit)
                        .covers("CORE-HIST-002"),
                Check.each(
                                MUST,
                                "list/page-size",
                                "3.1.4",
                                "a negative page size is refused, and no page has more than 100 tasks",
                                ListChecks::pageSize)
                        .covers("CORE-ERR-002"),
                Check.on(
                                EnumSet.of(Binding.HTTP_JSON),
                                MUST,
                                "list/query-names",
                                "11.5",
                                "query parameters have the camelCase names",
                                ListChecks::queryNames)
                        .covers("HTTP_JSON-QP-001"));
    }

    private static JsonNode list(Probe probe, ObjectNode params) {
        return probe.result(A2aMethod.LIST_TASKS, params);
    }

    private static ObjectNode inContext(JsonNode task) {
        return Probe.object().put("contextId", task.path("contextId").asText());
    }

    private static List<JsonNode> tasks(JsonNode page) {
        return StreamSupport.stream(page.path("tasks").spliterator(), false).toList();
    }

    private static List<String> ids(JsonNode page) {
        return tasks(page).stream().map(task -> task.path("id").asText()).toList();
    }

    /** Three tasks in one context, oldest first. */
    private static List<JsonNode> threeTasks(Probe probe) {
        List<JsonNode> tasks = new ArrayList<>();
        tasks.add(probe.sendForTask(Script.COMPLETE));
        for (int i = 1; i < 3; i++) {
            ObjectNode params = probe.params(Script.COMPLETE);
            ((ObjectNode) params.path("message"))
                    .put("contextId", tasks.getFirst().path("contextId").asText());
            Reply reply = probe.wire().call(A2aMethod.SEND_MESSAGE, params);
            JsonNode task = Tasks.task(reply);
            if (!task.path("contextId").equals(tasks.getFirst().path("contextId"))) {
                throw new Verdict.Skipped("the agent makes no second task in a context: " + reply.described());
            }
            tasks.add(task);
        }
        return tasks;
    }

    private static void ownContext(Probe probe) {
        JsonNode mine = probe.sendForTask(Script.COMPLETE);
        JsonNode other = probe.sendForTask(Script.COMPLETE);
        JsonNode page = list(probe, inContext(mine));
        List<String> ids = ids(page);
        expect(ids.contains(mine.path("id").asText()), "the task " + mine.path("id") + " in its context", ids);
        if (!other.path("contextId").equals(mine.path("contextId"))) {
            expect(!ids.contains(other.path("id").asText()), "no task of another context", ids);
        }
    }

    private static void byStatus(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        String state = Tasks.state(task);
        String another = state.equals("TASK_STATE_FAILED") ? "TASK_STATE_REJECTED" : "TASK_STATE_FAILED";
        JsonNode same = list(probe, inContext(task).put("status", state));
        expect(ids(same).contains(task.path("id").asText()), "the task among those in " + state, ids(same));
        JsonNode different = list(probe, inContext(task).put("status", another));
        expect(!ids(different).contains(task.path("id").asText()), "nothing in " + another, ids(different));
    }

    private static void byTime(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        JsonNode past = list(probe, inContext(task).put("statusTimestampAfter", "2020-01-01T00:00:00Z"));
        expect(ids(past).contains(task.path("id").asText()), "the task, whose status is newer than 2020", ids(past));
        JsonNode future = list(probe, inContext(task).put("statusTimestampAfter", "2100-01-01T00:00:00Z"));
        expect(ids(future).isEmpty(), "nothing whose status is newer than 2100", ids(future));
    }

    private static void pages(Probe probe) {
        List<JsonNode> made = threeTasks(probe);
        List<String> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            ObjectNode params = inContext(made.getFirst()).put("pageSize", 2);
            JsonNode page = list(probe, token.isEmpty() ? params : params.put("pageToken", token));
            expect(ids(page).size() <= 2, "at most 2 tasks on a page", ids(page));
            seen.addAll(ids(page));
            token = page.path("nextPageToken").asText();
        } while (!token.isEmpty() && ++pages < MAX_PAGES);
        expect(token.isEmpty(), "a last page among the first " + MAX_PAGES, "more");
        expect(new HashSet<>(seen).size() == seen.size(), "every task once", seen);
        for (JsonNode task : made) {
            expect(seen.contains(task.path("id").asText()), "the task " + task.path("id") + " on a page", seen);
        }
    }

    private static void newestFirst(Probe probe) {
        JsonNode page = list(probe, inContext(threeTasks(probe).getFirst()));
        Instant newer = Instant.MAX;
        for (JsonNode task : tasks(page)) {
            String text = task.path("status").path("timestamp").asText();
            if (text.isEmpty()) {
                throw new Verdict.Skipped("statuses have no timestamps");
            }
            Instant time = Instant.parse(text);
            expect(!time.isAfter(newer), "a status not newer than " + newer, time);
            newer = time;
        }
    }

    private static void nextPageToken(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        JsonNode page = list(probe, inContext(task).put("pageSize", 100));
        expect(
                page.path("nextPageToken").isTextual()
                        && page.path("nextPageToken").asText().isEmpty(),
                "nextPageToken \"\" on the last page",
                page);
    }

    private static void withoutArtifacts(Probe probe) {
        JsonNode task = probe.sendForTask(Script.ARTIFACT_TEXT);
        if (task.path("artifacts").isEmpty()) {
            throw new Verdict.Skipped("the agent makes no artifacts");
        }
        for (JsonNode listed : tasks(list(probe, inContext(task)))) {
            expect(!listed.has("artifacts"), "no member artifacts", listed);
        }
    }

    private static void withArtifacts(Probe probe) {
        JsonNode task = probe.sendForTask(Script.ARTIFACT_TEXT);
        if (task.path("artifacts").isEmpty()) {
            throw new Verdict.Skipped("the agent makes no artifacts");
        }
        JsonNode listed = list(probe, inContext(task).put("includeArtifacts", true))
                .path("tasks")
                .path(0);
        expect(
                Tasks.bare(listed.path("artifacts")).equals(Tasks.bare(task.path("artifacts"))),
                "the artifacts of the task, " + task.path("artifacts"),
                listed.path("artifacts"));
    }

    private static void historyLimit(Probe probe) {
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        for (JsonNode listed : tasks(list(probe, inContext(task).put("historyLength", 0)))) {
            expect(listed.path("history").isEmpty(), "no history", listed.path("history"));
        }
    }

    private static void pageSize(Probe probe) {
        probe.refused(
                probe.wire().call(A2aMethod.LIST_TASKS, Probe.object().put("pageSize", -1)),
                SpecError.INVALID_PARAMS,
                SpecError.INVALID_REQUEST);
        Reply tooMany = probe.wire().call(A2aMethod.LIST_TASKS, Probe.object().put("pageSize", 101));
        if (tooMany instanceof Reply.Result page) {
            expect(
                    ids(page.body()).size() <= 100,
                    "at most 100 tasks, or an error",
                    ids(page.body()).size());
        } else {
            probe.refused(tooMany, SpecError.INVALID_PARAMS, SpecError.INVALID_REQUEST);
        }
    }

    /** The other checks send camelCase names as well; here a page must really be cut by one. */
    private static void queryNames(Probe probe) {
        JsonNode first = threeTasks(probe).getFirst();
        JsonNode page = list(probe, inContext(first).put("pageSize", 1));
        expect(ids(page).size() == 1, "one task for pageSize=1", ids(page));
    }
}
