package dev.parley.cli.conformance.v03.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * The two forms that 0.3 has of the same things: the JSON of JSON-RPC, with {@code kind}, and the JSON of its protobuf. It
 * only renames what stands there, right or wrong, so that checks see what an agent wrote.
 */
final class V03Words {
    private static final JsonMapper JSON = new JsonMapper();

    private V03Words() {}

    /** Params of JSON-RPC as the message that gRPC takes for the method. */
    static ObjectNode toProto(V03Method method, ObjectNode params) {
        String task = "tasks/" + params.path("id").asText(params.path("taskId").asText());
        String config = task + "/pushNotificationConfigs/";
        return switch (method) {
            case SEND, STREAM -> sent(params);
            case GET -> {
                ObjectNode request = JSON.createObjectNode().put("name", task);
                copy(params, "historyLength", request);
                yield request;
            }
            case CANCEL, RESUBSCRIBE -> JSON.createObjectNode().put("name", task);
            case PUSH_SET -> {
                JsonNode inner = params.path("pushNotificationConfig");
                String id = inner.path("id").asText();
                ObjectNode request = JSON.createObjectNode().put("parent", task).put("configId", id);
                request.putObject("config").put("name", config + id).set("pushNotificationConfig", inner.deepCopy());
                yield request;
            }
            case PUSH_LIST -> JSON.createObjectNode().put("parent", task);
            case PUSH_GET, PUSH_DELETE ->
                JSON.createObjectNode()
                        .put(
                                "name",
                                config + params.path("pushNotificationConfigId").asText());
            case EXTENDED_CARD -> JSON.createObjectNode();
        };
    }

    private static void copy(JsonNode from, String member, ObjectNode to) {
        if (from.has(member)) {
            to.set(member, from.path(member));
        }
    }

    private static ObjectNode sent(ObjectNode params) {
        ObjectNode request = JSON.createObjectNode();
        if (params.path("message") instanceof ObjectNode message) {
            request.set("message", message(message));
        }
        if (params.path("configuration") instanceof ObjectNode configuration) {
            ObjectNode copy = configuration.deepCopy();
            JsonNode push = copy.remove("pushNotificationConfig");
            if (push != null) {
                copy.set("pushNotification", push);
            }
            request.set("configuration", copy);
        }
        return request;
    }

    private static ObjectNode message(ObjectNode message) {
        ObjectNode copy = message.deepCopy();
        // 0.3's proto has no place for these
        copy.remove(List.of("kind", "referenceTaskIds"));
        if (copy.has("role")) {
            copy.put("role", "ROLE_" + copy.path("role").asText().toUpperCase(Locale.ROOT));
        }
        JsonNode parts = copy.remove("parts");
        if (parts != null) {
            ArrayNode content = copy.putArray("content");
            parts.forEach(part -> content.add(part(part)));
        }
        return copy;
    }

    private static ObjectNode part(JsonNode part) {
        ObjectNode copy = JSON.createObjectNode();
        copy(part, "text", copy);
        copy(part, "metadata", copy);
        if (part.has("data")) {
            copy.putObject("data").set("data", part.path("data"));
        }
        if (part.path("file") instanceof ObjectNode file) {
            ObjectNode inner = file.deepCopy();
            rename(inner, "bytes", "fileWithBytes");
            rename(inner, "uri", "fileWithUri");
            copy.set("file", inner);
        }
        return copy;
    }

    /** A result or an event in the JSON of the protobuf, as JSON-RPC has it. */
    static JsonNode ofProto(JsonNode result) {
        if (result.path("task") instanceof ObjectNode task) {
            return task(task);
        }
        if (result.path("message") instanceof ObjectNode message) {
            return messageOf(message);
        }
        if (result.path("statusUpdate") instanceof ObjectNode update) {
            ObjectNode copy = task(update).put("kind", "status-update");
            return copy.has("final") ? copy : copy.put("final", false);
        }
        if (result.path("artifactUpdate") instanceof ObjectNode update) {
            ObjectNode copy = update.deepCopy().put("kind", "artifact-update");
            parts(copy.path("artifact"), "parts");
            return copy;
        }
        if (result.has("configs")) {
            ArrayNode all = JSON.createArrayNode();
            result.path("configs").forEach(config -> all.add(config(config)));
            return all;
        }
        if (result.has("pushNotificationConfig")) {
            return config(result);
        }
        return result.has("status") && result instanceof ObjectNode task ? task(task) : result;
    }

    private static JsonNode config(JsonNode config) {
        ObjectNode copy = JSON.createObjectNode();
        copy.put("taskId", config.path("name").asText().replaceFirst("^tasks/([^/]*).*$", "$1"));
        return copy.set("pushNotificationConfig", config.path("pushNotificationConfig"));
    }

    private static ObjectNode task(ObjectNode task) {
        ObjectNode copy = task.deepCopy().put("kind", "task");
        if (copy.path("status") instanceof ObjectNode status) {
            if (status.has("state")) {
                status.put("state", state(status.path("state").asText()));
            }
            if (status.path("message") instanceof ObjectNode message) {
                status.set("message", messageOf(message));
            }
        }
        copy.path("artifacts").forEach(artifact -> parts(artifact, "parts"));
        if (copy.path("history") instanceof ArrayNode history) {
            for (int i = 0; i < history.size(); i++) {
                if (history.get(i) instanceof ObjectNode message) {
                    history.set(i, messageOf(message));
                }
            }
        }
        return copy;
    }

    private static String state(String name) {
        String word =
                name.replaceFirst("^TASK_STATE_", "").toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (word) {
            case "cancelled" -> "canceled";
            case "unspecified" -> "unknown";
            default -> word;
        };
    }

    private static ObjectNode messageOf(ObjectNode message) {
        ObjectNode copy = message.deepCopy().put("kind", "message");
        if (copy.has("role")) {
            copy.put(
                    "role",
                    copy.path("role").asText().replaceFirst("^ROLE_", "").toLowerCase(Locale.ROOT));
        }
        rename(copy, "content", "parts");
        parts(copy, "parts");
        return copy;
    }

    private static void parts(JsonNode holder, String name) {
        for (JsonNode one : holder.path(name)) {
            if (one instanceof ObjectNode part) {
                part.put("kind", part.has("text") ? "text" : part.has("data") ? "data" : "file");
                if (part.path("data").has("data")) {
                    part.set("data", part.path("data").path("data"));
                }
                if (part.path("file") instanceof ObjectNode file) {
                    rename(file, "fileWithBytes", "bytes");
                    rename(file, "fileWithUri", "uri");
                }
            }
        }
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }
}
