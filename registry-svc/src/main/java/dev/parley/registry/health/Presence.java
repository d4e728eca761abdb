package dev.parley.registry.health;

import dev.parley.registry.agent.AgentKey;

/**
 * Signs of life that instances of the registry share. May be lost at any time: no sign means nothing is known. No method
 * fails or blocks for longer than a moment.
 */
interface Presence {
    void seen(AgentKey agent);

    /** True when some instance has seen the agent lately. */
    boolean isSeen(AgentKey agent);

    /** Where there is nobody to share with. */
    Presence ALONE = new Presence() {
        @Override
        public void seen(AgentKey agent) {}

        @Override
        public boolean isSeen(AgentKey agent) {
            return false;
        }
    };
}
