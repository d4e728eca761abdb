package dev.parley.task.journal;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as its row says: where it stands and who runs it, without its content.
 *
 * @param endpoint an agent's id, or empty for the mesh itself
 * @param isTask false when the agent answered with a bare message: then callers see no task
 * @param agent empty until chosen
 * @param remoteTask the agent's own ids, empty until known
 * @param waiting follow-ups accepted that have not got their first word
 * @param pushed the task has, or had, webhooks
 * @param snapshot the folded task up to {@code snapshotSequence}
 */
public record TaskRow(
        TaskKey key,
        String subject,
        String endpoint,
        String contextId,
        TaskState state,
        boolean isTask,
        Instant statusAt,
        Instant createdAt,
        long lastSequence,
        long epoch,
        String agent,
        String remoteTask,
        String remoteContext,
        int waiting,
        boolean pushed,
        @Nullable Task snapshot,
        long snapshotSequence) {

    public Optional<Task> folded() {
        return Optional.ofNullable(snapshot);
    }

    public boolean isManaged() {
        return endpoint.isEmpty();
    }
}
