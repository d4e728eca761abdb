package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One event of a stream, or a whole task, as it came.
 *
 * @param number the SSE id, {@link Watch#NO_NUMBER} without one
 * @param result the JSON-RPC result
 */
public record StreamEvent(long number, JsonNode result) {
    private static final Set<String> ENDS =
            Set.of("TASK_STATE_COMPLETED", "TASK_STATE_FAILED", "TASK_STATE_CANCELED", "TASK_STATE_REJECTED");

    public int hash() {
        return result.toString().hashCode();
    }

    public boolean isMessage() {
        return result.has("message");
    }

    public boolean isTask() {
        return result.has("task");
    }

    /** Of a bare Message. */
    String messageId() {
        return result.path("message").path("messageId").asText();
    }

    /** Of a bare Message. */
    String messageText() {
        return textOf(result.path("message"));
    }

    /** Of the task that it is about; empty for a bare Message. */
    public String taskId() {
        String id = result.path("task").path("id").asText();
        String update = result.path("statusUpdate").path("taskId").asText();
        return !id.isEmpty()
                ? id
                : !update.isEmpty()
                        ? update
                        : result.path("artifactUpdate").path("taskId").asText();
    }

    /** The state that it says the task is in; empty when it says nothing of that. */
    public String state() {
        return status().path("state").asText();
    }

    /** What the status says beside the state. */
    public String reason() {
        return textOf(status().path("message"));
    }

    private JsonNode status() {
        return result.has("task")
                ? result.path("task").path("status")
                : result.path("statusUpdate").path("status");
    }

    public boolean isEnd() {
        return ENDS.contains(state());
    }

    public static boolean isEnd(String state) {
        return ENDS.contains(state);
    }

    /** What the text of the task's artifacts is behind this event, where it was {@code before} in front of it. */
    String textAfter(String before) {
        if (result.has("task")) {
            return artifactText(result.path("task"));
        }
        JsonNode update = result.path("artifactUpdate");
        if (update.isMissingNode()) {
            return before;
        }
        String more = textOf(update.path("artifact"));
        return update.path("append").asBoolean() ? before + more : more;
    }

    /** The text of all artifacts of a task. */
    public static String artifactText(JsonNode task) {
        StringBuilder text = new StringBuilder();
        task.path("artifacts").forEach(artifact -> text.append(textOf(artifact)));
        return text.toString();
    }

    /** Of a message or an artifact. */
    public static String textOf(JsonNode withParts) {
        StringBuilder text = new StringBuilder();
        withParts.path("parts").forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
