package dev.parley.cli.conformance.bindings;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.ArrayList;
import java.util.List;

/** The same agent over each of its bindings. */
public final class BindingChecks {
    private BindingChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.once(
                                MUST,
                                "bindings/same-task",
                                "5.1",
                                "a task made over one binding is the same over all",
                                BindingChecks::sameTask)
                        .covers("BIND-EQUIV-001", "BIND-EQUIV-002"),
                Check.once(
                                MUST,
                                "bindings/same-list",
                                "5.1",
                                "all bindings list the same tasks",
                                BindingChecks::sameList)
                        .covers("BIND-EQUIV-001", "BIND-EQUIV-002"),
                Check.once(
                                MUST,
                                "bindings/same-end",
                                "5.1",
                                "the same message ends in the same state over all",
                                BindingChecks::sameEnd)
                        .covers("BIND-EQUIV-002"),
                Check.once(
                                MUST,
                                "bindings/same-errors",
                                "5.1",
                                "the same fault is the same error over all",
                                BindingChecks::sameErrors)
                        .covers("BIND-EQUIV-003"));
    }

    private static void sameTask(AgentProbe agent) {
        List<Probe> all = agent.severalBindings();
        JsonNode task = all.getFirst().sendForTask(Script.ARTIFACT_TEXT);
        JsonNode first = told(all.getFirst(), task);
        for (Probe other : all.subList(1, all.size())) {
            JsonNode same = told(other, task);
            expect(
                    same.equals(first),
                    all.getFirst().wire().binding().label() + "'s " + first,
                    other.wire().binding().label() + "'s " + same);
        }
    }

    /** What must be equal: identity, state, and what was produced. */
    private static JsonNode told(Probe probe, JsonNode task) {
        JsonNode got = probe.result(A2aMethod.GET_TASK, Probe.taskId(task));
        ObjectNode told = Probe.object();
        told.set("id", got.path("id"));
        told.set("contextId", got.path("contextId"));
        told.put("state", Tasks.state(got));
        told.set("artifacts", Tasks.bare(got.path("artifacts")));
        return told;
    }

    private static void sameList(AgentProbe agent) {
        List<Probe> all = agent.severalBindings();
        JsonNode task = all.getFirst().sendForTask(Script.COMPLETE);
        ObjectNode params =
                Probe.object().put("contextId", task.path("contextId").asText());
        List<String> first = ids(all.getFirst(), params);
        expect(first.contains(task.path("id").asText()), "the task " + task.path("id"), first);
        for (Probe probe : all.subList(1, all.size())) {
            List<String> same = ids(probe, params);
            expect(
                    same.equals(first),
                    all.getFirst().wire().binding().label() + "'s " + first,
                    probe.wire().binding().label() + "'s " + same);
        }
    }

    private static List<String> ids(Probe probe, ObjectNode params) {
        List<String> ids = new ArrayList<>();
        probe.result(A2aMethod.LIST_TASKS, params)
                .path("tasks")
                .forEach(task -> ids.add(task.path("id").asText()));
        return ids;
    }

    private static void sameEnd(AgentProbe agent) {
        List<Probe> all = agent.severalBindings();
        String first = Tasks.state(all.getFirst().sendForTask(Script.COMPLETE));
        for (Probe probe : all.subList(1, all.size())) {
            String state = Tasks.state(probe.sendForTask(Script.COMPLETE));
            expect(
                    state.equals(first),
                    first,
                    state + " over " + probe.wire().binding().label());
        }
    }

    private static void sameErrors(AgentProbe agent) {
        for (Probe probe : agent.severalBindings()) {
            probe.refused(
                    probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId())), SpecError.TASK_NOT_FOUND);
            Reply cancelled = probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(probe.unknownId()));
            probe.refused(cancelled, SpecError.TASK_NOT_FOUND);
        }
    }
}
