package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.a2a.v03json.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.v03.V03JsonWriter;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.util.Map;

/** What an agent under test says and hears in 0.3 over JSON-RPC, by way of 1.0. */
final class V03Face {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, A2aMethod> METHODS = Map.of(
            "message/send", A2aMethod.SEND_MESSAGE,
            "message/stream", A2aMethod.SEND_STREAMING_MESSAGE,
            "tasks/get", A2aMethod.GET_TASK,
            "tasks/cancel", A2aMethod.CANCEL_TASK,
            "tasks/resubscribe", A2aMethod.SUBSCRIBE_TO_TASK,
            "tasks/pushNotificationConfig/set", A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
            "tasks/pushNotificationConfig/get", A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
            "tasks/pushNotificationConfig/list", A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
            "tasks/pushNotificationConfig/delete", A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
            "agent/getAuthenticatedExtendedCard", A2aMethod.GET_EXTENDED_AGENT_CARD);

    private V03Face() {}

    static boolean knows(String method) {
        return METHODS.containsKey(method);
    }

    static A2aMethod method(String name) {
        return METHODS.getOrDefault(name, A2aMethod.GET_TASK);
    }

    /** Params of 0.3 as 1.0 has them. */
    static ObjectNode params(A2aMethod method, ObjectNode params) {
        return switch (method) {
            case SEND_MESSAGE, SEND_STREAMING_MESSAGE -> sent(params);
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG -> {
                ObjectNode config = params.path("pushNotificationConfig").deepCopy();
                config.set("taskId", params.path("taskId"));
                yield config.put("older", true);
            }
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS ->
                JSON.createObjectNode().<ObjectNode>set("taskId", params.path("id"));
            case GET_TASK_PUSH_NOTIFICATION_CONFIG, DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> {
                ObjectNode named = JSON.createObjectNode();
                named.set("taskId", params.path("id"));
                yield named.<ObjectNode>set("id", params.path("pushNotificationConfigId"));
            }
            default -> {
                if (!params.has("id") && method != A2aMethod.GET_EXTENDED_AGENT_CARD) {
                    throw new AgentFault(SpecError.INVALID_PARAMS, "id is missing");
                }
                yield params;
            }
        };
    }

    private static ObjectNode sent(ObjectNode params) {
        if (params.path("message") instanceof ObjectNode message && message.has("role")) {
            message.put("role", "ROLE_USER");
            for (JsonNode part : message.path("parts")) {
                if (!part.path("kind").asText().matches("text|file|data")) {
                    throw new AgentFault(SpecError.INVALID_PARAMS, "a part of kind " + part.path("kind"));
                }
            }
        }
        if (params.path("configuration") instanceof ObjectNode configuration) {
            configuration.put(
                    "returnImmediately", !configuration.path("blocking").asBoolean(true));
        }
        return params;
    }

    /** A result or an event of 1.0 as 0.3 has it. */
    static JsonNode result(A2aMethod method, ObjectNode result) {
        return switch (method) {
            case SEND_MESSAGE -> json(V03JsonWriter.answer(message(result, SendMessageResponse.getDefaultInstance())));
            case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK ->
                json(V03JsonWriter.answer(message(result, StreamResponse.getDefaultInstance())));
            case GET_TASK, CANCEL_TASK -> json(V03JsonWriter.answer(message(result, Task.getDefaultInstance())));
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG, GET_TASK_PUSH_NOTIFICATION_CONFIG -> config(result);
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS -> {
                ArrayNode all = JSON.createArrayNode();
                result.path("configs").forEach(config -> all.add(config((ObjectNode) config)));
                yield all;
            }
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> NullNode.getInstance();
            case GET_EXTENDED_AGENT_CARD -> card(result);
            case LIST_TASKS -> throw new IllegalArgumentException("0.3 has no list");
        };
    }

    /** A task of 1.0 as a webhook of 0.3 receives it. */
    static JsonNode task(ObjectNode task) {
        return result(A2aMethod.GET_TASK, task);
    }

    private static JsonNode config(ObjectNode config) {
        TaskPushNotificationConfig older = V03JsonWriter.config(
                message(config, dev.parley.proto.a2a.v1.TaskPushNotificationConfig.getDefaultInstance()));
        return json(older);
    }

    static <T extends Message> T message(ObjectNode json, T prototype) {
        return ProtoJson.read(json.toString().getBytes(UTF_8), prototype);
    }

    static ObjectNode json(Message message) {
        try {
            return (ObjectNode) JSON.readTree(ProtoJson.toBytes(message));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A card of 0.3 beside one of 1.0: JSON-RPC first, the other bindings as additional interfaces. */
    static ObjectNode card(ObjectNode card) {
        JsonNode interfaces = card.path("supportedInterfaces");
        card.put("url", interfaces.path(0).path("url").asText())
                .put("protocolVersion", "0.3.0")
                .put("preferredTransport", "JSONRPC")
                .put(
                        "supportsAuthenticatedExtendedCard",
                        card.path("capabilities").path("extendedAgentCard").asBoolean());
        ArrayNode additional = card.putArray("additionalInterfaces");
        for (int i = 1; i < interfaces.size(); i++) {
            additional
                    .addObject()
                    .put("transport", interfaces.path(i).path("protocolBinding").asText())
                    .put("url", interfaces.path(i).path("url").asText());
        }
        return card;
    }
}
