package dev.parley.cli.conformance.older;

import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Frame;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An agent spoken to in 0.3 over JSON-RPC. */
final class OlderAgent {
    static final Set<String> STATES = Set.of(
            "submitted",
            "working",
            "input-required",
            "completed",
            "canceled",
            "failed",
            "rejected",
            "auth-required",
            "unknown");
    private static final Set<String> TERMINAL = Set.of("completed", "canceled", "failed", "rejected");
    private static final JsonMapper JSON = new JsonMapper();

    private final AgentProbe agent;
    private final JsonRpcWire wire;

    private OlderAgent(AgentProbe agent, JsonRpcWire wire) {
        this.agent = agent;
        this.wire = wire;
    }

    /** Ends the check when the card offers no JSON-RPC of 0.3. */
    static OlderAgent of(AgentProbe agent) {
        String url = address(agent)
                .orElseThrow(() -> new Verdict.Skipped("the card offers no interface of 0.3 over JSONRPC"));
        return new OlderAgent(agent, JsonRpcWire.older(agent.http(), url, agent.transcript()));
    }

    /** As {@link #of}, and only where the card declares streaming. */
    static OlderAgent streaming(AgentProbe agent) {
        OlderAgent older = of(agent);
        if (!agent.card().declares("streaming")) {
            throw new Verdict.Skipped("the card does not declare capabilities.streaming");
        }
        return older;
    }

    /**
     * The card of 0.3: the one that was served, or the one that is served to who asks in 0.3; a missing node without
     * either.
     */
    static JsonNode card(AgentProbe agent) {
        JsonNode card = agent.readableCard().json();
        if (isOfOlder(card)) {
            return card;
        }
        JsonNode asked = agent.getCard(Map.of("A2A-Version", "0.3")).json().orElseGet(MissingNode::getInstance);
        return isOfOlder(asked) ? asked : MissingNode.getInstance();
    }

    private static boolean isOfOlder(JsonNode card) {
        return card.path("protocolVersion").asText().startsWith("0.");
    }

    /** In a card of 1.0 an interface; in one of 0.3 the url, when it is JSON-RPC's. */
    private static Optional<String> address(AgentProbe agent) {
        Optional<String> declared = agent.readableCard().interfaces().stream()
                .filter(one -> one.version().startsWith("0.3") && one.binding().equals("JSONRPC"))
                .map(one -> one.url())
                .findFirst();
        return declared.or(() -> Optional.of(card(agent))
                .filter(card -> card.has("url")
                        && card.path("preferredTransport").asText("JSONRPC").equals("JSONRPC"))
                .map(card -> card.path("url").asText()));
    }

    JsonRpcWire wire() {
        return wire;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode id(String id) {
        return object().put("id", id);
    }

    ObjectNode message(Script script) {
        ObjectNode params = agent.params(script);
        ObjectNode message = (ObjectNode) params.path("message");
        message.put("kind", "message").put("role", "user");
        ((ObjectNode) message.path("parts").path(0)).put("kind", "text");
        return params;
    }

    JsonNode result(String method, ObjectNode params) {
        return Probe.result(wire.call(method, params, Map.of()));
    }

    JsonNode task(Script script) {
        return taskOf(result("message/send", message(script)));
    }

    /** A result that is a task, or the end of the check as skipped. */
    JsonNode taskOf(JsonNode result) {
        if (result.path("kind").asText().equals("message")) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        expect(result.path("kind").asText().equals("task"), "kind task", result);
        return result;
    }

    static boolean hasEnded(JsonNode taskOrEvent) {
        return TERMINAL.contains(taskOrEvent.path("status").path("state").asText());
    }

    void refused(String method, ObjectNode params, SpecError expected) {
        Reply reply = wire.call(method, params, Map.of());
        expect(
                reply instanceof Reply.Refused refused && refused.fault().is(expected),
                expected.name() + " (" + expected.jsonRpc() + ")",
                reply.described());
    }

    EventStream open(String method, ObjectNode params) {
        EventStream stream = wire.open(method, params, Map.of());
        if (stream.refusal().isPresent()) {
            throw new Verdict.Failed("a stream", stream.refusal().get().described());
        }
        return stream;
    }

    List<JsonNode> eventsToEnd(EventStream stream) {
        List<Frame> frames = stream.rest(agent.timeout());
        expect(
                frames.getLast() instanceof Frame.Ended,
                "the end of the stream",
                frames.getLast().described());
        return Probe.events(frames).stream().map(Frame.Event::body).toList();
    }
}
