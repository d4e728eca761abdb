package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.Reply;
import java.util.List;

/** message/stream and tasks/resubscribe (§7.2, §7.9 of 0.3). */
final class V03StreamChecks {
    private static final String STREAMING = "streaming";

    private V03StreamChecks() {}

    static List<Check> all() {
        return List.of(
                each("stream", "7.2", "message/stream gives events, or one Message", V03StreamChecks::stream),
                each(
                        "stream-members",
                        "7.2",
                        "each event has its kind and its required members",
                        V03StreamChecks::members),
                each("stream-task", "7.2", "all events of a stream are about one task", V03StreamChecks::oneTask),
                each(
                        "stream-final",
                        "7.2.2",
                        "the last status-update, and no other, is final, and the stream ends",
                        V03StreamChecks::lastIsFinal),
                each(
                        "stream-artifact",
                        "7.2.3",
                        "what a stream brings is what the task has",
                        V03StreamChecks::artifact),
                each(
                        "stream-no-message",
                        "8.1",
                        "a message/stream without a message is an error",
                        V03StreamChecks::noMessage),
                each(
                        "stream-undeclared",
                        "8.2",
                        "where streaming is not declared, message/stream is an error",
                        V03StreamChecks::undeclared),
                each(
                        "resubscribe",
                        "7.9",
                        "tasks/resubscribe opens a stream about an open task",
                        V03StreamChecks::resubscribe),
                each(
                        "resubscribe-unknown",
                        "7.9",
                        "resubscribing to an unknown task is a TaskNotFound",
                        V03StreamChecks::resubscribeUnknown));
    }

    private static List<JsonNode> events(AgentProbe probe, Binding binding, Script script) {
        List<JsonNode> events = V03Agent.with(STREAMING, probe, binding).stream(script);
        expect(!events.isEmpty(), "at least one event", "none");
        return events;
    }

    private static boolean isMessage(List<JsonNode> events) {
        return events.size() == 1 && events.getFirst().path("kind").asText().equals("message");
    }

    private static void stream(AgentProbe probe, Binding binding) {
        List<JsonNode> events = events(probe, binding, Script.STREAM);
        boolean ended = events.stream().anyMatch(event -> event.path("final").asBoolean() || V03Agent.hasEnded(event));
        expect(isMessage(events) || ended, "a Message, or events up to the task's end", events);
    }

    private static void members(AgentProbe probe, Binding binding) {
        for (JsonNode event : events(probe, binding, Script.STREAM)) {
            List<String> wrong = V03Shape.violations(event);
            expect(wrong.isEmpty(), "events of 0.3 as the specification has them", wrong);
        }
    }

    private static String taskOf(JsonNode event) {
        return event.path("kind").asText().equals("task")
                ? event.path("id").asText()
                : event.path("taskId").asText();
    }

    private static void oneTask(AgentProbe probe, Binding binding) {
        List<JsonNode> events = events(probe, binding, Script.STREAM);
        if (isMessage(events)) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        long tasks = events.stream().map(V03StreamChecks::taskOf).distinct().count();
        expect(tasks == 1, "events about one task", events);
    }

    private static void lastIsFinal(AgentProbe probe, Binding binding) {
        List<JsonNode> updates = events(probe, binding, Script.STREAM).stream()
                .filter(event -> event.path("kind").asText().equals("status-update"))
                .toList();
        if (updates.isEmpty()) {
            throw new Verdict.Skipped("the stream has no status-update");
        }
        expect(updates.getLast().path("final").asBoolean(), "final true in the last status-update", updates.getLast());
        List<JsonNode> before = updates.subList(0, updates.size() - 1);
        expect(
                before.stream().noneMatch(update -> update.path("final").asBoolean()),
                "final false in each status-update before the last",
                before);
    }

    private static void artifact(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(STREAMING, probe, binding);
        List<JsonNode> events = agent.stream(Script.STREAM);
        String streamed = String.join(
                "",
                events.stream()
                        .filter(event -> event.path("kind").asText().equals("artifact-update"))
                        .map(event -> texts(event.path("artifact")))
                        .toList());
        if (streamed.isEmpty()) {
            throw new Verdict.Skipped("the stream brings no text in artifacts");
        }
        StringBuilder kept = new StringBuilder();
        agent.result(V03Method.GET, V03Agent.id(taskOf(events.getFirst())))
                .path("artifacts")
                .forEach(artifact -> kept.append(texts(artifact)));
        expect(kept.toString().equals(streamed), "artifacts of the task with the text " + streamed, kept);
    }

    private static String texts(JsonNode artifact) {
        StringBuilder text = new StringBuilder();
        artifact.path("parts").forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private static void noMessage(AgentProbe probe, Binding binding) {
        V03Agent.with(STREAMING, probe, binding)
                .refusedStream(V03Method.STREAM, Probe.object(), V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST);
    }

    private static void undeclared(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.without(STREAMING, probe, binding);
        agent.refusedStream(
                V03Method.STREAM,
                agent.message(Script.STREAM),
                V03Error.UNSUPPORTED_OPERATION,
                V03Error.METHOD_NOT_FOUND);
    }

    private static void resubscribe(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(STREAMING, probe, binding);
        JsonNode task = agent.slowTask();
        ObjectNode id = V03Agent.id(task);
        try (EventStream stream = agent.wire().open(V03Method.RESUBSCRIBE, id)) {
            Frame first = stream.refusal().isPresent() ? new Frame.Ended() : stream.next(probe.timeout());
            if (!(first instanceof Frame.Event) && V03Agent.hasEnded(agent.result(V03Method.GET, id))) {
                throw new Verdict.Skipped("the agent was done before the subscription");
            }
            boolean about = first instanceof Frame.Event event
                    && taskOf(agent.wire().words(event.body()))
                            .equals(task.path("id").asText());
            expect(
                    about,
                    "an event about the task " + task.path("id"),
                    stream.refusal().map(Reply::described).orElseGet(first::described));
        }
    }

    private static void resubscribeUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(STREAMING, probe, binding);
        agent.refusedStream(V03Method.RESUBSCRIBE, agent.unknown(), V03Error.TASK_NOT_FOUND);
    }
}
