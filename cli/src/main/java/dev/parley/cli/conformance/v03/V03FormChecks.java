package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.on;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Shape;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03JsonRpcWire;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.v03.wire.V03RestWire;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.RestWire;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is particular to a binding of 0.3, and its errors (§3.2, §6.11, §8 of 0.3). */
final class V03FormChecks {
    private static final Set<Binding> JSONRPC = EnumSet.of(Binding.JSONRPC);
    private static final Set<Binding> REST = EnumSet.of(Binding.HTTP_JSON);

    private V03FormChecks() {}

    static List<Check> all() {
        return List.of(
                on(
                        JSONRPC,
                        "envelope",
                        "6.11.2",
                        "a response has jsonrpc, the request's id and one of result and error",
                        V03FormChecks::envelope),
                on(JSONRPC, "media-type", "3.2.1", "a response is application/json", V03FormChecks::mediaType),
                on(JSONRPC, "malformed", "8.1", "what is not JSON is -32700", V03FormChecks::malformed),
                on(
                        JSONRPC,
                        "not-a-request",
                        "8.1",
                        "what is no JSON-RPC request is -32600",
                        V03FormChecks::notARequest),
                on(
                        JSONRPC,
                        "unknown-method",
                        "8.1",
                        "a method that does not exist is -32601",
                        V03FormChecks::unknownMethod),
                on(JSONRPC, "wrong-params", "8.1", "params of another type are -32602", V03FormChecks::wrongParams),
                on(
                        REST,
                        "proto-json",
                        "3.2.3",
                        "results have the form of 0.3's proto in JSON",
                        V03FormChecks::protoJson),
                on(REST, "rest-media-type", "3.2.3", "results are application/json", V03FormChecks::restMediaType),
                on(
                        REST,
                        "rest-malformed",
                        "3.2.3",
                        "what is not JSON is refused with 400",
                        V03FormChecks::restMalformed),
                on(
                        REST,
                        "rest-unknown-path",
                        "3.2.3",
                        "a path that does not exist is 404",
                        V03FormChecks::restUnknownPath));
    }

    private static V03JsonRpcWire jsonRpc(AgentProbe probe, Binding binding) {
        return (V03JsonRpcWire) V03Agent.of(probe, binding).wire();
    }

    private static V03RestWire rest(AgentProbe probe, Binding binding) {
        return (V03RestWire) V03Agent.of(probe, binding).wire();
    }

    private static HttpReply post(V03JsonRpcWire wire, String body) {
        return wire.post(body.getBytes(UTF_8), Map.of());
    }

    private static HttpReply get(AgentProbe probe, Binding binding) {
        return post(
                jsonRpc(probe, binding),
                "{\"jsonrpc\":\"2.0\",\"id\":4711,\"method\":\"tasks/get\",\"params\":{\"id\":\"%s\"}}"
                        .formatted(probe.unknownId()));
    }

    private static void envelope(AgentProbe probe, Binding binding) {
        HttpReply reply = get(probe, binding);
        JsonNode json = reply.json().orElseGet(Probe::object);
        expect(json.path("jsonrpc").asText().equals("2.0"), "jsonrpc 2.0", reply.described());
        expect(json.path("id").isInt() && json.path("id").asInt() == 4711, "the id 4711", reply.described());
        expect(json.hasNonNull("error") && !json.hasNonNull("result"), "an error and no result", reply.described());
        JsonNode error = json.path("error");
        expect(
                error.path("code").isInt() && !error.path("message").asText().isEmpty(),
                "an error with a code and a message",
                error);
    }

    private static void mediaType(AgentProbe probe, Binding binding) {
        HttpReply reply = get(probe, binding);
        expect(reply.mediaType().equals("application/json"), "application/json", reply.described());
    }

    private static void code(HttpReply reply, V03Error expected) {
        int code = reply.json()
                .map(json -> json.path("error").path("code").asInt())
                .orElse(0);
        expect(code == expected.jsonRpc(), expected.in(Binding.JSONRPC), reply.described());
    }

    private static void malformed(AgentProbe probe, Binding binding) {
        code(post(jsonRpc(probe, binding), "{\"jsonrpc\":"), V03Error.PARSE_ERROR);
    }

    private static void notARequest(AgentProbe probe, Binding binding) {
        V03JsonRpcWire wire = jsonRpc(probe, binding);
        code(
                post(wire, "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tasks/get\",\"params\":{\"id\":\"x\"}}"),
                V03Error.INVALID_REQUEST);
        code(post(wire, "{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{\"id\":\"x\"}}"), V03Error.INVALID_REQUEST);
    }

    private static void unknownMethod(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        agent.refused(jsonRpc(probe, binding).call("coffee/make", V03Agent.id("x")), V03Error.METHOD_NOT_FOUND);
    }

    private static void wrongParams(AgentProbe probe, Binding binding) {
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}";
        V03JsonRpcWire wire = jsonRpc(probe, binding);
        code(post(wire, request.formatted("message/send", "{\"message\":\"hello\"}")), V03Error.INVALID_PARAMS);
        code(post(wire, request.formatted("tasks/get", "{}")), V03Error.INVALID_PARAMS);
    }

    private static void expectForm(JsonNode json, Descriptor type) {
        List<Shape.Violation> wrong = Shape.violations(json, type);
        expect(wrong.isEmpty(), "the JSON of " + type.getFullName(), wrong);
    }

    private static void protoJson(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode sent = Probe.result(agent.wire().call(V03Method.SEND, agent.message(Script.ARTIFACT_TEXT)));
        expectForm(sent, SendMessageResponse.getDescriptor());
        if (!sent.path("task").isObject()) {
            throw new Verdict.Skipped("the agent answers with a Message and makes no task");
        }
        expectForm(
                Probe.result(agent.wire().call(V03Method.GET, V03Agent.id(sent.path("task")))), Task.getDescriptor());
    }

    private static void restMediaType(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode task = agent.task(Script.COMPLETE);
        HttpReply reply =
                rest(probe, binding).send("GET", "/v1/tasks/" + task.path("id").asText(), new byte[0], Map.of());
        expect(reply.mediaType().equals("application/json"), "application/json", reply.described());
    }

    private static void restMalformed(AgentProbe probe, Binding binding) {
        HttpReply reply =
                rest(probe, binding).send("POST", "/v1/message:send", "{\"message\":".getBytes(UTF_8), Map.of());
        V03Agent.of(probe, binding).refused(RestWire.reply(reply), V03Error.PARSE_ERROR, V03Error.INVALID_REQUEST);
    }

    private static void restUnknownPath(AgentProbe probe, Binding binding) {
        HttpReply reply = rest(probe, binding).send("GET", "/v1/coffee", new byte[0], Map.of());
        expect(reply.status() == 404, "404", reply.described());
    }
}
