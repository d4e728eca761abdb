package dev.parley.cli.conformance.stream;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Shape;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** SendStreamingMessage. */
public final class StreamChecks {
    private static final Set<Binding> SSE = EnumSet.of(Binding.JSONRPC, Binding.HTTP_JSON);

    private StreamChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "stream/opens",
                                "3.1.2",
                                "a message sent for a stream is answered with one",
                                StreamChecks::opens)
                        .covers("CORE-STREAM-001", "JSONRPC-SSE-001", "HTTP_JSON-SSE-001", "GRPC-ERR-003"),
                Check.each(
                                MUST,
                                "stream/undeclared",
                                "3.3.4",
                                "where streaming is not declared, both its operations are an UnsupportedOperation",
                                StreamChecks::undeclared)
                        .covers("CORE-CAP-002"),
                Check.each(
                                MUST,
                                "stream/one-message",
                                "3.1.2",
                                "a stream with a Message has nothing else and ends",
                                StreamChecks::oneMessage)
                        .covers("CORE-STREAM-002"),
                Check.each(
                                MUST,
                                "stream/task-first",
                                "3.1.2",
                                "a stream about a task begins with the Task",
                                StreamChecks::taskFirst)
                        .covers("CORE-STREAM-003"),
                Check.each(
                                MUST,
                                "stream/ends",
                                "3.1.2",
                                "the stream ends when its task does, and with nothing after that",
                                StreamChecks::ends)
                        .covers("CORE-STREAM-003"),
                Check.on(
                                SSE,
                                MUST,
                                "stream/one-line-one-document",
                                "9.4.2",
                                "each data: line is one whole JSON document",
                                StreamChecks::oneDocument)
                        .covers("JSONRPC-SSE-001", "HTTP_JSON-SSE-001"),
                Check.each(
                                MUST,
                                "stream/shape",
                                "3.2.3",
                                "each event is one of task, message, statusUpdate and artifactUpdate, as the specification has it",
                                StreamChecks::shape)
                        .covers("DM-SERIAL-004"),
                Check.each(
                        MUST,
                        "stream/ids",
                        "4.2",
                        "all events of a stream are about its task and context",
                        StreamChecks::ids),
                Check.each(
                                MUST,
                                "stream/chunks-in-order",
                                "3.5.2",
                                "chunks of an artifact come in order and make what GetTask has",
                                StreamChecks::chunks)
                        .covers("STREAM-ORDER-001"),
                Check.each(
                        MUST,
                        "stream/same-as-get",
                        "3.5.2",
                        "after the stream, GetTask has the state that it ended with",
                        StreamChecks::sameAsGet));
    }

    private static List<Frame.Event> stream(Probe probe, Script script) {
        probe.needs("streaming");
        try (EventStream stream = probe.open(A2aMethod.SEND_STREAMING_MESSAGE, probe.params(script))) {
            return probe.eventsToEnd(stream);
        }
    }

    /** The events of a stream that is about a task. */
    private static List<Frame.Event> taskStream(Probe probe, Script script) {
        List<Frame.Event> events = stream(probe, script);
        if (!events.isEmpty() && events.getFirst().body().has("message")) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        expect(!events.isEmpty(), "events", "none");
        return events;
    }

    private static void opens(Probe probe) {
        List<Frame.Event> events = stream(probe, Script.STREAM);
        expect(!events.isEmpty(), "at least one event", "none");
    }

    private static void undeclared(Probe probe) {
        probe.needsNo("streaming");
        probe.refused(
                probe.wire().open(A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.STREAM)),
                SpecError.UNSUPPORTED_OPERATION);
        JsonNode task = probe.sendForTask(Script.INPUT_REQUIRED);
        probe.refused(
                probe.wire().open(A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(task)), SpecError.UNSUPPORTED_OPERATION);
    }

    private static void oneMessage(Probe probe) {
        List<Frame.Event> events = stream(probe, Script.MESSAGE);
        if (events.stream().noneMatch(event -> event.body().has("message")) && !probe.isScripted()) {
            throw new Verdict.Skipped("the agent answers with tasks");
        }
        expect(
                events.size() == 1 && events.getFirst().body().has("message"),
                "exactly one event, a Message",
                events.stream().map(Frame.Event::body).toList());
    }

    private static void taskFirst(Probe probe) {
        List<Frame.Event> events = taskStream(probe, Script.STREAM);
        expect(
                events.getFirst().body().path("task").isObject(),
                "a Task as first event",
                events.getFirst().body());
    }

    private static void ends(Probe probe) {
        List<Frame.Event> events = taskStream(probe, Script.STREAM);
        int end = 0;
        while (end < events.size() && !Tasks.isTerminal(stateOf(events.get(end).body()))) {
            end++;
        }
        if (end == events.size()) {
            JsonNode now = probe.result(
                    A2aMethod.GET_TASK, Probe.taskId(events.getFirst().body().path("task")));
            expect(!Tasks.isTerminal(now), "the terminal state as an event", Tasks.state(now) + " only in GetTask");
            return;
        }
        List<JsonNode> after = events.subList(end + 1, events.size()).stream()
                .map(Frame.Event::body)
                .toList();
        // the final snapshot is allowed (§11.7)
        expect(after.stream().allMatch(body -> body.has("task")), "nothing after the terminal state", after);
    }

    /** The state that an event tells; of others, "no state". */
    static String stateOf(JsonNode event) {
        return Tasks.state(event.has("task") ? event.path("task") : event.path("statusUpdate"));
    }

    private static void oneDocument(Probe probe) {
        probe.needs("streaming");
        try (EventStream stream = probe.open(A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.STREAM))) {
            Probe.events(stream.rest(probe.timeout()));
        }
    }

    private static void shape(Probe probe) {
        for (Frame.Event event : stream(probe, Script.STREAM)) {
            List<Shape.Violation> wrong = Shape.violations(event.body(), StreamResponse.getDescriptor());
            expect(wrong.isEmpty(), "a StreamResponse as the specification has it", wrong);
        }
    }

    private static void ids(Probe probe) {
        List<Frame.Event> events = taskStream(probe, Script.STREAM);
        JsonNode task = events.getFirst().body().path("task");
        for (Frame.Event event : events.subList(1, events.size())) {
            JsonNode update = event.body().has("statusUpdate")
                    ? event.body().path("statusUpdate")
                    : event.body().path("artifactUpdate");
            if (update.isObject()) {
                expect(
                        update.path("taskId").equals(task.path("id"))
                                && update.path("contextId").equals(task.path("contextId")),
                        "task " + task.path("id") + " and context " + task.path("contextId"),
                        update);
            }
        }
    }

    private static void chunks(Probe probe) {
        probe.needs("streaming");
        probe.needsScript(Script.STREAM_CHUNKED);
        List<Frame.Event> events = taskStream(probe, Script.STREAM_CHUNKED);
        StringBuilder text = new StringBuilder();
        for (Frame.Event event : events) {
            JsonNode update = event.body().path("artifactUpdate");
            if (update.isObject()) {
                if (!update.path("append").asBoolean()) {
                    text.setLength(0);
                }
                text.append(text(update.path("artifact")));
            }
        }
        JsonNode task = probe.result(
                A2aMethod.GET_TASK, Probe.taskId(events.getFirst().body().path("task")));
        String whole = text(task.path("artifacts").path(0));
        expect(!whole.isEmpty() && whole.contentEquals(text), "the artifact of GetTask, \"" + whole + '"', text);
    }

    private static String text(JsonNode artifact) {
        StringBuilder text = new StringBuilder();
        artifact.path("parts").forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private static void sameAsGet(Probe probe) {
        List<Frame.Event> events = taskStream(probe, Script.STREAM);
        JsonNode now = probe.result(
                A2aMethod.GET_TASK, Probe.taskId(events.getFirst().body().path("task")));
        String last = events.stream()
                .map(event -> stateOf(event.body()))
                .filter(state -> !state.equals("no state"))
                .reduce((a, b) -> b)
                .orElse("no state");
        expect(Tasks.state(now).equals(last), last, Tasks.state(now));
    }
}
