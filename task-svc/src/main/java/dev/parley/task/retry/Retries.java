package dev.parley.task.retry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Whether and when an agent is tried again with the same message. Safe for concurrent use. */
public final class Retries {
    private final Backoff backoff;
    private final RetryBudget budget;
    private final Counter made;
    private final Counter refused;

    public Retries(Backoff backoff, RetryBudget budget, MeterRegistry meters) {
        this.backoff = backoff;
        this.budget = budget;
        this.made = counter(meters, "made");
        this.refused = counter(meters, "refused");
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("parley.task.retries")
                .description("Attempts at an agent that had one of the same message, made and refused for the budget")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** An agent is tried with a message for the first time. */
    public void first(String tenant, String agentId) {
        budget.first(tenant, agentId);
    }

    /** An agent is to be tried again with a message; false when its budget is spent. */
    public boolean mayRepeat(String tenant, String agentId) {
        boolean may = budget.mayRepeat(tenant, agentId);
        (may ? made : refused).increment();
        return may;
    }

    /** @param failures attempts at the agent that have failed in a row */
    public Duration pause(int failures) {
        return backoff.pause(failures);
    }
}
