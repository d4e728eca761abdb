package dev.parley.cli.conformance.errors;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.RestWire;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** HTTP+JSON as such (§11), on the bytes. */
public final class RestChecks {
    private static final byte[] NONE = {};
    private static final Set<String> JSON = Set.of("application/json", "application/a2a+json");

    private RestChecks() {}

    public static List<Check> all() {
        return List.of(
                check(
                                MUST,
                                "rest/error-body",
                                "11.6",
                                "an error is a google.rpc.Status: code, status, message, details",
                                RestChecks::errorBody)
                        .covers("HTTP_JSON-ERR-001"),
                check(MUST, "rest/details", "11.6", "each detail of an error has @type", RestChecks::details)
                        .covers("HTTP_JSON-ERR-001"),
                check(
                                MUST,
                                "rest/media-type",
                                "11.1",
                                "responses are application/json or application/a2a+json",
                                RestChecks::mediaType)
                        .covers("HTTP_JSON-SVC-001"),
                check(
                                SHOULD,
                                "rest/a2a-media-type",
                                "11.1",
                                "asked for application/a2a+json, responses are that",
                                RestChecks::a2aJson)
                        .covers("HTTP_JSON-SVC-001"),
                check(MUST, "rest/malformed", "11.6", "what is not JSON is 400", RestChecks::malformed),
                check(MUST, "rest/unknown-path", "11.3", "a path that does not exist is 404", RestChecks::unknownPath)
                        .covers("HTTP_JSON-URL-001"),
                check(
                                MUST,
                                "rest/wrong-verb",
                                "11.3",
                                "a verb that a path does not have is refused",
                                RestChecks::wrongVerb)
                        .covers("HTTP_JSON-URL-002"),
                check(
                                MUST,
                                "rest/wrong-query",
                                "11.5",
                                "a query parameter that is no number where one is due is 400",
                                RestChecks::wrongQuery)
                        .covers("CORE-ERR-002", "HTTP_JSON-QP-001"),
                check(
                        SHOULD,
                        "rest/content-type",
                        "11.1",
                        "a request that is not sent as JSON is refused",
                        RestChecks::contentType));
    }

    private static Check check(Level level, String name, String section, String title, Check.BindingBody run) {
        return Check.on(EnumSet.of(Binding.HTTP_JSON), level, name, section, title, run);
    }

    private static HttpReply send(Probe probe, String verb, String path, byte[] body, Map<String, String> headers) {
        return ((RestWire) probe.wire()).send(verb, path, body, headers);
    }

    private static HttpReply notFound(Probe probe) {
        return send(probe, "GET", "/tasks/" + probe.unknownId(), NONE, Map.of());
    }

    private static JsonNode error(HttpReply reply) {
        return reply.json()
                .map(json -> json.path("error"))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new Verdict.Failed("{\"error\":{…}}", reply.described()));
    }

    private static void errorBody(Probe probe) {
        HttpReply reply = notFound(probe);
        JsonNode error = error(reply);
        expect(
                error.path("code").asInt() == reply.status()
                        && error.path("code").isInt(),
                "error.code " + reply.status(),
                error);
        expect(error.path("status").asText().equals("NOT_FOUND"), "error.status NOT_FOUND", error);
        expect(error.path("message").isTextual(), "error.message", error);
        expect(error.path("details").isArray(), "error.details as a list", error);
    }

    private static void details(Probe probe) {
        for (JsonNode detail : error(notFound(probe)).path("details")) {
            expect(detail.path("@type").isTextual(), "an object with @type", detail);
        }
    }

    private static HttpReply sendMessage(Probe probe, Map<String, String> headers) {
        return send(
                probe,
                "POST",
                "/message:send",
                probe.params(Script.COMPLETE).toString().getBytes(UTF_8),
                headers);
    }

    private static void mediaType(Probe probe) {
        HttpReply done = sendMessage(probe, Map.of());
        expect(JSON.contains(done.mediaType()), "one of " + JSON, done.described());
        HttpReply failed = notFound(probe);
        expect(JSON.contains(failed.mediaType()), "one of " + JSON + " of an error", failed.described());
    }

    private static void a2aJson(Probe probe) {
        HttpReply reply =
                sendMessage(probe, Map.of("Accept", "application/a2a+json", "Content-Type", "application/a2a+json"));
        expect(
                reply.status() == 200 && reply.mediaType().equals("application/a2a+json"),
                "200 and application/a2a+json",
                reply.described());
    }

    private static void malformed(Probe probe) {
        HttpReply reply = send(probe, "POST", "/message:send", "{\"message\":".getBytes(UTF_8), Map.of());
        expect(reply.status() == 400, "400", reply.described());
    }

    private static void unknownPath(Probe probe) {
        HttpReply reply = send(probe, "GET", "/coffee", NONE, Map.of());
        expect(reply.status() == 404, "404", reply.described());
    }

    private static void wrongVerb(Probe probe) {
        HttpReply reply = send(probe, "GET", "/message:send", NONE, Map.of());
        expect(
                reply.status() == 405 || reply.status() == 404 || reply.status() == 400,
                "405, 404 or 400",
                reply.described());
    }

    private static void wrongQuery(Probe probe) {
        HttpReply reply = send(probe, "GET", "/tasks?pageSize=many", NONE, Map.of());
        expect(reply.status() == 400, "400", reply.described());
    }

    private static void contentType(Probe probe) {
        HttpReply reply = sendMessage(probe, Map.of("Content-Type", "text/plain"));
        expect(reply.status() / 100 == 4, "400 or 415 for text/plain", reply.described());
    }
}
