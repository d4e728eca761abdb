package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** JSON-RPC in front of an agent under test. */
final class JsonRpcFace {
    private static final JsonMapper JSON = new JsonMapper();

    private final AgentCore core;
    private final Nature nature;
    private final TestAgent agent;

    JsonRpcFace(AgentCore core, Nature nature, TestAgent agent) {
        this.core = core;
        this.nature = nature;
        this.agent = agent;
    }

    void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        JsonNode id = NullNode.getInstance();
        try {
            if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                throw new AgentFault(SpecError.INVALID_REQUEST, "Content-Type");
            }
            JsonNode request = JSON.readTree(body);
            id = request.path("id").isMissingNode() ? id : request.path("id");
            serve(exchange, body, checked(request), id);
        } catch (JsonProcessingException e) {
            fail(exchange, body, id, new AgentFault(SpecError.PARSE_ERROR, "not JSON"));
        } catch (AgentFault e) {
            fail(exchange, body, id, e);
        }
    }

    private static ObjectNode checked(JsonNode request) {
        if (!request.path("jsonrpc").asText().equals("2.0")
                || !request.path("method").isTextual()) {
            throw new AgentFault(SpecError.INVALID_REQUEST, "not a request");
        }
        if (!request.path("params").isObject()) {
            throw new AgentFault(SpecError.INVALID_PARAMS, "params is not an object");
        }
        return (ObjectNode) request;
    }

    private void serve(HttpExchange exchange, String body, ObjectNode request, JsonNode id) throws IOException {
        ObjectNode params = (ObjectNode) request.path("params");
        String name = request.path("method").asText();
        boolean older = V03Face.knows(name);
        A2aMethod method = older
                ? V03Face.method(name)
                : Arrays.stream(A2aMethod.values())
                        .filter(one -> one.wireName().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AgentFault(SpecError.METHOD_NOT_FOUND, "method " + name));
        Function<ObjectNode, JsonNode> out = older ? result -> V03Face.result(method, result) : result -> result;
        ObjectNode in = older ? V03Face.params(method, params) : params;
        Map<String, String> parameters = TestAgent.parameters(exchange);
        if (method.streaming()) {
            EventsOut.write(
                    exchange,
                    core.stream(method, in, parameters),
                    nature,
                    event -> envelope(id)
                            .<ObjectNode>set("result", out.apply(event))
                            .toString());
            return;
        }
        answer(exchange, body, id, out.apply(core.call(method, in, parameters)));
    }

    private static ObjectNode envelope(JsonNode id) {
        ObjectNode envelope = JSON.createObjectNode().put("jsonrpc", "2.0");
        envelope.set("id", id);
        return envelope;
    }

    private void answer(HttpExchange exchange, String body, JsonNode id, JsonNode result) throws IOException {
        send(exchange, body, envelope(id).set("result", result));
    }

    private void fail(HttpExchange exchange, String body, JsonNode id, AgentFault fault) throws IOException {
        ObjectNode envelope = envelope(id);
        int code = fault.isUnauthenticated() ? -31401 : fault.error().jsonRpc();
        ObjectNode error = envelope.putObject("error").put("code", code).put("message", fault.text());
        error.putArray("data").add(RestFace.errorInfo(fault));
        send(exchange, body, envelope);
    }

    private void send(HttpExchange exchange, String body, JsonNode envelope) throws IOException {
        agent.answer(exchange, body, new Nature.Answer(200, "application/json", Map.of(), envelope.toString()));
    }
}
