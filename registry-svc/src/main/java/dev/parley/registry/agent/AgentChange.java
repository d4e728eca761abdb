package dev.parley.registry.agent;

/** What watchers are told. */
public sealed interface AgentChange {
    record Upserted(RegisteredAgent agent) implements AgentChange {}

    record Deleted(AgentKey key) implements AgentChange {}

    /** Everything that existed when the watch began has been told. */
    record Synced() implements AgentChange {}
}
