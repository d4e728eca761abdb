package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.cli.conformance.wire.Transcript;
import dev.parley.cli.conformance.wire.Wire;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a check of one binding works with: calls, and tasks in the state that it needs. */
public final class Probe {
    private static final JsonMapper JSON = new JsonMapper();

    private final Agent agent;
    private final Wire wire;
    private final Transcript transcript;

    Probe(Agent agent, Wire wire, Transcript transcript) {
        this.agent = agent;
        this.wire = wire;
        this.transcript = transcript;
    }

    public Wire wire() {
        return wire;
    }

    /** Another binding of the agent, or the end of the check where its card offers none. */
    public Wire over(Binding binding) {
        return agent.offered(binding)
                .orElseThrow(() -> new Verdict.Skipped("nothing over " + binding.label() + " to compare with"))
                .recordingTo(transcript);
    }

    /** The same binding, without credentials. */
    public Wire anonymous() {
        return agent.anonymousWire(wire.binding()).recordingTo(transcript);
    }

    /** The same binding for a second caller; empty without one. */
    public Optional<Wire> other() {
        return agent.otherWire(wire.binding()).map(its -> its.recordingTo(transcript));
    }

    public Card card() {
        return agent.card();
    }

    public Transcript transcript() {
        return transcript;
    }

    public Duration timeout() {
        return agent.options().timeout();
    }

    public String webhookHost() {
        return agent.options().webhookHost();
    }

    /** True when the run's own headers have that one. */
    public boolean sendsAlways(String header) {
        return agent.options().headers().keySet().stream().anyMatch(header::equalsIgnoreCase);
    }

    /** The JSON document in a text, when it is one. */
    public static Optional<JsonNode> json(String text) {
        return HttpReply.parse(text);
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Ends the check unless the card declares the capability. */
    public void needs(String capability) {
        if (!card().declares(capability)) {
            throw new Verdict.Skipped("the card does not declare capabilities." + capability);
        }
    }

    /** Ends the check when the card declares the capability. */
    public void needsNo(String capability) {
        if (card().declares(capability)) {
            throw new Verdict.Skipped("the card declares capabilities." + capability);
        }
    }

    /** True when the agent acts on {@link Script}s; found out once a run with two messages, unless the run says so. */
    public boolean isScripted() {
        if (agent.scripted().isEmpty()) {
            agent.scripted(looksScripted());
        }
        return agent.scripted().orElse(false);
    }

    private boolean looksScripted() {
        return Tasks.state(Tasks.task(wire.call(A2aMethod.SEND_MESSAGE, params(Script.INPUT_REQUIRED))))
                        .equals("TASK_STATE_INPUT_REQUIRED")
                && wire.call(A2aMethod.SEND_MESSAGE, params(Script.MESSAGE)) instanceof Reply.Result result
                && result.body().has("message");
    }

    /** Ends the check unless the agent acts on scripts. */
    public void needsScript(Script script) {
        if (!isScripted()) {
            throw new Verdict.Skipped("the agent does not act on scripts, and nothing else provokes this at any agent ("
                    + script.prefix() + ")");
        }
    }

    /** A SendMessageRequest that asks for a behaviour; at an agent without scripts, just a message. */
    public ObjectNode params(Script script) {
        return agent.params(script);
    }

    /** As {@link #params}, to a task that exists. */
    public ObjectNode followUp(Script script, JsonNode task) {
        ObjectNode params = params(script);
        ((ObjectNode) params.path("message"))
                .put("taskId", task.path("id").asText())
                .put("contextId", task.path("contextId").asText());
        return params;
    }

    public static ObjectNode taskId(String id) {
        return object().put("id", id);
    }

    public static ObjectNode taskId(JsonNode task) {
        return taskId(task.path("id").asText());
    }

    /** A task id that no agent has. */
    public String unknownId() {
        return agent.messageId("no-such-task");
    }

    /** The result of a call, or the end of the check as failed. */
    public JsonNode result(A2aMethod method, ObjectNode params) {
        return result(wire.call(method, params));
    }

    public static JsonNode result(Reply reply) {
        if (reply instanceof Reply.Result result) {
            return result.body();
        }
        throw new Verdict.Failed("a result", reply.described());
    }

    /** The check fails unless the answer is one of these errors. */
    public void refused(Reply reply, SpecError... expected) {
        boolean is = reply instanceof Reply.Refused refused
                && Arrays.stream(expected).anyMatch(refused.fault()::is);
        Verdict.expect(
                is,
                Arrays.stream(expected).map(error -> error.in(wire.binding())).collect(Collectors.joining(" or ")),
                reply.described());
    }

    /** The check fails unless the agent refuses to open a stream so. */
    public void refused(EventStream stream, SpecError... expected) {
        try (stream) {
            Reply reply = stream.refusal().orElse(new Reply.Garbled("a stream"));
            refused(reply, expected);
        }
    }

    /** Sends a message as a blocking call; the Task it became, or the end of the check as skipped. */
    public JsonNode sendForTask(Script script) {
        return sendForTask(params(script));
    }

    public JsonNode sendForTask(ObjectNode params) {
        JsonNode result = result(A2aMethod.SEND_MESSAGE, params);
        if (!result.path("task").isObject()) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        return result.path("task");
    }

    /** A task that has ended; where the agent leaves it open, it is cancelled. */
    public JsonNode endedTask() {
        JsonNode task = sendForTask(Script.COMPLETE);
        if (Tasks.isTerminal(task)) {
            return task;
        }
        wire.call(A2aMethod.CANCEL_TASK, taskId(task));
        JsonNode now = result(A2aMethod.GET_TASK, taskId(task));
        if (!Tasks.isTerminal(now)) {
            throw new Verdict.Skipped("the agent's tasks do not end, and cannot be cancelled: " + Tasks.state(now));
        }
        return now;
    }

    /** A task that waits for input, or works; the check is skipped where none can be had. */
    public JsonNode openTask() {
        JsonNode task = sendForTask(Script.INPUT_REQUIRED);
        if (!Tasks.isTerminal(task)) {
            return task;
        }
        if (isScripted()) {
            throw new Verdict.Failed(
                    "a task in TASK_STATE_INPUT_REQUIRED for " + Script.INPUT_REQUIRED.prefix(), Tasks.state(task));
        }
        throw new Verdict.Skipped("no task that stays open could be provoked: the agent ended it at once");
    }

    /** Ends an open task by a follow-up message; the check is skipped where the agent does not. */
    public JsonNode finish(JsonNode open) {
        Reply reply = wire.call(A2aMethod.SEND_MESSAGE, followUp(Script.COMPLETE, open));
        JsonNode now = Tasks.task(reply);
        if (!Tasks.isTerminal(now)) {
            throw new Verdict.Skipped("a follow-up did not end the task: " + reply.described());
        }
        return now;
    }

    /** A task that works for a while, asked for without waiting. */
    public JsonNode slowTask() {
        ObjectNode params = params(Script.SLOW);
        params.putObject("configuration").put("returnImmediately", true);
        JsonNode task = sendForTask(params);
        if (Tasks.isTerminal(task)) {
            if (isScripted()) {
                throw new Verdict.Failed("a task still at work, for returnImmediately", Tasks.state(task));
            }
            throw new Verdict.Skipped("the agent is done at once, so there is nothing to wait for");
        }
        return task;
    }

    /** Asks until a task has ended, for at most three timeouts. */
    public JsonNode awaitEnd(JsonNode task) throws InterruptedException {
        long end = System.nanoTime() + timeout().multipliedBy(3).toNanos();
        JsonNode now = result(A2aMethod.GET_TASK, taskId(task));
        while (!Tasks.isSettled(now) && System.nanoTime() < end) {
            Thread.sleep(100);
            now = result(A2aMethod.GET_TASK, taskId(task));
        }
        return now;
    }

    /** Opens a stream, or ends the check as failed. */
    public EventStream open(A2aMethod method, ObjectNode params) {
        EventStream stream = wire.open(method, params);
        if (stream.refusal().isPresent()) {
            throw new Verdict.Failed("a stream", stream.refusal().get().described());
        }
        return stream;
    }

    /** The events of a stream up to its end, which must be in good order. */
    public List<Frame.Event> eventsToEnd(EventStream stream) {
        List<Frame> frames = stream.rest(timeout());
        Verdict.expect(
                frames.getLast() instanceof Frame.Ended,
                "the stream closed in good order within " + timeout().toSeconds() + " s of its last event",
                frames.getLast().described() + " after " + (frames.size() - 1) + " events");
        return events(frames);
    }

    /** All events of frames; the check fails when one was malformed. */
    public static List<Frame.Event> events(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame instanceof Frame.Malformed malformed) {
                throw new Verdict.Failed("events", malformed.why());
            }
        }
        return frames.stream()
                .filter(Frame.Event.class::isInstance)
                .map(Frame.Event.class::cast)
                .toList();
    }

    /** Parameters of a call with one of another value. */
    public static Map<String, String> version(String value) {
        return Map.of("A2A-Version", value);
    }
}
