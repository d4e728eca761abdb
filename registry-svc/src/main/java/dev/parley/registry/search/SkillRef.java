package dev.parley.registry.search;

import dev.parley.registry.agent.AgentKey;

/** Names one skill of one agent. */
public record SkillRef(AgentKey agent, String skillId) {}
