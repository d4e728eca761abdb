package dev.parley.examples.kit;

/** Somebody canceled the task; the agent lets it through and stops. */
public final class TaskCanceledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskCanceledException(String taskId) {
        super("Task " + taskId + " was canceled", null, false, false);
    }
}
