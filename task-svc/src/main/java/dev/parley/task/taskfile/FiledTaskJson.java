package dev.parley.task.taskfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;

/** The facts in a file's header, read with suspicion. */
final class FiledTaskJson {
    private static final int LONGEST = 1024;
    // years that PostgreSQL and RFC 3339 both have
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private FiledTaskJson() {}

    static FiledTask read(JsonNode task) throws TaskFileException {
        return new FiledTask(
                id(task),
                text(task, "tenant"),
                text(task, "subject"),
                text(task, "endpoint"),
                text(task, "context_id"),
                state(task),
                task.path("is_task").asBoolean(),
                time(task, "created_at", "line 1"),
                time(task, "status_at", "line 1"),
                task.path("entries").asLong());
    }

    private static UUID id(JsonNode task) throws TaskFileException {
        String text = text(task, "id");
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw TaskFileException.atLine(1, "has the id \"" + shown(text) + "\" (expected: a task's id)");
    }

    private static TaskState state(JsonNode task) throws TaskFileException {
        String text = text(task, "state");
        for (TaskState state : TaskState.values()) {
            if (state.name().equals(text)) {
                return state;
            }
        }
        throw TaskFileException.atLine(1, "has the state \"" + shown(text) + "\" (expected: one of A2A's)");
    }

    private static String text(JsonNode task, String member) throws TaskFileException {
        String text = task.path(member).textValue();
        if (text == null || text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw TaskFileException.atLine(
                    1, "has no \"" + member + "\" (expected: a text of at most " + LONGEST + " characters, no U+0000)");
        }
        return text;
    }

    static Instant time(JsonNode node, String member, String where) throws TaskFileException {
        try {
            Instant at = Instant.parse(node.path(member).asText());
            if (!at.isBefore(FIRST) && at.isBefore(LAST)) {
                return at;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new TaskFileException(where + " has no time \"" + member + "\" (expected: one in RFC 3339)");
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
