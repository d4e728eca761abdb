package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.once;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import java.util.ArrayList;
import java.util.List;

/** The bindings of 0.3 beside each other (§3.4.1 of 0.3): the same operations, results and errors. */
final class V03EqualityChecks {
    private V03EqualityChecks() {}

    static List<Check> all() {
        return List.of(
                once("same-task", "3.4.1", "each binding gives the same task", V03EqualityChecks::sameTask),
                once("same-end", "3.4.1", "over each binding the same message ends alike", V03EqualityChecks::sameEnd),
                once("same-cancel", "3.4.1", "over each binding a task can be canceled", V03EqualityChecks::sameCancel),
                once("same-errors", "3.4.1", "each binding gives the same errors", V03EqualityChecks::sameErrors),
                once(
                        "same-stream",
                        "3.4.1",
                        "over each binding a stream brings the same",
                        V03EqualityChecks::sameStream));
    }

    private static List<V03Agent> several(AgentProbe probe) {
        List<V03Agent> all = new ArrayList<>();
        V03Card card = V03Card.of(probe);
        for (Binding binding : probe.wanted()) {
            if (card.find(binding).isPresent()) {
                all.add(V03Agent.of(probe, binding));
            }
        }
        if (all.size() < 2) {
            throw new Verdict.Skipped("fewer than two bindings of 0.3 to compare");
        }
        return all;
    }

    private static String essence(JsonNode task) {
        StringBuilder text = new StringBuilder(V03Agent.state(task));
        for (JsonNode artifact : task.path("artifacts")) {
            for (JsonNode part : artifact.path("parts")) {
                text.append(' ')
                        .append(part.path("kind").asText())
                        .append(' ')
                        .append(part.path("text").asText());
            }
        }
        return text.toString();
    }

    private static void sameTask(AgentProbe probe) {
        List<V03Agent> all = several(probe);
        JsonNode task = all.getFirst().task(Script.ARTIFACT_TEXT);
        String expected = "";
        for (V03Agent agent : all) {
            JsonNode got = agent.result(V03Method.GET, V03Agent.id(task));
            String its = got.path("id").asText() + " " + got.path("contextId").asText() + " " + essence(got);
            expected = expected.isEmpty() ? its : expected;
            expect(its.equals(expected), expected + ", as over " + name(all.getFirst()), its + " over " + name(agent));
        }
    }

    private static String name(V03Agent agent) {
        return agent.wire().binding().label();
    }

    private static void sameEnd(AgentProbe probe) {
        List<V03Agent> all = several(probe);
        String expected = essence(all.getFirst().task(Script.ARTIFACT_TEXT));
        for (V03Agent agent : all) {
            String its = essence(agent.task(Script.ARTIFACT_TEXT));
            expect(its.equals(expected), expected + ", as over " + name(all.getFirst()), its + " over " + name(agent));
        }
    }

    private static void sameCancel(AgentProbe probe) {
        for (V03Agent agent : several(probe)) {
            String its = V03Agent.state(agent.result(V03Method.CANCEL, V03Agent.id(agent.openTask())));
            expect(its.equals("canceled"), "canceled", its + " over " + name(agent));
        }
    }

    private static void sameErrors(AgentProbe probe) {
        for (V03Agent agent : several(probe)) {
            agent.refused(V03Method.GET, agent.unknown(), V03Error.TASK_NOT_FOUND);
            agent.refused(V03Method.CANCEL, agent.unknown(), V03Error.TASK_NOT_FOUND);
            agent.refused(V03Method.CANCEL, V03Agent.id(agent.endedTask()), V03Error.TASK_NOT_CANCELABLE);
        }
    }

    private static void sameStream(AgentProbe probe) {
        List<V03Agent> all = several(probe);
        if (!all.getFirst().declares("streaming")) {
            throw new Verdict.Skipped("the card does not declare capabilities.streaming");
        }
        List<String> expected = List.of();
        for (V03Agent agent : all) {
            List<String> its = agent.stream(Script.STREAM).stream()
                    .filter(event -> !event.path("kind").asText().equals("task"))
                    .map(event -> event.path("kind").asText() + " " + V03Agent.state(event))
                    .toList();
            expected = agent == all.getFirst() ? its : expected;
            expect(its.equals(expected), expected + ", as over " + name(all.getFirst()), its + " over " + name(agent));
        }
    }
}
