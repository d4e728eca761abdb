package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;

/** A page of ListTasks. */
final class TaskList {
    private static final JsonMapper JSON = new JsonMapper();

    private TaskList() {}

    static ObjectNode of(List<ObjectNode> newestFirst, ObjectNode params) {
        int size = params.path("pageSize").asInt(50);
        if (size < 1 || size > 100) {
            throw new AgentFault(SpecError.INVALID_PARAMS, "pageSize " + size + " (expected: 1 to 100)");
        }
        List<ObjectNode> all =
                newestFirst.stream().filter(task -> matches(task, params)).toList();
        int from = Math.min(params.path("pageToken").asInt(0), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode page = JSON.createObjectNode();
        ArrayNode tasks = page.putArray("tasks");
        for (ObjectNode task : all.subList(from, to)) {
            AgentCore.cutHistory(task, params.path("historyLength"));
            if (!params.path("includeArtifacts").asBoolean()) {
                task.remove("artifacts");
            }
            tasks.add(task);
        }
        return page.put("nextPageToken", to < all.size() ? Integer.toString(to) : "")
                .put("pageSize", tasks.size())
                .put("totalSize", all.size());
    }

    private static boolean matches(ObjectNode task, ObjectNode params) {
        String context = params.path("contextId").asText();
        String state = params.path("status").asText();
        String after = params.path("statusTimestampAfter").asText();
        return (context.isEmpty() || context.equals(task.path("contextId").asText()))
                && (state.isEmpty()
                        || state.equals(task.path("status").path("state").asText()))
                && task.path("status").path("timestamp").asText().compareTo(after) >= 0;
    }
}
