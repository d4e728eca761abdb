package dev.parley.task.checkpoint;

import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.CheckpointRef;
import dev.parley.task.journal.Entry;
import org.jspecify.annotations.Nullable;

/** What a task's journal says of its checkpoints, entry by entry. Not safe for concurrent use. */
public final class CheckpointMarks {
    private Seen seen = new Seen(null, "", 0);

    /**
     * As far as it was read.
     *
     * @param last saved; null for none
     * @param begunAt the checkpoint that the newest attempt began at; empty for none
     * @param times how many attempts in a row began there
     */
    public record Seen(@Nullable LastSaved last, String begunAt, int times) {
        int begunAt(CheckpointRef ref) {
            return ref.getCheckpointId().equals(begunAt) ? times : 0;
        }
    }

    public void take(Entry entry) {
        if (entry.body() instanceof CheckpointEntry checkpoint && checkpoint.hasSaved()) {
            seen = new Seen(LastSaved.of(checkpoint, entry.at()), seen.begunAt, seen.times);
        } else if (entry.body() instanceof AttemptEntry attempt) {
            String from = attempt.getResumedFrom().getCheckpointId();
            seen = new Seen(seen.last, from, from.equals(seen.begunAt) ? seen.times + 1 : 1);
        }
    }

    public Seen seen() {
        return seen;
    }
}
