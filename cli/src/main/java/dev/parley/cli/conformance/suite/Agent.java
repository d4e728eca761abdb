package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.GrpcCaller;
import dev.parley.cli.conformance.wire.GrpcWire;
import dev.parley.cli.conformance.wire.Http;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.Loopback;
import dev.parley.cli.conformance.wire.RestWire;
import dev.parley.cli.conformance.wire.SocketWire;
import dev.parley.cli.conformance.wire.Transcript;
import dev.parley.cli.conformance.wire.Unanswered;
import dev.parley.cli.conformance.wire.Wire;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agent of a run: its card, its bindings, and what was found out about it. For one thread at a time. */
public final class Agent implements AutoCloseable {
    private static final String WELL_KNOWN = ".well-known/agent-card.json";

    private final SuiteOptions options;
    private final Caller self;
    private final Caller anonymous;
    private final Caller other;
    private final Card card;
    private final List<Wire> wires = new ArrayList<>();
    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private final Map<String, Card> cardsOfVersions = new HashMap<>();
    private Optional<Boolean> scripted;
    private int lastMessage;

    /** Somebody who calls, with the bindings used so far: one WebSocket carries all of a caller's calls. */
    private record Caller(Http http, Map<String, String> headers, Map<Binding, Wire> wires) {
        Caller(Map<String, String> headers, SuiteOptions options) {
            this(new Http(headers, options.timeout()), headers, new EnumMap<>(Binding.class));
        }

        void close() {
            wires.values().forEach(wire -> {
                if (wire instanceof SocketWire socket) {
                    socket.close();
                }
            });
            http.close();
        }
    }

    private Agent(SuiteOptions options, Caller self, Card card) {
        this.options = options;
        this.self = self;
        this.anonymous = new Caller(Map.of(), options);
        this.other = new Caller(options.otherHeaders(), options);
        this.card = card;
        this.scripted = options.scripted();
    }

    /**
     * Fetches the card and prepares a connection for each binding that is wanted.
     *
     * @param url of the agent, or of its card
     * @throws IllegalArgumentException when it is no URL of HTTP
     * @throws Unanswered when nobody answers there
     */
    public static Agent meet(String url, SuiteOptions options) {
        URI at = cardUri(url);
        Caller self = new Caller(options.headers(), options);
        try {
            Http.Request request = new Http.Request("GET", at, Map.of("Accept", "application/json"), new byte[0]);
            Agent agent = new Agent(options, self, new Card(at, self.http().send(request, new Transcript())));
            agent.connect();
            return agent;
        } catch (RuntimeException e) {
            self.close();
            throw e;
        }
    }

    static URI cardUri(String url) {
        URI at =
                URI.create(url.endsWith(".json") ? url : url.endsWith("/") ? url + WELL_KNOWN : url + "/" + WELL_KNOWN);
        boolean isHttp = "http".equalsIgnoreCase(at.getScheme()) || "https".equalsIgnoreCase(at.getScheme());
        if (!isHttp || at.getHost() == null) {
            throw new IllegalArgumentException(url + " (expected: http://HOST:PORT/… or https://…)");
        }
        return at;
    }

    /** Nothing is opened here: what the card says may be wrong, and then checks fail and not the run. */
    private void connect() {
        for (Binding binding : Binding.values()) {
            if (options.bindings().contains(binding)) {
                wire(binding, self).ifPresent(wires::add);
            }
        }
    }

    private Optional<Wire> wire(Binding binding, Caller its) {
        return card.find(binding).map(at -> its.wires().computeIfAbsent(binding, one -> wire(one, at, its)));
    }

    private Wire wire(Binding binding, Card.Interface at, Caller its) {
        return switch (binding) {
            case JSONRPC -> new JsonRpcWire(its.http(), at.url(), at.tenant());
            case HTTP_JSON -> new RestWire(its.http(), at.url(), at.tenant());
            case GRPC -> new GrpcWire(grpc(at.url(), new Transcript()), at.tenant(), its.headers());
            case WEBSOCKET -> new SocketWire(its.http(), at.url(), at.tenant());
        };
    }

    /** The binding, whether the run is about it or not; empty where the card offers none. */
    Optional<Wire> offered(Binding binding) {
        return wire(binding, self);
    }

    /** The binding without credentials. */
    Wire anonymousWire(Binding binding) {
        return wire(binding, anonymous).orElseThrow();
    }

    /** The binding for the second caller; empty without one. */
    Optional<Wire> otherWire(Binding binding) {
        return options.otherHeaders().isEmpty() ? Optional.empty() : wire(binding, other);
    }

    /** A connection that is made when it is first needed and kept until the run is over. */
    GrpcCaller grpc(String url, Transcript transcript) {
        return new GrpcCaller(() -> channelTo(url), url, secrets(), options.timeout(), transcript);
    }

    private synchronized ManagedChannel channelTo(String url) {
        return channels.computeIfAbsent(url, Agent::channel);
    }

    /** The names of the run's own headers, whose values are nobody's business. */
    private Set<String> secrets() {
        return Stream.of(options.headers(), options.otherHeaders())
                .flatMap(headers -> headers.keySet().stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** The card that is served to who asks for a version; fetched once a run. */
    synchronized Card cardOf(String version) {
        return cardsOfVersions.computeIfAbsent(version, wanted -> {
            Map<String, String> headers = Map.of("Accept", "application/json", "A2A-Version", wanted);
            Http.Request request = new Http.Request("GET", card.uri(), headers, new byte[0]);
            return new Card(card.uri(), self.http().send(request, new Transcript()));
        });
    }

    /** Plaintext by {@code http://}, and to loopback without a scheme; else TLS. */
    private static ManagedChannel channel(String url) {
        String target = Loopback.authority(url);
        boolean plain = url.startsWith("http://") || (!url.contains("://") && Loopback.isIn(url));
        return Grpc.newChannelBuilder(
                        target, plain ? InsecureChannelCredentials.create() : TlsChannelCredentials.create())
                .build();
    }

    SuiteOptions options() {
        return options;
    }

    Http http() {
        return self.http();
    }

    Http anonymous() {
        return anonymous.http();
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
        self.close();
        anonymous.close();
        other.close();
    }
}
