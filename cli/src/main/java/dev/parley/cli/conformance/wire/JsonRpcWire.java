package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** JSON-RPC 2.0 over HTTP POST and server-sent events (§9). */
public final class JsonRpcWire implements Wire {
    private static final JsonMapper JSON = new JsonMapper();

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
            HttpReply whole = Http.readAll(answer);
            answer.exchange().answered(whole.text());
            return EventStream.refused(reply(whole, id));
        }
        EventStream stream = SseReader.start(answer, documents(), json -> frame(json, id));
        // an error may come as the first event as well
        return stream.peek(http.timeout()) instanceof Frame.Failed failed
                ? EventStream.refused(new Reply.Refused(failed.fault()))
                : stream;
    }

    private SseReader.Documents documents() {
        return version.isEmpty() ? SseReader.Documents.OVER_LINES : SseReader.Documents.IN_ONE_LINE;
    }

    /** A body as it is, right or wrong, and what came back. */
    public HttpReply post(byte[] body, Map<String, String> parameters) {
        return http.send(new Http.Request("POST", URI.create(url), headers(parameters), body), transcript);
    }

    /** A whole request; the params get the interface's tenant. */
    public byte[] request(String id, String method, ObjectNode params) {
        ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0");
        request.put("id", id).put("method", method).set("params", Tenants.with(tenant, params));
        return request.toString().getBytes(UTF_8);
    }

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
        return reply(json, id, http.described());
    }

    private static Reply reply(JsonNode json, String id, String described) {
        if (json.has("result") == json.has("error")) {
            return new Reply.Garbled("not exactly one of result and error: " + described);
        }
        if (json.has("error")) {
            return new Reply.Refused(fault(json.path("error")));
        }
        return json.path("id").asText().equals(id)
                ? new Reply.Result(json.path("result"))
                : new Reply.Garbled("id " + json.path("id") + " (expected: \"" + id + "\")");
    }

    private static Frame frame(JsonNode json, String id) {
        return switch (reply(json, id, json.toString())) {
            case Reply.Result result -> new Frame.Event(result.body(), "");
            case Reply.Refused refused -> new Frame.Failed(refused.fault());
            case Reply.Garbled garbled -> new Frame.Malformed(garbled.why());
        };
    }

    private static Fault fault(JsonNode error) {
        List<JsonNode> details = new ArrayList<>();
        error.path("data").forEach(details::add);
        return new Fault(
                Binding.JSONRPC,
                error.path("code").asText(),
                error.path("message").asText(),
                details);
    }
}
