package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;

/** This instance can no longer write a task: another owns it now, or its entry cannot be stored. */
final class TaskLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskLostException(TaskKey task, Throwable cause) {
        super("Task " + task + " can no longer be written here", cause);
    }
}
