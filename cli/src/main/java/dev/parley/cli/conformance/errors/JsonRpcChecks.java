package dev.parley.cli.conformance.errors;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.JsonRpcText;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON-RPC 2.0 as such (§9), on the text, whatever carries it. */
public final class JsonRpcChecks {
    private static final Set<Binding> POST = EnumSet.of(Binding.JSONRPC);

    private JsonRpcChecks() {}

    public static List<Check> all() {
        return List.of(
                check(
                                MUST,
                                "jsonrpc/envelope",
                                "9.1",
                                "a response has jsonrpc 2.0, the id of its request and exactly one of result and error",
                                JsonRpcChecks::envelope)
                        .covers("JSONRPC-FMT-001"),
                check(
                                MUST,
                                "jsonrpc/number-id",
                                "9.1",
                                "an id that is a number comes back as that number",
                                JsonRpcChecks::numberId)
                        .covers("JSONRPC-FMT-001"),
                Check.on(
                                POST,
                                MUST,
                                "jsonrpc/media-type",
                                "9.1",
                                "responses are application/json",
                                JsonRpcChecks::mediaType)
                        .covers("JSONRPC-FMT-002"),
                check(
                                MUST,
                                "jsonrpc/malformed",
                                "9.5",
                                "what is not JSON is a parse error",
                                probe -> refused(probe, "{\"jsonrpc\":", SpecError.PARSE_ERROR))
                        .covers("JSONRPC-ERR-001"),
                check(
                                MUST,
                                "jsonrpc/no-version",
                                "9.1",
                                "a request without jsonrpc 2.0 is an invalid request",
                                probe -> refused(
                                        probe,
                                        "{\"id\":\"1\",\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}",
                                        SpecError.INVALID_REQUEST))
                        .covers("JSONRPC-FMT-001"),
                check(
                                MUST,
                                "jsonrpc/no-method",
                                "9.1",
                                "a request without a method is an invalid request",
                                probe -> refused(
                                        probe,
                                        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"params\":{}}",
                                        SpecError.INVALID_REQUEST))
                        .covers("JSONRPC-FMT-001"),
                check(
                        MUST,
                        "jsonrpc/not-an-object",
                        "9.1",
                        "a document that is no request is an invalid request",
                        probe -> refused(probe, "\"GetTask\"", SpecError.INVALID_REQUEST, SpecError.PARSE_ERROR)),
                check(
                                MUST,
                                "jsonrpc/unknown-method",
                                "9.5",
                                "a method that does not exist is not found",
                                probe -> refused(
                                        probe,
                                        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"MakeCoffee\",\"params\":{}}",
                                        SpecError.METHOD_NOT_FOUND))
                        .covers("JSONRPC-SVC-001"),
                check(
                                MUST,
                                "jsonrpc/wrong-params",
                                "9.5",
                                "params that are a list are invalid",
                                probe -> refused(
                                        probe,
                                        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"GetTask\",\"params\":[1]}",
                                        SpecError.INVALID_PARAMS,
                                        SpecError.INVALID_REQUEST))
                        .covers("JSONRPC-ERR-001"),
                check(
                                MUST,
                                "jsonrpc/error-data",
                                "9.5",
                                "error.data is a list of objects with @type",
                                JsonRpcChecks::errorData)
                        .covers("JSONRPC-ERR-001"),
                check(
                        SHOULD,
                        "jsonrpc/batch",
                        "9.1",
                        "a batch is answered with a list, or refused",
                        JsonRpcChecks::batch),
                Check.on(
                                POST,
                                SHOULD,
                                "jsonrpc/content-type",
                                "9.1",
                                "a request that is not sent as JSON is refused",
                                JsonRpcChecks::contentType)
                        .covers("JSONRPC-FMT-002"));
    }

    private static Check check(Level level, String name, String section, String title, Check.BindingBody run) {
        return Check.on(Binding.jsonRpc(), level, name, section, title, run);
    }

    private static JsonRpcText wire(Probe probe) {
        return (JsonRpcText) probe.wire();
    }

    /** A GetTask that is answered with an error. */
    private static String get(Probe probe, String idLiteral) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + idLiteral + ",\"method\":\"GetTask\",\"params\":"
                + Probe.taskId(probe.unknownId()) + "}";
    }

    private static JsonNode asked(Probe probe, String document) {
        String answer = wire(probe).ask(document);
        return Probe.json(answer).orElseThrow(() -> new Verdict.Failed("a JSON document", answer));
    }

    private static void envelope(Probe probe) {
        String id = wire(probe).nextId();
        ObjectNode params = probe.params(Script.COMPLETE);
        expectEnvelope(asked(probe, wire(probe).document(id, "SendMessage", params)), id);
        expectEnvelope(asked(probe, get(probe, "\"an-id\"")), "an-id");
    }

    private static void expectEnvelope(JsonNode json, String id) {
        expect(json.path("jsonrpc").asText().equals("2.0"), "jsonrpc \"2.0\"", json);
        expect(json.path("id").isTextual() && json.path("id").asText().equals(id), "id \"" + id + '"', json);
        expect(json.has("result") != json.has("error"), "exactly one of result and error", json);
    }

    private static void numberId(Probe probe) {
        JsonNode id = asked(probe, get(probe, "4711")).path("id");
        expect(id.isNumber() && id.asInt() == 4711, "id 4711, a number", id);
    }

    private static HttpReply post(Probe probe, String document, Map<String, String> headers) {
        return ((JsonRpcWire) probe.wire()).post(document.getBytes(UTF_8), headers);
    }

    private static void mediaType(Probe probe) {
        String send = wire(probe).document(wire(probe).nextId(), "SendMessage", probe.params(Script.COMPLETE));
        for (String document : List.of(send, get(probe, "\"1\""))) {
            HttpReply reply = post(probe, document, Map.of());
            expect(reply.mediaType().equals("application/json"), "application/json", reply.mediaType());
        }
    }

    private static void refused(Probe probe, String document, SpecError... expected) {
        expectError(asked(probe, document), expected);
    }

    private static void expectError(JsonNode json, SpecError... expected) {
        JsonNode error = json.path("error");
        expect(
                error.path("code").isInt()
                        && error.path("message").isTextual()
                        && Arrays.stream(expected)
                                .anyMatch(one ->
                                        one.jsonRpc() == error.path("code").asInt()),
                "an error with code "
                        + Arrays.stream(expected).map(SpecError::jsonRpc).toList() + " and a message",
                json);
    }

    private static void errorData(Probe probe) {
        JsonNode error = asked(probe, get(probe, "\"1\"")).path("error");
        if (!error.hasNonNull("data")) {
            throw new Verdict.Skipped("the agent's errors have no data, which they need not have");
        }
        expect(error.path("data").isArray(), "error.data as a list", error);
        for (JsonNode detail : error.path("data")) {
            expect(detail.path("@type").isTextual(), "an object with @type", detail);
        }
    }

    private static void batch(Probe probe) {
        String one = "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}";
        JsonNode answer = asked(probe, "[" + one + "," + one + "]");
        if (answer.isArray()) {
            expect(answer.size() == 2, "two responses", answer);
            return;
        }
        expectError(answer, SpecError.INVALID_REQUEST, SpecError.PARSE_ERROR);
    }

    private static void contentType(Probe probe) {
        String document = wire(probe).document("1", "SendMessage", probe.params(Script.COMPLETE));
        HttpReply reply = post(probe, document, Map.of("Content-Type", "text/plain"));
        boolean refused = reply.status() / 100 == 4
                || reply.json().map(json -> json.has("error")).orElse(false);
        expect(refused, "an error for text/plain", reply.described());
    }
}
