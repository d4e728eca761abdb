package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Locale;
import java.util.Map;

/** The few words of 0.3 that an agent under test understands, by way of 1.0. */
final class OlderFace {
    private static final Map<String, A2aMethod> METHODS = Map.of(
            "message/send", A2aMethod.SEND_MESSAGE,
            "message/stream", A2aMethod.SEND_STREAMING_MESSAGE,
            "tasks/get", A2aMethod.GET_TASK,
            "tasks/cancel", A2aMethod.CANCEL_TASK,
            "tasks/resubscribe", A2aMethod.SUBSCRIBE_TO_TASK);

    private OlderFace() {}

    static boolean knows(String method) {
        return METHODS.containsKey(method);
    }

    static A2aMethod method(String name) {
        return METHODS.getOrDefault(name, A2aMethod.GET_TASK);
    }

    /** Params of 0.3 as 1.0 has them. */
    static ObjectNode params(ObjectNode params) {
        if (params.path("message") instanceof ObjectNode message) {
            message.put("role", "ROLE_USER");
        }
        if (params.path("configuration") instanceof ObjectNode configuration) {
            configuration.put(
                    "returnImmediately", !configuration.path("blocking").asBoolean(true));
        }
        return params;
    }

    /** A result or an event of 1.0 as 0.3 has it. */
    static ObjectNode result(ObjectNode result) {
        if (result.path("task") instanceof ObjectNode task) {
            return task(task);
        }
        if (result.path("message") instanceof ObjectNode message) {
            return message.put("kind", "message").put("role", "agent");
        }
        if (result.path("statusUpdate") instanceof ObjectNode update) {
            ObjectNode older = task(update).put("kind", "status-update");
            return older.put(
                    "final", older.path("status").path("state").asText().equals("completed"));
        }
        if (result.path("artifactUpdate") instanceof ObjectNode update) {
            kinds(update.path("artifact"));
            return update.put("kind", "artifact-update");
        }
        return result.has("id") ? task(result) : result;
    }

    private static ObjectNode task(ObjectNode task) {
        if (task.path("status") instanceof ObjectNode status) {
            String state = status.path("state").asText().replace("TASK_STATE_", "");
            status.put("state", state.toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        task.path("artifacts").forEach(OlderFace::kinds);
        return task.put("kind", "task");
    }

    private static void kinds(JsonNode artifact) {
        for (JsonNode part : artifact.path("parts")) {
            ((ObjectNode) part).put("kind", part.has("text") ? "text" : part.has("data") ? "data" : "file");
        }
    }

    /** A card of 0.3 beside one of 1.0. */
    static ObjectNode card(ObjectNode card) {
        ObjectNode first = (ObjectNode) card.path("supportedInterfaces").path(0);
        card.put("url", first.path("url").asText())
                .put("protocolVersion", "0.3.0")
                .put("preferredTransport", "JSONRPC");
        return card;
    }
}
