package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.cli.conformance.wire.Route;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP+JSON in front of an agent under test. */
final class RestFace {
    private static final JsonMapper JSON = new JsonMapper();

    private final AgentCore core;
    private final Nature nature;
    private final TestAgent agent;

    RestFace(AgentCore core, Nature nature, TestAgent agent) {
        this.core = core;
        this.nature = nature;
        this.agent = agent;
    }

    static ObjectNode errorInfo(AgentFault fault) {
        return JSON.createObjectNode()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", fault.error().name())
                .put("domain", "a2a-protocol.org");
    }

    void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        try {
            serve(exchange, body);
        } catch (JsonProcessingException e) {
            fail(exchange, body, new AgentFault(SpecError.PARSE_ERROR, "not JSON"));
        } catch (AgentFault e) {
            fail(exchange, body, e);
        }
    }

    private void serve(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring("/rest".length());
        for (A2aMethod method : A2aMethod.values()) {
            Route route = Route.of(method);
            Matcher matcher = pattern(route).matcher(path);
            if (route.verb().equals(exchange.getRequestMethod()) && matcher.matches()) {
                ObjectNode params = params(exchange, body);
                for (int i = 0; i < route.pathParameters().size(); i++) {
                    params.put(route.pathParameters().get(i), decoded(matcher.group(i + 1)));
                }
                serve(exchange, body, method, params);
                return;
            }
        }
        throw new AgentFault(SpecError.METHOD_NOT_FOUND, exchange.getRequestMethod() + " " + path);
    }

    private static Pattern pattern(Route route) {
        return Pattern.compile(route.path().replaceAll("\\{[a-zA-Z]+\\}", "([^/:]+)"));
    }

    private void serve(HttpExchange exchange, String body, A2aMethod method, ObjectNode params) throws IOException {
        Map<String, String> parameters = TestAgent.parameters(exchange);
        if (params.has("A2A-Version")) {
            parameters.put("a2a-version", params.remove("A2A-Version").asText());
        }
        if (method.streaming()) {
            EventsOut.write(exchange, core.stream(method, params, parameters), nature, ObjectNode::toString);
            return;
        }
        send(exchange, body, 200, core.call(method, params, parameters));
    }

    private static ObjectNode params(HttpExchange exchange, String body) throws IOException {
        if (!body.isEmpty()) {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (!type.matches("application/(a2a\\+)?json")) {
                throw new AgentFault(SpecError.INVALID_REQUEST, "Content-Type " + type);
            }
            return (ObjectNode) JSON.readTree(body);
        }
        ObjectNode params = JSON.createObjectNode();
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String name = decoded(pair.replaceFirst("=.*", ""));
            String value = decoded(pair.replaceFirst("[^=]*=", ""));
            if (name.matches("pageSize|historyLength")) {
                params.put(name, number(value));
            } else {
                params.put(name, value);
            }
        }
        return params;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new AgentFault(SpecError.INVALID_PARAMS, text + " is no number");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private void fail(HttpExchange exchange, String body, AgentFault fault) throws IOException {
        ObjectNode envelope = JSON.createObjectNode();
        ObjectNode error = envelope.putObject("error")
                .put("code", fault.error().http())
                .put("status", fault.error().grpc().name())
                .put("message", fault.text());
        error.putArray("details").add(errorInfo(fault));
        send(exchange, body, fault.isUnauthenticated() ? 401 : fault.error().http(), envelope);
    }

    private void send(HttpExchange exchange, String body, int status, ObjectNode json) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        String type = accept != null && accept.startsWith("application/a2a+json") ? accept : "application/json";
        agent.answer(exchange, body, new Nature.Answer(status, type, Map.of(), json.toString()));
    }
}
