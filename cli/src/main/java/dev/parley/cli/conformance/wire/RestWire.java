package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** HTTP+JSON (§11): a path and a verb an operation. */
public final class RestWire implements Wire {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] NONE = {};

    private final Http http;
    private final String url;
    private final String tenant;
    private final Transcript transcript;

    /** @param tenant what the card's interface says; empty without one */
    public RestWire(Http http, String url, String tenant) {
        this(http, url, tenant, new Transcript());
    }

    private RestWire(Http http, String url, String tenant, Transcript transcript) {
        this.http = http;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.tenant = tenant;
        this.transcript = transcript;
    }

    @Override
    public Binding binding() {
        return Binding.HTTP_JSON;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public RestWire recordingTo(Transcript next) {
        return new RestWire(http, url, tenant, next);
    }

    @Override
    public Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        return reply(http.send(request(Route.of(method), params, parameters), transcript));
    }

    @Override
    public EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Map<String, String> headers = new LinkedHashMap<>(parameters);
        headers.put("Accept", "text/event-stream");
        EventStream stream = open(Route.of(method), params, headers);
        return method == A2aMethod.SUBSCRIBE_TO_TASK
                ? knownForm(stream, () -> open(Route.SUBSCRIBE_BY_POST, params, headers))
                : stream;
    }

    private EventStream open(Route route, ObjectNode params, Map<String, String> headers) {
        return open(http, request(route, params, headers), SseReader.Documents.IN_ONE_LINE, transcript);
    }

    /** What an agent says that knows a request in one of two forms only: the second is asked when the first seems unknown. */
    public static EventStream knownForm(EventStream first, Supplier<EventStream> otherwise) {
        if (knowledge(first) == 2) {
            return first;
        }
        EventStream second = otherwise.get();
        return knowledge(second) > knowledge(first) ? second : first;
    }

    /** 2 for an answer to the request, 0 for a verb that is not known, 1 for a 404 that may be either. */
    private static int knowledge(EventStream stream) {
        if (!(stream.refusal().orElse(null) instanceof Reply.Refused refused)
                || SpecError.ofReason(refused.fault().reason()).isPresent()) {
            return 2;
        }
        return switch (refused.fault().code()) {
            case "405", "501" -> 0;
            case "404" -> 1;
            default -> 2;
        };
    }

    /** The stream that answers a request of 0.3, where the JSON of an event may go over lines. */
    public static EventStream openOlder(Http http, Http.Request request, Transcript transcript) {
        return open(http, request, SseReader.Documents.OVER_LINES, transcript);
    }

    private static EventStream open(
            Http http, Http.Request request, SseReader.Documents documents, Transcript transcript) {
        Http.Open answer = http.open(request, transcript);
        String type = answer.response().headers().firstValue("Content-Type").orElse("");
        if (answer.status() != 200 || !type.startsWith("text/event-stream")) {
            HttpReply whole = http.readAll(answer);
            answer.exchange().answered(whole.text());
            return EventStream.refused(reply(whole));
        }
        return SseReader.start(answer, documents, RestWire::frame).unlessRefused(http.timeout());
    }

    /**
     * A request as it is, right or wrong, and what came back; the path follows the tenant's prefix. Where it says a
     * version, the header says none.
     */
    public HttpReply send(String verb, String path, byte[] body, Map<String, String> parameters) {
        Map<String, String> headers = headers(body.length > 0, parameters);
        if (path.contains("A2A-Version=")) {
            headers.remove("A2A-Version");
        }
        return http.send(new Http.Request(verb, at(path), headers, body), transcript);
    }

    private Http.Request request(Route route, ObjectNode params, Map<String, String> parameters) {
        ObjectNode rest = params.deepCopy();
        String path = route.path();
        for (String name : route.pathParameters()) {
            path = path.replace("{" + name + "}", encoded(rest.path(name).asText()));
            rest.remove(name);
        }
        if (route.hasBody()) {
            byte[] body = Tenants.with(tenant, rest).toString().getBytes(UTF_8);
            return new Http.Request(route.verb(), at(path), headers(true, parameters), body);
        }
        return new Http.Request(route.verb(), at(path + query(rest)), headers(false, parameters), NONE);
    }

    private URI at(String path) {
        return URI.create(url + (tenant.isEmpty() ? "" : "/" + encoded(tenant)) + path);
    }

    private static String query(ObjectNode params) {
        StringBuilder query = new StringBuilder();
        params.properties()
                .forEach(member -> query.append(query.isEmpty() ? '?' : '&')
                        .append(encoded(member.getKey()))
                        .append('=')
                        .append(encoded(member.getValue().asText())));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static Map<String, String> headers(boolean body, Map<String, String> parameters) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (body) {
            headers.put("Content-Type", "application/json");
        }
        headers.put("Accept", "application/json, application/a2a+json");
        headers.put("A2A-Version", "1.0");
        parameters.forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        });
        return headers;
    }

    /** What an HTTP answer says: 2xx with JSON (or nothing at all) is a result, the rest an error. */
    public static Reply reply(HttpReply http) {
        boolean done = http.status() / 100 == 2;
        if (done && http.body().length == 0) {
            return new Reply.Result(JSON.createObjectNode());
        }
        JsonNode json = http.json().orElse(null);
        if (done) {
            return json == null ? new Reply.Garbled("no JSON: " + http.described()) : new Reply.Result(json);
        }
        JsonNode error = json == null ? JSON.createObjectNode() : json.path("error");
        String message = error.path("message").asText(http.text());
        return new Reply.Refused(fault(Integer.toString(http.status()), error, message));
    }

    private static Fault fault(String code, JsonNode error, String message) {
        List<JsonNode> details = new ArrayList<>();
        error.path("details").forEach(details::add);
        return new Fault(Binding.HTTP_JSON, code, message, details);
    }

    private static Frame frame(JsonNode json) {
        JsonNode error = json.path("error");
        return error.isObject()
                ? new Frame.Failed(fault(
                        error.path("code").asText(),
                        error,
                        error.path("message").asText()))
                : new Frame.Event(json);
    }
}
