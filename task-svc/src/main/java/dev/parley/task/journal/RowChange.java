package dev.parley.task.journal;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an append changes in the task's row; null leaves a column as it is. */
public record RowChange(
        @Nullable TaskState state,
        @Nullable Instant statusAt,
        @Nullable Boolean isTask,
        @Nullable String agent,
        @Nullable String remoteTask,
        @Nullable String remoteContext,
        @Nullable Task snapshot) {
    public static final RowChange NONE = new RowChange(null, null, null, null, null, null, null);

    public static RowChange agent(String agent) {
        return new RowChange(null, null, null, agent, null, null, null);
    }
}
