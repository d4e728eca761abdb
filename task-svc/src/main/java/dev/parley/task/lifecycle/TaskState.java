package dev.parley.task.lifecycle;

import org.jspecify.annotations.Nullable;

/** A task's life cycle (A2A 1.0.1 §4.1.3); the spec's names without TASK_STATE_. */
public enum TaskState {
    SUBMITTED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_SUBMITTED),
    WORKING(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_WORKING),
    INPUT_REQUIRED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_INPUT_REQUIRED),
    AUTH_REQUIRED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_AUTH_REQUIRED),
    COMPLETED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_COMPLETED),
    FAILED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_FAILED),
    CANCELED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_CANCELED),
    REJECTED(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_REJECTED);

    private final dev.parley.proto.a2a.v1.TaskState wire;

    TaskState(dev.parley.proto.a2a.v1.TaskState wire) {
        this.wire = wire;
    }

    public boolean isTerminal() {
        return switch (this) { // no default: a new state must fail to compile
            case SUBMITTED, WORKING, INPUT_REQUIRED, AUTH_REQUIRED -> false;
            case COMPLETED, FAILED, CANCELED, REJECTED -> true;
        };
    }

    /** The agent waits for the caller. */
    public boolean isInterrupted() {
        return this == INPUT_REQUIRED || this == AUTH_REQUIRED;
    }

    public dev.parley.proto.a2a.v1.TaskState wire() {
        return wire;
    }

    /** Null for UNSPECIFIED and for numbers we do not know. */
    public static @Nullable TaskState of(dev.parley.proto.a2a.v1.TaskState wire) {
        return switch (wire) {
            case TASK_STATE_SUBMITTED -> SUBMITTED;
            case TASK_STATE_WORKING -> WORKING;
            case TASK_STATE_INPUT_REQUIRED -> INPUT_REQUIRED;
            case TASK_STATE_AUTH_REQUIRED -> AUTH_REQUIRED;
            case TASK_STATE_COMPLETED -> COMPLETED;
            case TASK_STATE_FAILED -> FAILED;
            case TASK_STATE_CANCELED -> CANCELED;
            case TASK_STATE_REJECTED -> REJECTED;
            case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    /** @throws IllegalStateException for a number that is no state */
    public static TaskState ofNumber(int number) {
        var wire = dev.parley.proto.a2a.v1.TaskState.forNumber(number);
        TaskState state = wire == null ? null : of(wire);
        if (state == null) {
            throw new IllegalStateException("Task state " + number + " (expected: 1 to 8)");
        }
        return state;
    }
}
