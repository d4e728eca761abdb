package dev.parley.router.agent;

import java.time.Duration;

/** Nothing was heard from the agent for the time that was given. Expected, so it carries no stack trace. */
public final class AgentSilence extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration waited;

    public AgentSilence(Duration waited) {
        super("nothing was heard for " + waited, null, false, false);
        this.waited = waited;
    }

    public Duration waited() {
        return waited;
    }
}
