package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03GrpcWire;
import dev.parley.cli.conformance.v03.wire.V03JsonRpcWire;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.v03.wire.V03RestWire;
import dev.parley.cli.conformance.v03.wire.V03Wire;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An agent spoken to in 0.3 over one binding. What it answers is read in the JSON of 0.3's JSON-RPC. */
final class V03Agent {
    private static final Set<String> TERMINAL = Set.of("completed", "canceled", "failed", "rejected");
    private static final Set<String> INTERRUPTED = Set.of("input-required", "auth-required");

    private final AgentProbe probe;
    private final V03Card card;
    private final V03Wire wire;

    private V03Agent(AgentProbe probe, V03Card card, V03Wire wire) {
        this.probe = probe;
        this.card = card;
        this.wire = wire;
    }

    /** Ends the check when the card offers no 0.3 over the binding. */
    static V03Agent of(AgentProbe probe, Binding binding) {
        V03Card card = V03Card.of(probe);
        String url = card.find(binding)
                .map(V03Card.Interface::url)
                .orElseThrow(() -> new Verdict.Skipped("the card offers no interface of 0.3 over " + binding.label()));
        return new V03Agent(probe, card, wire(probe, binding, url));
    }

    private static V03Wire wire(AgentProbe probe, Binding binding, String url) {
        return switch (binding) {
            case JSONRPC -> new V03JsonRpcWire(probe.http(), url, probe.transcript());
            case HTTP_JSON -> new V03RestWire(probe.http(), url, probe.transcript());
            case GRPC -> new V03GrpcWire(probe.grpc(url), probe.headers());
            case WEBSOCKET -> throw new IllegalArgumentException("0.3 has no binding " + binding.label());
        };
    }

    /** As {@link #of}, and only where the card declares the capability. */
    static V03Agent with(String capability, AgentProbe probe, Binding binding) {
        V03Agent agent = of(probe, binding);
        if (!agent.declares(capability)) {
            throw new Verdict.Skipped("the card does not declare capabilities." + capability);
        }
        return agent;
    }

    /** As {@link #of}, and only where the card does not declare the capability. */
    static V03Agent without(String capability, AgentProbe probe, Binding binding) {
        V03Agent agent = of(probe, binding);
        if (agent.declares(capability)) {
            throw new Verdict.Skipped("the card declares capabilities." + capability);
        }
        return agent;
    }

    boolean declares(String capability) {
        return card.declares(probe, capability);
    }

    AgentProbe probe() {
        return probe;
    }

    V03Card card() {
        return card;
    }

    V03Wire wire() {
        return wire;
    }

    static ObjectNode id(JsonNode task) {
        return id(task.path("id").asText());
    }

    static ObjectNode id(String id) {
        return Probe.object().put("id", id);
    }

    ObjectNode unknown() {
        return id(probe.unknownId());
    }

    /** The params of message/send that ask for a behaviour; at an agent without scripts, just a message. */
    ObjectNode message(Script script) {
        ObjectNode params = probe.params(script);
        ObjectNode message = (ObjectNode) params.path("message");
        message.put("kind", "message").put("role", "user");
        ((ObjectNode) message.path("parts").path(0)).put("kind", "text");
        // waiting is the default of some servers only
        params.putObject("configuration").put("blocking", true);
        return params;
    }

    /** As {@link #message}, to a task that exists. */
    ObjectNode followUp(Script script, JsonNode task) {
        ObjectNode params = message(script);
        ((ObjectNode) params.path("message"))
                .put("taskId", task.path("id").asText())
                .put("contextId", task.path("contextId").asText());
        return params;
    }

    /** The result of a call, or the end of the check as failed. */
    JsonNode result(V03Method method, ObjectNode params) {
        return result(wire.call(method, params));
    }

    JsonNode result(Reply reply) {
        return wire.words(Probe.result(reply));
    }

    /** Sends a message; the task it became, or the end of the check as skipped. */
    JsonNode task(ObjectNode params) {
        JsonNode result = result(V03Method.SEND, params);
        if (result.path("kind").asText().equals("message")) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        expect(result.path("kind").asText().equals("task"), "kind task", result);
        return result;
    }

    JsonNode task(Script script) {
        return task(message(script));
    }

    /** A task that has ended; where the agent leaves it open, it is canceled. */
    JsonNode endedTask() {
        JsonNode task = task(Script.COMPLETE);
        if (hasEnded(task)) {
            return task;
        }
        wire.call(V03Method.CANCEL, id(task));
        JsonNode now = result(V03Method.GET, id(task));
        if (!hasEnded(now)) {
            throw new Verdict.Skipped("the agent's tasks do not end, and cannot be canceled: " + state(now));
        }
        return now;
    }

    /** A task that waits for input; the check is skipped where none can be had. */
    JsonNode openTask() {
        JsonNode task = task(Script.INPUT_REQUIRED);
        if (!hasEnded(task)) {
            return task;
        }
        if (isScripted()) {
            throw new Verdict.Failed("a task that waits for " + Script.INPUT_REQUIRED.prefix(), state(task));
        }
        throw new Verdict.Skipped("no task that stays open could be provoked: the agent ended it at once");
    }

    /** A task that works for a while, asked for without waiting. */
    JsonNode slowTask() {
        ObjectNode params = message(Script.SLOW);
        params.putObject("configuration").put("blocking", false);
        JsonNode task = task(params);
        if (hasEnded(task)) {
            if (isScripted()) {
                throw new Verdict.Failed("a task still at work, for blocking false", state(task));
            }
            throw new Verdict.Skipped("the agent is done at once, so there is nothing to wait for");
        }
        return task;
    }

    /** True when the agent acts on scripts; found out once a run, by two messages in 0.3. */
    boolean isScripted() {
        if (probe.scripted().isEmpty()) {
            boolean is = state(result(V03Method.SEND, message(Script.INPUT_REQUIRED)))
                            .equals("input-required")
                    && result(V03Method.SEND, message(Script.MESSAGE))
                            .path("kind")
                            .asText()
                            .equals("message");
            probe.scripted(is);
        }
        return probe.scripted().orElse(false);
    }

    void needsScript(Script script) {
        if (!isScripted()) {
            throw new Verdict.Skipped("the agent does not act on scripts, and nothing else provokes this at any agent ("
                    + script.prefix() + ")");
        }
    }

    static String state(JsonNode taskOrEvent) {
        return taskOrEvent.path("status").path("state").asText("no state");
    }

    static boolean hasEnded(JsonNode taskOrEvent) {
        return TERMINAL.contains(state(taskOrEvent));
    }

    /** True when a blocking call may return with it. */
    static boolean isSettled(JsonNode taskOrEvent) {
        return hasEnded(taskOrEvent) || INTERRUPTED.contains(state(taskOrEvent));
    }

    /** The check fails unless the answer is one of these errors. */
    void refused(Reply reply, V03Error... expected) {
        boolean is = reply instanceof Reply.Refused refused
                && Arrays.stream(expected).anyMatch(error -> error.is(refused.fault()));
        expect(
                is,
                Arrays.stream(expected).map(error -> error.in(wire.binding())).collect(Collectors.joining(" or ")),
                reply.described());
    }

    void refused(V03Method method, ObjectNode params, V03Error... expected) {
        refused(wire.call(method, params), expected);
    }

    /** The check fails unless the agent refuses to open a stream so. */
    void refusedStream(V03Method method, ObjectNode params, V03Error... expected) {
        try (EventStream stream = wire.open(method, params)) {
            refused(stream.refusal().orElse(new Reply.Garbled("a stream")), expected);
        }
    }

    EventStream open(V03Method method, ObjectNode params) {
        EventStream stream = wire.open(method, params);
        if (stream.refusal().isPresent()) {
            throw new Verdict.Failed("a stream", stream.refusal().get().described());
        }
        return stream;
    }

    /** The events of message/stream up to the end, which must be in good order. */
    List<JsonNode> stream(Script script) {
        try (EventStream stream = open(V03Method.STREAM, message(script))) {
            List<Frame> frames = stream.rest(probe.timeout());
            expect(
                    frames.getLast() instanceof Frame.Ended,
                    "the end of the stream",
                    frames.getLast().described() + " after " + (frames.size() - 1) + " events");
            return Probe.events(frames).stream()
                    .map(Frame.Event::body)
                    .map(wire::words)
                    .toList();
        }
    }
}
