package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.GrpcCaller;
import dev.parley.cli.conformance.wire.GrpcWire;
import dev.parley.cli.conformance.wire.Http;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.RestWire;
import dev.parley.cli.conformance.wire.Transcript;
import dev.parley.cli.conformance.wire.Unanswered;
import dev.parley.cli.conformance.wire.Wire;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent of a run: its card, its bindings, and what was found out about it. For one thread at a time. */
public final class Agent implements AutoCloseable {
    private static final String WELL_KNOWN = ".well-known/agent-card.json";

    private final SuiteOptions options;
    private final Http http;
    private final Http anonymous;
    private final Http other;
    private final Card card;
    private final List<Wire> wires = new ArrayList<>();
    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private final Map<String, Card> cardsOfVersions = new HashMap<>();
    private Optional<Boolean> scripted;
    private int lastMessage;

    private Agent(SuiteOptions options, Http http, Card card) {
        this.options = options;
        this.http = http;
        this.anonymous = new Http(Map.of(), options.timeout());
        this.other = new Http(options.otherHeaders(), options.timeout());
        this.card = card;
        this.scripted = options.scripted();
    }

    /**
     * Fetches the card and prepares a connection for each binding that is wanted.
     *
     * @param url of the agent, or of its card
     * @throws Unanswered when nobody answers there
     */
    public static Agent meet(String url, SuiteOptions options) {
        Http http = new Http(options.headers(), options.timeout());
        try {
            URI at = cardUri(url);
            Http.Request request = new Http.Request("GET", at, Map.of("Accept", "application/json"), new byte[0]);
            Agent agent = new Agent(options, http, new Card(at, http.send(request, new Transcript())));
            agent.connect();
            return agent;
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    static URI cardUri(String url) {
        return URI.create(url.endsWith(".json") ? url : url.endsWith("/") ? url + WELL_KNOWN : url + "/" + WELL_KNOWN);
    }

    private void connect() {
        for (Binding binding : Binding.values()) {
            if (options.bindings().contains(binding)) {
                wire(binding, http, options.headers()).ifPresent(wires::add);
            }
        }
    }

    private Optional<Wire> wire(Binding binding, Http its, Map<String, String> headers) {
        return card.find(binding).map(at -> wire(binding, at, its, headers));
    }

    private Wire wire(Binding binding, Card.Interface at, Http its, Map<String, String> headers) {
        return switch (binding) {
            case JSONRPC -> new JsonRpcWire(its, at.url(), at.tenant());
            case HTTP_JSON -> new RestWire(its, at.url(), at.tenant());
            case GRPC -> new GrpcWire(grpc(at.url(), new Transcript()), at.tenant(), headers);
        };
    }

    /** The binding without credentials. */
    Wire anonymousWire(Binding binding) {
        return wire(binding, anonymous, Map.of()).orElseThrow();
    }

    /** The binding for the second caller; empty without one. */
    Optional<Wire> otherWire(Binding binding) {
        return options.otherHeaders().isEmpty() ? Optional.empty() : wire(binding, other, options.otherHeaders());
    }

    /** A connection that is kept until the run is over. */
    synchronized GrpcCaller grpc(String url, Transcript transcript) {
        return new GrpcCaller(channels.computeIfAbsent(url, Agent::channel), url, options.timeout(), transcript);
    }

    /** The card that is served to who asks for a version; fetched once a run. */
    synchronized Card cardOf(String version) {
        return cardsOfVersions.computeIfAbsent(version, wanted -> {
            Map<String, String> headers = Map.of("Accept", "application/json", "A2A-Version", wanted);
            Http.Request request = new Http.Request("GET", card.uri(), headers, new byte[0]);
            return new Card(card.uri(), http.send(request, new Transcript()));
        });
    }

    /** Plaintext by {@code http://}, and to loopback without a scheme; else TLS. */
    private static ManagedChannel channel(String url) {
        String target = url.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
        String host = target.replaceFirst(":[0-9]+$", "");
        boolean plain = url.startsWith("http://")
                || (!url.contains("://")
                        && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")));
        return Grpc.newChannelBuilder(
                        target, plain ? InsecureChannelCredentials.create() : TlsChannelCredentials.create())
                .build();
    }

    SuiteOptions options() {
        return options;
    }

    Http http() {
        return http;
    }

    Http anonymous() {
        return anonymous;
    }

    public Card card() {
        return card;
    }

    List<Wire> wires() {
        return List.copyOf(wires);
    }

    ObjectNode params(Script script) {
        ObjectNode params = Probe.object();
        ObjectNode message = params.putObject("message");
        message.put("messageId", messageId(script.prefix())).put("role", "ROLE_USER");
        message.putArray("parts").addObject().put("text", options.text());
        return params;
    }

    /** The next messageId that begins so. */
    synchronized String messageId(String prefix) {
        return prefix + "-" + options.runId() + "-" + ++lastMessage;
    }

    Optional<Boolean> scripted() {
        return scripted;
    }

    void scripted(boolean is) {
        scripted = Optional.of(is);
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        http.close();
        anonymous.close();
        other.close();
    }
}
