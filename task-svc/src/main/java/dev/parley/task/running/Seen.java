package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.task.v1.RefusedMessage;
import dev.parley.task.lifecycle.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see of a task that has come far enough.
 *
 * @param answered the entry of the newest message of whose turn the task's status tells
 * @param message the agent's bare message, when it answered with one
 * @param refused the newest message that the agent refused with an error, when it did
 */
record Seen(
        TaskState state,
        long lastSequence,
        long statusSequence,
        long answered,
        @Nullable Message message,
        @Nullable RefusedMessage refused) {
    /** The task has ended, or waits for its caller since the turn of the message at {@code sequence} or a later one. */
    boolean stoppedAfter(long sequence) {
        return state.isTerminal() || (state.isInterrupted() && answered >= sequence);
    }

    /** Nothing more comes after {@code cursor} in a stream of the message at {@code sequence}. */
    boolean endsTurnOf(long sequence, long cursor) {
        return stoppedAfter(sequence) && state != TaskState.AUTH_REQUIRED && statusSequence <= cursor;
    }
}
