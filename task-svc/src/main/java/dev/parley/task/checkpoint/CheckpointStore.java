package dev.parley.task.checkpoint;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.journal.TaskKey;
import java.util.Optional;

/** Where the last checkpoint of each task is. They are written with the journal (RowChange.checkpoint). */
public interface CheckpointStore {
    /**
     * The newest that is committed.
     *
     * @throws A2aException OVERLOADED while the database is away
     */
    Optional<Checkpoint> last(TaskKey task);
}
