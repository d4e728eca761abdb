package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP+JSON of 0.3 in front of an agent under test: the JSON of 0.3's protobuf below {@code /v1}. */
final class V03RestFace {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TASK = "(tasks/[^/:]+)";
    private static final String CONFIGS = TASK + "/pushNotificationConfigs";
    private static final Map<Pattern, A2aMethod> ROUTES = Map.of(
            Pattern.compile("POST message:send"), A2aMethod.SEND_MESSAGE,
            Pattern.compile("POST message:stream"), A2aMethod.SEND_STREAMING_MESSAGE,
            Pattern.compile("GET " + TASK), A2aMethod.GET_TASK,
            Pattern.compile("POST " + TASK + ":cancel"), A2aMethod.CANCEL_TASK,
            Pattern.compile("GET " + TASK + ":subscribe"), A2aMethod.SUBSCRIBE_TO_TASK,
            Pattern.compile("POST " + CONFIGS), A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
            Pattern.compile("GET " + CONFIGS), A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
            Pattern.compile("GET (" + CONFIGS + "/[^/]+)"), A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
            Pattern.compile("DELETE (" + CONFIGS + "/[^/]+)"), A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
            Pattern.compile("GET card"), A2aMethod.GET_EXTENDED_AGENT_CARD);

    private final AgentCore core;
    private final Nature nature;
    private final TestAgent agent;

    V03RestFace(AgentCore core, Nature nature, TestAgent agent) {
        this.core = core;
        this.nature = nature;
        this.agent = agent;
    }

    void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        try {
            serve(exchange, body);
        } catch (JsonProcessingException e) {
            fail(exchange, body, new AgentFault(SpecError.PARSE_ERROR, "not JSON"));
        } catch (A2aException e) {
            fail(exchange, body, new AgentFault(SpecError.INVALID_PARAMS, e.text()));
        } catch (AgentFault e) {
            fail(exchange, body, e);
        }
    }

    private void serve(HttpExchange exchange, String body) throws IOException {
        String asked = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getRawPath().replaceFirst("^/rest/v1/", "");
        for (Map.Entry<Pattern, A2aMethod> route : ROUTES.entrySet()) {
            Matcher matcher = route.getKey().matcher(asked);
            if (matcher.matches()) {
                ObjectNode request = request(exchange, body, route.getValue());
                if (matcher.groupCount() > 0) {
                    String name = matcher.group(1);
                    request.put(route.getKey().pattern().endsWith("Configs") ? "parent" : "name", name);
                }
                serve(exchange, body, route.getValue(), request);
                return;
            }
        }
        throw new AgentFault(SpecError.METHOD_NOT_FOUND, asked);
    }

    private static ObjectNode request(HttpExchange exchange, String body, A2aMethod method) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        if (!body.isEmpty()) {
            ObjectNode json = (ObjectNode) JSON.readTree(body);
            if (method != A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG) {
                return json;
            }
            request.set("config", json);
        }
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            request.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
        }
        return request;
    }

    private void serve(HttpExchange exchange, String body, A2aMethod method, ObjectNode request) throws IOException {
        ObjectNode params = V03ProtoFace.params(method, V03Face.message(request, V03ProtoFace.request(method)));
        Map<String, String> parameters = new HashMap<>(TestAgent.parameters(exchange));
        if (method.streaming()) {
            EventsOut.write(
                    exchange,
                    core.stream(method, params, parameters),
                    nature,
                    event -> V03Face.json(V03ProtoFace.reply(method, event)).toString());
            return;
        }
        ObjectNode reply = V03Face.json(V03ProtoFace.reply(method, core.call(method, params, parameters)));
        agent.answer(exchange, body, new Nature.Answer(200, "application/json", Map.of(), reply.toString()));
    }

    private void fail(HttpExchange exchange, String body, AgentFault fault) throws IOException {
        ObjectNode error = JSON.createObjectNode().put("message", fault.text());
        agent.answer(
                exchange,
                body,
                new Nature.Answer(fault.error().http(), "application/json", Map.of(), error.toString()));
    }
}
