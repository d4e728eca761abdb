package dev.parley.cli.conformance.older;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;

/** message/send, message/stream, tasks/get, tasks/cancel, tasks/resubscribe, and what is wrong with requests. */
public final class OlderChecks {
    private OlderChecks() {}

    public static List<Check> all() {
        return List.of(
                check("older/card", "5.5 of 0.3", "a card of 0.3 has its required members", OlderChecks::card),
                check(
                        "older/send",
                        "7.1 of 0.3",
                        "message/send is answered with a Task or a Message, and its kind",
                        OlderChecks::send),
                check(
                        "older/task",
                        "6.1 of 0.3",
                        "a task has kind, id, contextId and a state of 0.3",
                        OlderChecks::task),
                check("older/parts", "6.5 of 0.3", "each part of an artifact has its kind", OlderChecks::parts),
                check(
                        "older/stream",
                        "7.2 of 0.3",
                        "message/stream gives events with their kind, the last one final",
                        OlderChecks::stream),
                check("older/get", "7.3 of 0.3", "tasks/get gives the task", OlderChecks::get),
                check("older/get-unknown", "7.3 of 0.3", "an unknown task is -32001", OlderChecks::getUnknown),
                check(
                        "older/cancel-unknown",
                        "7.4 of 0.3",
                        "cancelling an unknown task is -32001",
                        OlderChecks::cancelUnknown),
                check(
                        "older/cancel-terminal",
                        "7.4 of 0.3",
                        "cancelling a terminal task is -32002",
                        OlderChecks::cancelTerminal),
                check(
                        "older/resubscribe",
                        "7.9 of 0.3",
                        "tasks/resubscribe opens a stream about an open task",
                        OlderChecks::resubscribe),
                check(
                        "older/unknown-method",
                        "8.1 of 0.3",
                        "a method that does not exist is -32601",
                        OlderChecks::unknownMethod),
                check("older/malformed", "8.1 of 0.3", "what is not JSON is -32700", OlderChecks::malformed),
                check(
                        "older/no-message",
                        "8.1 of 0.3",
                        "a message/send without a message is -32602 or -32600",
                        OlderChecks::noMessage));
    }

    private static Check check(String name, String section, String title, Check.AgentBody run) {
        return Check.once(MUST, name, section, title, run);
    }

    private static void card(AgentProbe agent) {
        JsonNode card = OlderAgent.card(agent);
        if (card.isMissingNode()) {
            throw new Verdict.Skipped("no card of 0.3 is served, with or without A2A-Version: 0.3");
        }
        for (String name : List.of(
                "name",
                "description",
                "version",
                "protocolVersion",
                "capabilities",
                "skills",
                "defaultInputModes",
                "defaultOutputModes")) {
            expect(card.has(name), "a member " + name, card);
        }
        expect(card.path("url").asText().matches("https?://.+"), "an absolute url", card.path("url"));
    }

    private static void send(AgentProbe agent) {
        OlderAgent older = OlderAgent.of(agent);
        JsonNode result = older.result("message/send", older.message(Script.COMPLETE));
        expect(result.path("kind").asText().matches("task|message"), "kind task or message", result);
    }

    private static void task(AgentProbe agent) {
        expectTask(OlderAgent.of(agent).task(Script.COMPLETE));
    }

    private static void expectTask(JsonNode task) {
        expect(
                !task.path("id").asText().isEmpty()
                        && !task.path("contextId").asText().isEmpty(),
                "an id and a contextId",
                task);
        expect(
                OlderAgent.STATES.contains(task.path("status").path("state").asText()),
                "a state among " + OlderAgent.STATES,
                task.path("status"));
    }

    private static void parts(AgentProbe agent) {
        JsonNode artifacts = OlderAgent.of(agent).task(Script.ARTIFACT_TEXT).path("artifacts");
        if (artifacts.isEmpty()) {
            throw new Verdict.Skipped("the agent makes no artifacts");
        }
        for (JsonNode artifact : artifacts) {
            for (JsonNode part : artifact.path("parts")) {
                expect(part.path("kind").asText().matches("text|file|data"), "kind text, file or data", part);
            }
        }
    }

    private static void stream(AgentProbe agent) {
        OlderAgent older = OlderAgent.streaming(agent);
        try (EventStream stream = older.open("message/stream", older.message(Script.STREAM))) {
            List<JsonNode> events = older.eventsToEnd(stream);
            for (JsonNode event : events) {
                expect(
                        event.path("kind").asText().matches("task|message|status-update|artifact-update"),
                        "kind task, message, status-update or artifact-update",
                        event);
            }
            boolean one = events.size() == 1
                    && events.getFirst().path("kind").asText().equals("message");
            boolean ended =
                    events.stream().anyMatch(event -> event.path("final").asBoolean() || OlderAgent.hasEnded(event));
            expect(one || ended, "a Message, or a last status-update with final true", events);
        }
    }

    private static void get(AgentProbe agent) {
        OlderAgent older = OlderAgent.of(agent);
        JsonNode task = older.task(Script.COMPLETE);
        JsonNode got = older.result("tasks/get", OlderAgent.id(task.path("id").asText()));
        expectTask(got);
        expect(got.path("id").equals(task.path("id")), "the task " + task.path("id"), got);
    }

    private static void getUnknown(AgentProbe agent) {
        OlderAgent.of(agent).refused("tasks/get", OlderAgent.id("no-such-task"), SpecError.TASK_NOT_FOUND);
    }

    private static void cancelUnknown(AgentProbe agent) {
        OlderAgent.of(agent).refused("tasks/cancel", OlderAgent.id("no-such-task"), SpecError.TASK_NOT_FOUND);
    }

    private static void cancelTerminal(AgentProbe agent) {
        OlderAgent older = OlderAgent.of(agent);
        JsonNode task = older.task(Script.COMPLETE);
        if (!OlderAgent.hasEnded(task)) {
            throw new Verdict.Skipped("no finished task could be provoked");
        }
        older.refused("tasks/cancel", OlderAgent.id(task.path("id").asText()), SpecError.TASK_NOT_CANCELABLE);
    }

    private static void resubscribe(AgentProbe agent) {
        OlderAgent older = OlderAgent.streaming(agent);
        ObjectNode params = older.message(Script.SLOW);
        params.putObject("configuration").put("blocking", false);
        JsonNode task = older.taskOf(older.result("message/send", params));
        if (OlderAgent.hasEnded(task)) {
            throw new Verdict.Skipped("the agent is done at once, so there is nothing to subscribe to");
        }
        ObjectNode id = OlderAgent.id(task.path("id").asText());
        try (EventStream stream = older.wire().open("tasks/resubscribe", id, Map.of())) {
            Frame first = stream.refusal().isPresent() ? new Frame.Ended() : stream.next(agent.timeout());
            boolean about = first instanceof Frame.Event event
                    && (event.body().path("id").equals(task.path("id"))
                            || event.body().path("taskId").equals(task.path("id")));
            if (!(first instanceof Frame.Event) && OlderAgent.hasEnded(older.result("tasks/get", id))) {
                throw new Verdict.Skipped("the agent was done before the subscription");
            }
            expect(
                    about,
                    "an event about the task " + task.path("id"),
                    stream.refusal().map(Reply::described).orElseGet(first::described));
        }
    }

    private static void unknownMethod(AgentProbe agent) {
        OlderAgent.of(agent).refused("coffee/make", OlderAgent.id("x"), SpecError.METHOD_NOT_FOUND);
    }

    private static void malformed(AgentProbe agent) {
        HttpReply reply = OlderAgent.of(agent).wire().post("{\"jsonrpc\":".getBytes(UTF_8), Map.of());
        int code = reply.json()
                .map(json -> json.path("error").path("code").asInt())
                .orElse(0);
        expect(code == SpecError.PARSE_ERROR.jsonRpc(), "-32700", reply.described());
    }

    private static void noMessage(AgentProbe agent) {
        Reply reply = OlderAgent.of(agent).wire().call("message/send", OlderAgent.object(), Map.of());
        expect(
                reply instanceof Reply.Refused refused
                        && (refused.fault().is(SpecError.INVALID_PARAMS)
                                || refused.fault().is(SpecError.INVALID_REQUEST)),
                "-32602 or -32600",
                reply.described());
    }
}
