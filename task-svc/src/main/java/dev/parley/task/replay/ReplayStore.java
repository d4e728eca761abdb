package dev.parley.task.replay;

import dev.parley.task.journal.TaskKey;
import java.util.OptionalLong;
import java.util.UUID;

/** What a replay looks up in a task's journal. Safe for concurrent use. */
public interface ReplayStore {
    /** The entry of a task's message, counted from 1; empty when it had not so many. */
    OptionalLong message(TaskKey task, int turn);

    /** How many messages a task had. */
    int messages(TaskKey task);

    /** Whether the task's journal says already that the other one was made from it. */
    boolean ledTo(TaskKey task, UUID made);
}
