package dev.parley.router.outbound;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import org.jspecify.annotations.Nullable;

/** What one call has heard so far: which task it is, and where that stands. Not safe for concurrent use. */
final class Progress {
    private String taskId;
    private TaskState state = TaskState.TASK_STATE_UNSPECIFIED;
    private boolean answeredByMessage;
    private boolean heardAnything;
    private @Nullable Task lastSnapshot;

    /** @param taskId the agent's task id, empty when it is not known yet */
    Progress(String taskId) {
        this.taskId = taskId;
    }

    void heard(StreamResponse event) {
        heardAnything = true;
        switch (event.getPayloadCase()) {
            case TASK -> {
                Task task = event.getTask();
                keepId(task.getId());
                state = task.getStatus().getState();
                lastSnapshot = task;
            }
            case STATUS_UPDATE -> {
                TaskStatusUpdateEvent update = event.getStatusUpdate();
                keepId(update.getTaskId());
                state = update.getStatus().getState();
                lastSnapshot = null;
            }
            case ARTIFACT_UPDATE -> {
                keepId(event.getArtifactUpdate().getTaskId());
                lastSnapshot = null;
            }
            case MESSAGE -> answeredByMessage = true;
            case PAYLOAD_NOT_SET -> {
                // refused before it gets here
            }
        }
    }

    // one call is one task: what a confused agent names later does not count
    private void keepId(String named) {
        if (taskId.isEmpty()) {
            taskId = named;
        }
    }

    String taskId() {
        return taskId;
    }

    TaskState state() {
        return state;
    }

    /** False also for a follow-up whose task is known: its old state says nothing of the new message. */
    boolean heardAnything() {
        return heardAnything;
    }

    boolean hasTask() {
        return !taskId.isEmpty();
    }

    /** True when nothing has to follow: a bare Message, or a state in which the agent's turn is over. */
    boolean isOver() {
        return answeredByMessage || isOver(state);
    }

    /** True where the agent's turn is over: at its end, or while it waits for the caller. */
    static boolean isOver(TaskState state) {
        return isTerminal(state)
                || state == TaskState.TASK_STATE_INPUT_REQUIRED
                || state == TaskState.TASK_STATE_AUTH_REQUIRED;
    }

    static boolean isTerminal(TaskState state) {
        return switch (state) {
            case TASK_STATE_COMPLETED, TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_REJECTED -> true;
            case TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED,
                    TASK_STATE_UNSPECIFIED,
                    TASK_STATE_SUBMITTED,
                    TASK_STATE_WORKING,
                    UNRECOGNIZED -> false;
        };
    }

    /** True while the agent may go on by itself though its turn is over: authorization can arrive out of band. */
    boolean mayGoOnByItself() {
        return state == TaskState.TASK_STATE_AUTH_REQUIRED;
    }

    /** True when this snapshot was the last thing heard. */
    boolean knows(Task snapshot) {
        return snapshot.equals(lastSnapshot);
    }
}
