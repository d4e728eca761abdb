package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.cli.conformance.wire.SpecError;
import java.io.IOException;
import java.util.Map;

/** JSON-RPC by POST in front of an agent under test. */
final class JsonRpcFace {
    private final JsonRpcSpeech speech;
    private final Nature nature;
    private final TestAgent agent;

    JsonRpcFace(AgentCore core, Nature nature, TestAgent agent) {
        this.speech = new JsonRpcSpeech(core);
        this.nature = nature;
        this.agent = agent;
    }

    void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        switch (answer(exchange, body)) {
            case JsonRpcSpeech.Answer.Whole whole ->
                agent.answer(
                        exchange,
                        body,
                        new Nature.Answer(
                                200,
                                "application/json",
                                Map.of(),
                                whole.response().toString()));
            case JsonRpcSpeech.Answer.Stream stream ->
                EventsOut.write(
                        exchange,
                        stream.events(),
                        nature,
                        event -> stream.wrap().apply(event).toString());
        }
    }

    private JsonRpcSpeech.Answer answer(HttpExchange exchange, String body) {
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            AgentFault fault = new AgentFault(SpecError.INVALID_REQUEST, "Content-Type");
            return new JsonRpcSpeech.Answer.Whole(JsonRpcSpeech.error(NullNode.getInstance(), fault));
        }
        return speech.answer(body, TestAgent.parameters(exchange));
    }
}
