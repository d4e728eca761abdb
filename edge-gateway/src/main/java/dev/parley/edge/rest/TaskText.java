package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** States and parts as the REST paths show them. */
final class TaskText {
    private TaskText() {}

    /** {@code TASK_STATE_INPUT_REQUIRED} is {@code input-required}. */
    static String status(TaskState state) {
        return state.name()
                .substring("TASK_STATE_".length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    static boolean isTerminal(TaskState state) {
        return switch (state) {
            case TASK_STATE_COMPLETED, TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_REJECTED -> true;
            case TASK_STATE_SUBMITTED,
                    TASK_STATE_WORKING,
                    TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED,
                    TASK_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }

    /** The words of a message, for people. */
    static String words(Message message) {
        return message.getPartsList().stream()
                .filter(Part::hasText)
                .map(Part::getText)
                .collect(Collectors.joining(" "));
    }

    /** The artifacts' parts, or where there are none what the agent said last. */
    static List<Part> parts(Task task) {
        List<Part> parts = task.getArtifactsList().stream()
                .map(Artifact::getPartsList)
                .flatMap(List::stream)
                .toList();
        return parts.isEmpty() ? task.getStatus().getMessage().getPartsList() : parts;
    }

    /** Writes a result as plainly as it is: one data part as its JSON, one text part as a string, else the parts. */
    static void result(JsonGenerator json, List<Part> parts) throws IOException {
        if (parts.isEmpty()) {
            json.writeNull();
        } else if (parts.size() == 1 && parts.getFirst().hasData()) {
            ProtoJson.write(json, parts.getFirst().getData());
        } else if (parts.size() == 1 && parts.getFirst().hasText()) {
            json.writeString(parts.getFirst().getText());
        } else {
            json.writeStartArray();
            for (Part part : parts) {
                ProtoJson.write(json, part);
            }
            json.writeEndArray();
        }
    }
}
