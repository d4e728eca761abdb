package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Reply;
import java.util.List;

/** tasks/get and tasks/cancel (§7.3, §7.4 of 0.3). */
final class V03TaskChecks {
    private V03TaskChecks() {}

    static List<Check> all() {
        return List.of(
                each("get", "7.3", "tasks/get gives the task", V03TaskChecks::get),
                each("get-unknown", "7.3", "an unknown task is a TaskNotFound", V03TaskChecks::getUnknown),
                each(
                        "history",
                        "7.3",
                        "historyLength limits the messages that come, to the latest",
                        V03TaskChecks::history),
                each("cancel", "7.4", "an open task is canceled, and stays so", V03TaskChecks::cancel),
                each(
                        "cancel-unknown",
                        "7.4",
                        "canceling an unknown task is a TaskNotFound",
                        V03TaskChecks::cancelUnknown),
                each(
                        "cancel-terminal",
                        "7.4",
                        "canceling a task that has ended is a TaskNotCancelable",
                        V03TaskChecks::cancelTerminal));
    }

    private static void get(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode task = agent.task(Script.COMPLETE);
        JsonNode got = agent.result(V03Method.GET, V03Agent.id(task));
        List<String> wrong = V03Shape.violations(got);
        expect(wrong.isEmpty(), "a task of 0.3 as the specification has it", wrong);
        expect(got.path("id").equals(task.path("id")), "the task " + task.path("id"), got);
        expect(got.path("contextId").equals(task.path("contextId")), "the context " + task.path("contextId"), got);
    }

    private static void getUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        agent.refused(V03Method.GET, agent.unknown(), V03Error.TASK_NOT_FOUND);
    }

    private static JsonNode history(V03Agent agent, JsonNode task, int length) {
        return agent.result(V03Method.GET, V03Agent.id(task).put("historyLength", length))
                .path("history");
    }

    private static void history(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode open = agent.openTask();
        agent.task(agent.followUp(Script.INPUT_REQUIRED, open));
        JsonNode whole = history(agent, open, 100);
        if (whole.size() < 2) {
            throw new Verdict.Skipped("the agent keeps no history");
        }
        JsonNode one = history(agent, open, 1);
        expect(
                one.size() == 1 && one.path(0).equals(whole.path(whole.size() - 1)),
                "only the latest message for historyLength 1: " + whole.path(whole.size() - 1),
                one);
    }

    private static void cancel(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode open = agent.openTask();
        Reply reply = agent.wire().call(V03Method.CANCEL, V03Agent.id(open));
        if (reply instanceof Reply.Refused refused && V03Error.TASK_NOT_CANCELABLE.is(refused.fault())) {
            throw new Verdict.Skipped("the agent cannot cancel this task: " + reply.described());
        }
        JsonNode canceled = agent.result(reply);
        expect(V03Agent.state(canceled).equals("canceled"), "the task in state canceled", canceled);
        String now = V03Agent.state(agent.result(V03Method.GET, V03Agent.id(open)));
        expect(now.equals("canceled"), "a task that stays canceled", now);
    }

    private static void cancelUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        agent.refused(V03Method.CANCEL, agent.unknown(), V03Error.TASK_NOT_FOUND);
    }

    private static void cancelTerminal(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        agent.refused(V03Method.CANCEL, V03Agent.id(agent.endedTask()), V03Error.TASK_NOT_CANCELABLE);
    }
}
