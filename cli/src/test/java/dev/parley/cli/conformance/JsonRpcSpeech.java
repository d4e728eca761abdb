package dev.parley.cli.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/** What an agent under test answers to a JSON-RPC document, whatever carries it. */
record JsonRpcSpeech(AgentCore core) {
    private static final JsonMapper JSON = new JsonMapper();

    sealed interface Answer {
        record Whole(ObjectNode response) implements Answer {}

        /**
         * @param events an empty one is the end
         * @param wrap makes the response that carries an event
         */
        record Stream(BlockingQueue<Optional<ObjectNode>> events, Function<ObjectNode, ObjectNode> wrap)
                implements Answer {}
    }

    Answer answer(String document, Map<String, String> parameters) {
        JsonNode id = NullNode.getInstance();
        try {
            JsonNode request = JSON.readTree(document);
            id = request.path("id").isMissingNode() ? id : request.path("id");
            return answer(checked(request), id, parameters);
        } catch (JsonProcessingException e) {
            return new Answer.Whole(error(id, new AgentFault(SpecError.PARSE_ERROR, "not JSON")));
        } catch (AgentFault e) {
            return new Answer.Whole(error(id, e));
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

    private Answer answer(ObjectNode request, JsonNode id, Map<String, String> parameters) {
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
        if (method.streaming()) {
            return new Answer.Stream(
                    core.stream(method, in, parameters), event -> envelope(id).set("result", out.apply(event)));
        }
        return new Answer.Whole(envelope(id).set("result", out.apply(core.call(method, in, parameters))));
    }

    private static ObjectNode envelope(JsonNode id) {
        ObjectNode envelope = JSON.createObjectNode().put("jsonrpc", "2.0");
        envelope.set("id", id);
        return envelope;
    }

    static ObjectNode error(JsonNode id, AgentFault fault) {
        ObjectNode envelope = envelope(id);
        int code = fault.isUnauthenticated() ? -31401 : fault.error().jsonRpc();
        ObjectNode error = envelope.putObject("error").put("code", code).put("message", fault.text());
        error.putArray("data").add(RestFace.errorInfo(fault));
        return envelope;
    }
}
