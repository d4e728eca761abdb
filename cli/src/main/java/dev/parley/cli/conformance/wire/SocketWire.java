package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC over WebSocket, as {@code edge-gateway/websocket-binding.md} has it: all calls on one connection, which is
 * opened when it is needed and again after it has ended. Service parameters of a call go in its frame.
 */
public final class SocketWire implements Wire, JsonRpcText, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> HANDSHAKE = Map.of("A2A-Version", "1.0");

    private final Http http;
    private final String url;
    private final String tenant;
    private final Transcript transcript;
    private final Line line;

    /** What the wires of one run share. */
    private static final class Line {
        final AtomicInteger lastId = new AtomicInteger();
        private @Nullable SocketCalls calls;

        synchronized SocketCalls open(Http http, String url, Exchange exchange) throws Http.Refusal {
            SocketCalls now = calls;
            if (now == null || now.hasEnded()) {
                now = new SocketCalls(http, URI.create(url), HANDSHAKE, exchange);
                calls = now;
            }
            return now;
        }

        synchronized void close() {
            if (calls != null) {
                calls.abort();
            }
        }
    }

    /** @param tenant what the card's interface says; empty without one */
    public SocketWire(Http http, String url, String tenant) {
        this(http, url, tenant, new Transcript(), new Line());
    }

    private SocketWire(Http http, String url, String tenant, Transcript transcript, Line line) {
        this.http = http;
        this.url = url;
        this.tenant = tenant;
        this.transcript = transcript;
        this.line = line;
    }

    @Override
    public Binding binding() {
        return Binding.WEBSOCKET;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public SocketWire recordingTo(Transcript next) {
        return new SocketWire(http, url, tenant, next, line);
    }

    @Override
    public Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Exchange exchange = transcript.begin();
        String id = nextId();
        try {
            SocketCalls calls = line.open(http, url, exchange);
            EventStream frames = calls.begin(id, framed(id, method, params, parameters), exchange);
            Frame answer = frames.next(http.timeout());
            calls.forget(id);
            return switch (answer) {
                case Frame.Event event -> new Reply.Result(event.body());
                case Frame.Failed failed -> new Reply.Refused(failed.fault());
                case Frame.Malformed malformed -> new Reply.Garbled(malformed.why());
                case Frame.Ended ended -> new Reply.Garbled("a frame with streamEnd, for no stream");
                case Frame.Broken broken -> throw silence(method, broken.why());
                case Frame.Silent silent -> throw silence(method, "nothing in time");
            };
        } catch (Http.Refusal e) {
            return refused(e);
        }
    }

    @Override
    public EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Exchange exchange = transcript.begin();
        String id = nextId();
        try {
            EventStream frames =
                    line.open(http, url, exchange).begin(id, framed(id, method, params, parameters), exchange);
            return switch (frames.peek(http.timeout())) {
                case Frame.Failed failed -> EventStream.refused(new Reply.Refused(failed.fault()));
                case Frame.Broken broken -> throw silence(method, broken.why());
                case Frame other -> frames;
            };
        } catch (Http.Refusal e) {
            return EventStream.refused(refused(e));
        }
    }

    private static Unanswered silence(A2aMethod method, String why) {
        return new Unanswered(method.wireName() + " had no answer over WebSocket: " + why, new Exception(why));
    }

    /** Credentials are judged at the handshake, so a status is the answer to all operations. */
    private static Reply refused(Http.Refusal refusal) {
        return new Reply.Garbled("HTTP " + refusal.status() + " to the handshake");
    }

    private String framed(String id, A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        ObjectNode request = request(id, method.wireName(), params);
        if (!parameters.isEmpty()) {
            ObjectNode of = request.putObject("serviceParameters");
            parameters.forEach(of::put);
        }
        return request.toString();
    }

    @Override
    public String nextId() {
        return "call-" + line.lastId.incrementAndGet();
    }

    @Override
    public String document(String id, String method, ObjectNode params) {
        return request(id, method, params).toString();
    }

    private ObjectNode request(String id, String method, ObjectNode params) {
        return Envelope.request(id, method, Tenants.with(tenant, params));
    }

    /** The frame that ends the stream of that id. */
    public static String cancelStream(String id) {
        return JSON.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("cancelStream", true)
                .toString();
    }

    @Override
    public String ask(String document) {
        try (Conversation alone = converse()) {
            return alone.send(document).next();
        }
    }

    /** A connection of its own, whose frames are sent and read as they are. */
    public Conversation converse() {
        try {
            return new Conversation(http, url, HANDSHAKE, transcript.begin());
        } catch (Http.Refusal e) {
            throw new Unanswered(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The HTTP status that a handshake is answered with, 101 for a WebSocket.
     *
     * @param at the URL, maybe with a query
     */
    public int handshake(String at, Map<String, String> headers) {
        try (Conversation open = new Conversation(http, at, headers, transcript.begin())) {
            return 101;
        } catch (Http.Refusal e) {
            return e.status();
        }
    }

    /** Ends the connection that the calls share. */
    @Override
    public void close() {
        line.close();
    }
}
