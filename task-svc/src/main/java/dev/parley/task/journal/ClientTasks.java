package dev.parley.task.journal;

import java.util.Optional;
import java.util.UUID;

/** Which task a caller means by an id of its own. Safe for concurrent use. */
public interface ClientTasks {
    /**
     * Binds a name to a task that is about to be accepted, durably, unless it is bound already.
     *
     * @param proposed the id of the task if the name is new
     * @param unusedBefore a binding to an older id than this whose task never came is replaced; UUIDv7
     * @return the id that the name is bound to from now on
     */
    UUID bind(ClientTaskName name, UUID proposed, UUID unusedBefore);

    /** The task of a name; it may not have been accepted yet. */
    Optional<TaskKey> find(ClientTaskName name);
}
