package dev.parley.cli.conformance.websocket;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.websocket.SocketChecks.check;
import static dev.parley.cli.conformance.websocket.SocketChecks.expectError;
import static dev.parley.cli.conformance.websocket.SocketChecks.next;
import static dev.parley.cli.conformance.websocket.SocketChecks.unknownTask;
import static dev.parley.cli.conformance.websocket.SocketChecks.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Conversation;
import dev.parley.cli.conformance.wire.SocketWire;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.ArrayList;
import java.util.List;

/** Streams over WebSocket: their end, their ids, and a caller who leaves or comes back. */
public final class SocketStreamChecks {
    private SocketStreamChecks() {}

    public static List<Check> all() {
        return List.of(
                check(
                        "websocket/stream-end",
                        "12.5",
                        "the last frame of a stream, and no other, has streamEnd; then its id is free",
                        SocketStreamChecks::end),
                check(
                        "websocket/refused-stream",
                        "12.5",
                        "an error in place of a stream has streamEnd",
                        SocketStreamChecks::refused),
                check(
                        "websocket/event-ids",
                        "12.5",
                        "every event of a stream has an eventId of its own",
                        SocketStreamChecks::eventIds),
                check(
                        "websocket/resume",
                        "12.5",
                        "with the last eventId a stream goes on without loss or repetition",
                        SocketStreamChecks::resume),
                check(
                        "websocket/cancel-stream",
                        "12.5",
                        "cancelStream ends a stream, not its task; of no stream, nothing happens",
                        SocketStreamChecks::cancel),
                check(
                        "websocket/id-in-use",
                        "12.1",
                        "the id of a stream in progress is refused for another call, and the stream goes on",
                        SocketStreamChecks::idInUse),
                check(
                        "websocket/caller-leaves",
                        "3.5.2",
                        "a connection that breaks does not end the task",
                        SocketStreamChecks::callerLeaves));
    }

    private static String document(Probe probe, String id, A2aMethod method, ObjectNode params) {
        return wire(probe).document(id, method.wireName(), params);
    }

    private static boolean isEnd(JsonNode frame) {
        return frame.path("streamEnd").asBoolean();
    }

    /** The frames of a stream up to the one with {@code streamEnd}, which is the last. */
    private static List<JsonNode> toEnd(Probe probe, Conversation conversation) {
        long end = System.nanoTime() + probe.timeout().multipliedBy(4).toNanos();
        List<JsonNode> frames = new ArrayList<>();
        do {
            expect(System.nanoTime() - end < 0, "a frame with streamEnd", "no end after " + frames.size() + " frames");
            frames.add(next(conversation));
        } while (!isEnd(frames.getLast()));
        return frames;
    }

    private static List<JsonNode> stream(Probe probe, Conversation conversation, String id) {
        probe.needs("streaming");
        conversation.send(document(probe, id, A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.STREAM)));
        return toEnd(probe, conversation);
    }

    private static void end(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            List<JsonNode> frames = stream(probe, conversation, "reused");
            JsonNode last = frames.getLast();
            expect(
                    frames.size() > 1 && !last.has("result") && !last.has("error"),
                    "events, and then a frame with nothing but streamEnd",
                    frames);
            frames.forEach(
                    frame -> expect(frame.path("id").asText().equals("reused"), "frames with id \"reused\"", frame));
            expectError(next(conversation.send(unknownTask(probe, "reused"))), "reused", SpecError.TASK_NOT_FOUND);
        }
    }

    private static void refused(Probe probe) {
        probe.needs("streaming");
        try (Conversation conversation = wire(probe).converse()) {
            conversation.send(document(probe, "none", A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(probe.unknownId())));
            JsonNode answer = next(conversation);
            expectError(answer, "none", SpecError.TASK_NOT_FOUND);
            expect(isEnd(answer), "streamEnd", answer);
        }
    }

    private static void eventIds(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            List<JsonNode> frames = stream(probe, conversation, "numbered");
            List<String> ids = frames.subList(0, frames.size() - 1).stream()
                    .map(frame -> frame.path("eventId").asText())
                    .toList();
            expect(
                    ids.stream().distinct().count() == ids.size() && !ids.contains(""),
                    "an eventId for each of " + ids.size() + " events, no two the same",
                    ids);
        }
    }

    /** A stream about a task that works for a while, of which the first event has come. */
    private static JsonNode slow(Probe probe, Conversation conversation, String id) {
        probe.needs("streaming");
        probe.needsScript(Script.SLOW);
        conversation.send(document(probe, id, A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.SLOW)));
        JsonNode first = next(conversation);
        if (!first.path("result").path("task").has("id")) {
            throw new Verdict.Skipped("the stream did not begin with a task");
        }
        return first;
    }

    private static void resume(Probe probe) {
        try (Conversation stays = wire(probe).converse();
                Conversation comesBack = wire(probe).converse()) {
            JsonNode first = slow(probe, stays, "whole");
            ObjectNode request = (ObjectNode) Probe.json(document(
                            probe,
                            "rest",
                            A2aMethod.SUBSCRIBE_TO_TASK,
                            Probe.taskId(first.path("result").path("task"))))
                    .orElseThrow();
            request.putObject("serviceParameters")
                    .put("Last-Event-ID", first.path("eventId").asText());
            comesBack.send(request.toString());
            List<JsonNode> rest = withoutIds(toEnd(probe, comesBack));
            List<JsonNode> whole = withoutIds(toEnd(probe, stays));
            expect(rest.equals(whole), "what came on the stream that stayed, " + whole, rest);
        }
    }

    /** All that the frames of two streams must share, their event ids included. */
    private static List<JsonNode> withoutIds(List<JsonNode> frames) {
        frames.forEach(frame -> ((ObjectNode) frame).remove("id"));
        return frames;
    }

    /** An open task that the conversation is subscribed to, its first event read. */
    private static JsonNode subscribed(Probe probe, Conversation conversation, String id) {
        probe.needs("streaming");
        JsonNode task = probe.openTask();
        JsonNode first = next(conversation.send(document(probe, id, A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(task))));
        expect(first.has("result"), "the task as first event", first);
        return task;
    }

    private static void cancel(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            conversation.send(SocketWire.cancelStream("nobody"));
            JsonNode task = subscribed(probe, conversation, "watching");
            conversation.send(SocketWire.cancelStream("watching"));
            toEnd(probe, conversation);
            conversation.send(SocketWire.cancelStream("watching"));
            expectError(next(conversation.send(unknownTask(probe, "after"))), "after", SpecError.TASK_NOT_FOUND);
            JsonNode now = probe.result(A2aMethod.GET_TASK, Probe.taskId(task));
            expect(Tasks.state(now).equals(Tasks.state(task)), Tasks.state(task), Tasks.state(now));
        }
    }

    private static void idInUse(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            subscribed(probe, conversation, "taken");
            JsonNode answer = next(conversation.send(unknownTask(probe, "taken")));
            expectError(answer, "taken", SpecError.INVALID_REQUEST);
            expect(!isEnd(answer), "a refusal that does not end the stream", answer);
            List<JsonNode> rest = toEnd(probe, conversation.send(SocketWire.cancelStream("taken")));
            expect(!rest.getLast().has("error"), "the stream's own end", rest);
        }
    }

    private static void callerLeaves(Probe probe) throws InterruptedException {
        JsonNode task;
        try (Conversation conversation = wire(probe).converse()) {
            task = slow(probe, conversation, "left").path("result").path("task");
        }
        JsonNode now = probe.awaitEnd(task);
        expect(
                Tasks.state(now).equals("TASK_STATE_COMPLETED"),
                "TASK_STATE_COMPLETED some time after the connection broke",
                Tasks.state(now));
    }
}
