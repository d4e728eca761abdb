package dev.parley.cli.conformance.v03;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with an object of 0.3, in the JSON of JSON-RPC (§6 and §7.2 of 0.3): members that are required and absent or of
 * another type, names that are none of 0.3's.
 */
final class V03Shape {
    static final Set<String> STATES = Set.of(
            "submitted",
            "working",
            "input-required",
            "completed",
            "canceled",
            "failed",
            "rejected",
            "auth-required",
            "unknown");

    private final List<String> wrong = new ArrayList<>();

    private V03Shape() {}

    /** Everything that is wrong with a task, a message or an event, whatever its kind says it is. */
    static List<String> violations(JsonNode json) {
        V03Shape shape = new V03Shape();
        switch (json.path("kind").asText()) {
            case "task" -> shape.task(json, "$");
            case "message" -> shape.message(json, "$");
            case "status-update" -> shape.statusUpdate(json, "$");
            case "artifact-update" -> shape.artifactUpdate(json, "$");
            default ->
                shape.wrong.add("$.kind: " + json.path("kind")
                        + " (expected: task, message, status-update or artifact-update)");
        }
        return List.copyOf(shape.wrong);
    }

    private void text(JsonNode holder, String name, String path) {
        require(
                holder.path(name).isTextual() && !holder.path(name).asText().isEmpty(),
                holder.path(name),
                path + "." + name,
                "text");
    }

    private void require(boolean right, JsonNode value, String path, String expected) {
        if (!right) {
            wrong.add(path + ": " + (value.isMissingNode() ? "missing" : value) + " (expected: " + expected + ")");
        }
    }

    private void task(JsonNode task, String path) {
        text(task, "id", path);
        text(task, "contextId", path);
        status(task.path("status"), path + ".status");
        int number = 0;
        for (JsonNode artifact : task.path("artifacts")) {
            artifact(artifact, path + ".artifacts[" + number++ + "]");
        }
        number = 0;
        for (JsonNode message : task.path("history")) {
            message(message, path + ".history[" + number++ + "]");
        }
    }

    private void status(JsonNode status, String path) {
        require(
                STATES.contains(status.path("state").asText()),
                status.path("state"),
                path + ".state",
                "one of " + STATES);
        if (status.hasNonNull("message")) {
            message(status.path("message"), path + ".message");
        }
    }

    private void message(JsonNode message, String path) {
        require(message.path("kind").asText().equals("message"), message.path("kind"), path + ".kind", "message");
        text(message, "messageId", path);
        require(
                message.path("role").asText().matches("user|agent"),
                message.path("role"),
                path + ".role",
                "user or agent");
        parts(message.path("parts"), path + ".parts");
    }

    private void artifact(JsonNode artifact, String path) {
        text(artifact, "artifactId", path);
        parts(artifact.path("parts"), path + ".parts");
    }

    private void parts(JsonNode parts, String path) {
        require(parts.isArray(), parts, path, "an array");
        int number = 0;
        for (JsonNode part : parts) {
            part(part, path + "[" + number++ + "]");
        }
    }

    private void part(JsonNode part, String path) {
        switch (part.path("kind").asText()) {
            case "text" -> require(part.path("text").isTextual(), part.path("text"), path + ".text", "text");
            case "data" -> require(part.path("data").isObject(), part.path("data"), path + ".data", "an object");
            case "file" -> {
                JsonNode file = part.path("file");
                require(
                        file.path("bytes").isTextual() != file.path("uri").isTextual(),
                        file,
                        path + ".file",
                        "either bytes or a uri");
            }
            default -> require(false, part.path("kind"), path + ".kind", "text, file or data");
        }
    }

    private void statusUpdate(JsonNode event, String path) {
        text(event, "taskId", path);
        text(event, "contextId", path);
        status(event.path("status"), path + ".status");
        require(event.path("final").isBoolean(), event.path("final"), path + ".final", "true or false");
    }

    private void artifactUpdate(JsonNode event, String path) {
        text(event, "taskId", path);
        text(event, "contextId", path);
        artifact(event.path("artifact"), path + ".artifact");
    }
}
