package dev.parley.registry.search;

import dev.parley.registry.agent.AgentKey;

/**
 * An agent that was looked at and is no match.
 *
 * @param detail a sentence with the value and what was expected
 */
public record LeftOut(AgentKey agent, Reason reason, String detail) {
    /** Why, in the order in which it is asked. */
    public enum Reason {
        NOT_ACTIVE,
        SKILL_MISSING,
        TAG_MISSING,
        INPUT_MODE,
        OUTPUT_MODE,
        BELOW_FLOOR
    }
}
