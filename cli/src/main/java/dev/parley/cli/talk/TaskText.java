package dev.parley.cli.talk;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.extension.Extensions;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;

/** Tasks as a person reads them. */
public final class TaskText {
    private TaskText() {}

    /** {@code TASK_STATE_INPUT_REQUIRED} is {@code input-required}. */
    public static String state(TaskState state) {
        return state.name()
                .replaceFirst("^TASK_STATE_", "")
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    public static boolean isTerminal(TaskState state) {
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

    /** How a command ends whose task has this state: a task that came to nothing is a failure. */
    public static ExitStatus exitStatus(TaskState state) {
        return switch (state) {
            case TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_REJECTED -> ExitStatus.FAILURE;
            case TASK_STATE_COMPLETED,
                    TASK_STATE_SUBMITTED,
                    TASK_STATE_WORKING,
                    TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED,
                    TASK_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> ExitStatus.DONE;
        };
    }

    /** When it came to its state, to the second, in UTC. */
    public static String since(Task task) {
        return Instant.ofEpochSecond(task.getStatus().getTimestamp().getSeconds())
                .toString();
    }

    /** What the task made: its artifacts, then what the agent said last. */
    public static String result(Task task) {
        StringJoiner text = new StringJoiner("\n");
        for (Artifact artifact : task.getArtifactsList()) {
            text.add(Parts.text(artifact.getPartsList()));
        }
        String said = words(task.getStatus().getMessage());
        if (!said.isEmpty()) {
            text.add(said);
        }
        return text.toString();
    }

    public static String words(Message message) {
        return Parts.text(message.getPartsList());
    }

    /** The mesh's decision; empty where a named agent was called. */
    public static Struct decision(Struct metadata) {
        return metadata.getFieldsOrDefault(Extensions.ROUTE, Value.getDefaultInstance())
                .getStructValue();
    }

    /** A text member of a struct; empty where there is none. */
    public static String member(Struct struct, String name) {
        return struct.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }
}
