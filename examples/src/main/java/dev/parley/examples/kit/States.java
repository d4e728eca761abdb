package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.TaskState;

/** What A2A says of its task states (A2A 1.0.1 §4.1.3). */
final class States {
    private States() {}

    /** Nothing follows. */
    static boolean isTerminal(TaskState state) {
        return switch (state) {
            case TASK_STATE_COMPLETED, TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_REJECTED -> true;
            case TASK_STATE_SUBMITTED,
                    TASK_STATE_WORKING,
                    TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED,
                    TASK_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }

    /** The agent works; it is nobody else's turn. */
    static boolean isActive(TaskState state) {
        return state == TaskState.TASK_STATE_SUBMITTED || state == TaskState.TASK_STATE_WORKING;
    }
}
