package dev.parley.task.journal;

/** The database refuses an entry for what is in it; nothing was written, and trying again will not help. */
public final class NotStorableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotStorableException(TaskKey task, Throwable cause) {
        super("An entry of task " + task + " cannot be stored: " + cause.getMessage(), cause);
    }
}
