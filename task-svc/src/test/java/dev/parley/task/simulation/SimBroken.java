package dev.parley.task.simulation;

/** A rule that a simulation leaves out, to show that it would be missed. */
public enum SimBroken {
    NOTHING,
    /** Appends are not fenced: whoever believes to own a task writes to it. */
    APPEND_UNFENCED,
    /** Who takes a task over leaves its epoch as it was. */
    EPOCH_KEPT,
    /** Messages do not claim their intake key. */
    INTAKE_UNCLAIMED,
    /** A task that has ended takes commands. */
    ENDED_TAKES_COMMANDS,
    /** An attempt goes out before it is durable. */
    ATTEMPT_NOT_AWAITED,
    /** Who takes a task over sends again what may have started. */
    SECOND_START,
    /** Who may have lost a task starts its agent all the same. */
    HOLDING_IGNORED,
    /** An outcome that is not known is taken for a failure, and the batch written again. */
    UNKNOWN_REPEATED
}
