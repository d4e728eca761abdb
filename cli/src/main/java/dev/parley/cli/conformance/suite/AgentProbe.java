package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.GrpcCaller;
import dev.parley.cli.conformance.wire.Http;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Transcript;
import dev.parley.cli.conformance.wire.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a check of the agent as a whole works with. */
public final class AgentProbe {
    private final Agent agent;
    private final Transcript transcript;

    AgentProbe(Agent agent, Transcript transcript) {
        this.agent = agent;
        this.transcript = transcript;
    }

    public Card card() {
        return agent.card();
    }

    /** The card, or the end of the check when there is none that could be read, or only one of 0.3. */
    public Card readableCard() {
        if (card().json().isMissingNode()) {
            throw new Verdict.Skipped(
                    "there is no card to look at: " + card().reply().described());
        }
        if (card().isOfOlderOnly()) {
            throw new Verdict.Skipped("the card is one of 0.3, which the group v03 is about");
        }
        return card();
    }

    /** The card that is served to who asks for a version. */
    public Card cardOf(String version) {
        return agent.cardOf(version);
    }

    /** Asks for the card again. */
    public HttpReply getCard(Map<String, String> headers) {
        return get(card().uri(), headers);
    }

    public HttpReply get(URI uri, Map<String, String> headers) {
        return agent.http().send(new Http.Request("GET", uri, headers, new byte[0]), transcript);
    }

    /** A plain connection that sends none of the run's own headers. */
    public Http anonymous() {
        return agent.anonymous();
    }

    /** A probe for each binding that the card offers and the run wants. */
    public List<Probe> bindings() {
        return agent.wires().stream()
                .map(wire -> new Probe(agent, wire.recordingTo(transcript), transcript))
                .toList();
    }

    /** As {@link #bindings}, and the end of the check when there are fewer than two. */
    public List<Probe> severalBindings() {
        List<Probe> all = bindings();
        if (all.size() < 2) {
            throw new Verdict.Skipped("fewer than two bindings to compare: "
                    + all.stream()
                            .map(Probe::wire)
                            .map(Wire::binding)
                            .map(Binding::label)
                            .toList());
        }
        return all;
    }

    /** A gRPC connection that is kept until the run is over. */
    public GrpcCaller grpc(String url) {
        return agent.grpc(url, transcript);
    }

    /** The bindings that the run is about, in their order. */
    public List<Binding> wanted() {
        return Arrays.stream(Binding.values())
                .filter(agent.options().bindings()::contains)
                .toList();
    }

    /** What goes with every request, as header or metadata. */
    public Map<String, String> headers() {
        return agent.options().headers();
    }

    /** Whether the agent acts on {@link Script}s; empty when nobody knows yet. */
    public Optional<Boolean> scripted() {
        return agent.scripted();
    }

    /** What was found out, for all checks to come. */
    public void scripted(boolean is) {
        agent.scripted(is);
    }

    /** A task id that no agent has. */
    public String unknownId() {
        return agent.messageId("no-such-task");
    }

    public String webhookHost() {
        return agent.options().webhookHost();
    }

    /** A message, in the JSON of 1.0, that asks for a behaviour. */
    public ObjectNode params(Script script) {
        return agent.params(script);
    }

    /** A connection with the run's own headers. */
    public Http http() {
        return agent.http();
    }

    public Duration timeout() {
        return agent.options().timeout();
    }

    public Transcript transcript() {
        return transcript;
    }
}
