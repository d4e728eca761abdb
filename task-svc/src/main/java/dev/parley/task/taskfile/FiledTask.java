package dev.parley.task.taskfile;

import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.util.UUID;

/**
 * What a file says of its task before the entries.
 *
 * @param tenant whose it was, as is the subject
 * @param endpoint an agent's id, or empty for the mesh itself
 * @param isTask false when the agent answered with a bare message
 * @param lastSequence how many entries follow
 */
public record FiledTask(
        UUID id,
        String tenant,
        String subject,
        String endpoint,
        String contextId,
        TaskState state,
        boolean isTask,
        Instant createdAt,
        Instant statusAt,
        long lastSequence) {
    static FiledTask of(TaskRow row) {
        return new FiledTask(
                row.key().id(),
                row.key().tenant(),
                row.subject(),
                row.endpoint(),
                row.contextId(),
                row.state(),
                row.isTask(),
                row.createdAt(),
                row.statusAt(),
                row.lastSequence());
    }
}
