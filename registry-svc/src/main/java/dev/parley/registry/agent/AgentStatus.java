package dev.parley.registry.agent;

/** Whether an agent gets tasks (requirements B8). Only the first does. */
public enum AgentStatus {
    ACTIVE,
    /** Registered and never reached. */
    INACTIVE,
    /** Keeps its registration and gets no new tasks. */
    MAINTENANCE,
    /** Was there and does not answer its probes any more. */
    FAILED
}
