package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** JSON-RPC 2.0 over HTTP POST and server-sent events (§9). */
public final class JsonRpcWire implements Wire, JsonRpcText {
    private final Http http;
    private final String url;
    private final String tenant;
    private final String version;
    private final Transcript transcript;
    private final AtomicInteger lastId;

    /** @param tenant what the card's interface says; empty without one */
    public JsonRpcWire(Http http, String url, String tenant) {
        this(http, url, tenant, "1.0", new Transcript(), new AtomicInteger());
    }

    /** For A2A 0.3, whose callers send no version. */
    public static JsonRpcWire older(Http http, String url, Transcript transcript) {
        return new JsonRpcWire(http, url, "", "", transcript, new AtomicInteger());
    }

    private JsonRpcWire(
            Http http, String url, String tenant, String version, Transcript transcript, AtomicInteger lastId) {
        this.http = http;
        this.url = url;
        this.tenant = tenant;
        this.version = version;
        this.transcript = transcript;
        this.lastId = lastId;
    }

    @Override
    public Binding binding() {
        return Binding.JSONRPC;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public JsonRpcWire recordingTo(Transcript next) {
        return new JsonRpcWire(http, url, tenant, version, next, lastId);
    }

    @Override
    public Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        return call(method.wireName(), params, parameters);
    }

    @Override
    public EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        return open(method.wireName(), params, parameters);
    }

    /** A method by its name, of whatever version. */
    public Reply call(String method, ObjectNode params, Map<String, String> parameters) {
        String id = nextId();
        return reply(post(request(id, method, params), parameters), id);
    }

    /** A method by its name, of whatever version; events are the results of its frames. */
    public EventStream open(String method, ObjectNode params, Map<String, String> parameters) {
        String id = nextId();
        Map<String, String> headers = headers(parameters);
        headers.put("Accept", "text/event-stream");
        Http.Open answer =
                http.open(new Http.Request("POST", URI.create(url), headers, request(id, method, params)), transcript);
        String type = answer.response().headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/event-stream")) {
            HttpReply whole = http.readAll(answer);
            answer.exchange().answered(whole.text());
            return EventStream.refused(reply(whole, id));
        }
        return SseReader.start(answer, documents(), json -> Envelope.frame(Binding.JSONRPC, json, id))
                .unlessRefused(http.timeout());
    }

    private SseReader.Documents documents() {
        return version.isEmpty() ? SseReader.Documents.OVER_LINES : SseReader.Documents.IN_ONE_LINE;
    }

    /** A body as it is, right or wrong, and what came back. */
    public HttpReply post(byte[] body, Map<String, String> parameters) {
        return http.send(new Http.Request("POST", URI.create(url), headers(parameters), body), transcript);
    }

    private byte[] request(String id, String method, ObjectNode params) {
        return document(id, method, params).getBytes(UTF_8);
    }

    @Override
    public String document(String id, String method, ObjectNode params) {
        return Envelope.request(id, method, Tenants.with(tenant, params)).toString();
    }

    @Override
    public String ask(String document) {
        return post(document.getBytes(UTF_8), Map.of()).text();
    }

    @Override
    public String nextId() {
        return "call-" + lastId.incrementAndGet();
    }

    private Map<String, String> headers(Map<String, String> parameters) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        if (!version.isEmpty()) {
            headers.put("A2A-Version", version);
        }
        parameters.forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        });
        return headers;
    }

    /** What a JSON-RPC response says; its id must be the one asked with. */
    public static Reply reply(HttpReply http, String id) {
        JsonNode json = http.json().orElse(null);
        if (json == null || !json.isObject()) {
            return new Reply.Garbled("no JSON-RPC response: " + http.described());
        }
        return Envelope.reply(Binding.JSONRPC, json, id, http.described());
    }
}
