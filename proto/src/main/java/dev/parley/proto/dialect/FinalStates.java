package dev.parley.proto.dialect;

import dev.parley.proto.a2a.v1.TaskState;

/**
 * The states with which a stream ended before 1.0: servers of that time close it there, and clients of that time wait for
 * {@code final}.
 */
public final class FinalStates {
    private FinalStates() {}

    /** True where the task has ended, and where it waits for its caller. */
    public static boolean contain(TaskState state) {
        return switch (state) {
            case TASK_STATE_COMPLETED,
                    TASK_STATE_FAILED,
                    TASK_STATE_CANCELED,
                    TASK_STATE_REJECTED,
                    TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED -> true;
            case TASK_STATE_UNSPECIFIED, TASK_STATE_SUBMITTED, TASK_STATE_WORKING, UNRECOGNIZED -> false;
        };
    }
}
