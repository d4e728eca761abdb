package dev.parley.cli.conformance.stream;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;

/** SubscribeToTask, and several streams of one task. */
public final class SubscriptionChecks {
    private SubscriptionChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "subscribe/task-first",
                                "3.1.6",
                                "a subscription begins with the Task as it is",
                                SubscriptionChecks::taskFirst)
                        .covers("STREAM-SUB-001"),
                Check.each(
                                MUST,
                                "subscribe/ends",
                                "3.1.6",
                                "a subscription ends when its task does",
                                SubscriptionChecks::ends)
                        .covers("STREAM-SUB-002"),
                Check.each(
                                MUST,
                                "subscribe/terminal-task",
                                "3.1.6",
                                "a subscription to a terminal task is an UnsupportedOperation",
                                SubscriptionChecks::terminal)
                        .covers("STREAM-SUB-003"),
                Check.each(
                                MUST,
                                "subscribe/unknown",
                                "3.1.6",
                                "a subscription to an unknown task is a TaskNotFound",
                                SubscriptionChecks::unknown)
                        .covers("STREAM-SUB-004", "JSONRPC-SSE-002"),
                Check.each(
                                MUST,
                                "subscribe/same-events",
                                "3.5.2",
                                "all streams of a task get the same events in the same order",
                                SubscriptionChecks::sameEvents)
                        .covers("STREAM-ORDER-002", "STREAM-ORDER-003"),
                Check.each(
                                MUST,
                                "subscribe/one-leaves",
                                "3.5.2",
                                "one subscriber going away harms no other",
                                SubscriptionChecks::oneLeaves)
                        .covers("STREAM-ORDER-004"),
                Check.each(
                                MUST,
                                "subscribe/caller-leaves",
                                "3.5.2",
                                "the caller going away does not end the task",
                                SubscriptionChecks::callerLeaves)
                        .covers("STREAM-ORDER-004"));
    }

    private static JsonNode openTask(Probe probe) {
        probe.needs("streaming");
        return probe.openTask();
    }

    private static EventStream subscribe(Probe probe, JsonNode task) {
        return probe.open(A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(task));
    }

    private static void expectTask(Frame frame, JsonNode task) {
        expect(
                frame instanceof Frame.Event event
                        && event.body().path("task").path("id").equals(task.path("id"))
                        && Tasks.state(event.body().path("task")).equals(Tasks.state(task)),
                "the Task " + task.path("id") + " in " + Tasks.state(task),
                frame.described());
    }

    private static void taskFirst(Probe probe) {
        JsonNode task = openTask(probe);
        try (EventStream stream = subscribe(probe, task)) {
            expectTask(stream.next(probe.timeout()), task);
        }
    }

    private static void ends(Probe probe) {
        JsonNode task = openTask(probe);
        try (EventStream stream = subscribe(probe, task)) {
            expectTask(stream.next(probe.timeout()), task);
            String end = Tasks.state(probe.finish(task));
            List<Frame.Event> events = probe.eventsToEnd(stream);
            expect(
                    events.stream()
                            .anyMatch(
                                    event -> StreamChecks.stateOf(event.body()).equals(end)),
                    "an event with " + end,
                    events.stream().map(Frame.Event::body).toList());
        }
    }

    private static void terminal(Probe probe) {
        probe.needs("streaming");
        JsonNode task = probe.endedTask();
        probe.refused(
                probe.wire().open(A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(task)), SpecError.UNSUPPORTED_OPERATION);
    }

    private static void unknown(Probe probe) {
        probe.needs("streaming");
        probe.refused(
                probe.wire().open(A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(probe.unknownId())),
                SpecError.TASK_NOT_FOUND);
    }

    private static void sameEvents(Probe probe) {
        JsonNode task = openTask(probe);
        try (EventStream one = subscribe(probe, task);
                EventStream two = subscribe(probe, task)) {
            expectTask(one.next(probe.timeout()), task);
            expectTask(two.next(probe.timeout()), task);
            probe.finish(task);
            List<JsonNode> ones = bodies(probe, one);
            List<JsonNode> twos = bodies(probe, two);
            expect(!ones.isEmpty() && ones.equals(twos), "the events of the other stream, " + ones, twos);
        }
    }

    private static List<JsonNode> bodies(Probe probe, EventStream stream) {
        return probe.eventsToEnd(stream).stream().map(Frame.Event::body).toList();
    }

    private static void oneLeaves(Probe probe) {
        JsonNode task = openTask(probe);
        try (EventStream stays = subscribe(probe, task)) {
            expectTask(stays.next(probe.timeout()), task);
            try (EventStream leaves = subscribe(probe, task)) {
                expectTask(leaves.next(probe.timeout()), task);
            }
            String end = Tasks.state(probe.finish(task));
            List<JsonNode> events = bodies(probe, stays);
            expect(
                    events.stream()
                            .anyMatch(event -> StreamChecks.stateOf(event).equals(end)),
                    "an event with " + end + " on the stream that stayed",
                    events);
        }
    }

    private static void callerLeaves(Probe probe) throws InterruptedException {
        probe.needs("streaming");
        probe.needsScript(Script.SLOW);
        JsonNode task;
        try (EventStream stream = probe.open(A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.SLOW))) {
            Frame first = stream.next(probe.timeout());
            task = first instanceof Frame.Event event ? Tasks.task(new Reply.Result(event.body())) : Probe.object();
        }
        if (!task.has("id")) {
            throw new Verdict.Skipped("the stream did not begin with a task");
        }
        JsonNode now = probe.awaitEnd(task);
        expect(
                Tasks.state(now).equals("TASK_STATE_COMPLETED"),
                "TASK_STATE_COMPLETED some time after the caller left",
                Tasks.state(now));
    }
}
