package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is read out of tasks as an agent wrote them. */
public final class Tasks {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> TERMINAL =
            Set.of("TASK_STATE_COMPLETED", "TASK_STATE_FAILED", "TASK_STATE_CANCELED", "TASK_STATE_REJECTED");
    private static final Set<String> INTERRUPTED = Set.of("TASK_STATE_INPUT_REQUIRED", "TASK_STATE_AUTH_REQUIRED");

    private Tasks() {}

    /** The task of an answer to SendMessage; an empty object for every other answer. */
    public static JsonNode task(Reply reply) {
        return reply instanceof Reply.Result result
                        && result.body().path("task").isObject()
                ? result.body().path("task")
                : JSON.createObjectNode();
    }

    public static String state(JsonNode task) {
        return task.path("status").path("state").asText("no state");
    }

    public static boolean isTerminal(JsonNode task) {
        return isTerminal(state(task));
    }

    public static boolean isTerminal(String state) {
        return TERMINAL.contains(state);
    }

    /** True when a blocking call may return with it. */
    public static boolean isSettled(JsonNode task) {
        return isTerminal(task) || INTERRUPTED.contains(state(task));
    }

    /** A copy without members that say nothing, which an agent may print or not. */
    public static JsonNode bare(JsonNode json) {
        JsonNode copy = json.deepCopy();
        if (copy instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = bare(object.path(name));
                object.set(name, value);
                if (value.isNull()
                        || (value.isTextual() && value.asText().isEmpty())
                        || (value.isArray() && value.isEmpty())) {
                    object.remove(name);
                }
            }
        } else if (copy instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, bare(array.path(i)));
            }
        }
        return copy;
    }
}
