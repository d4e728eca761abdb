package dev.parley.router.outbound;

/** Carries an outcome up to where the call ends. Expected, so it carries no stack trace. */
public final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CallOutcome outcome;

    CallFailed(CallOutcome outcome) {
        super(outcome.reason(), null, false, false);
        this.outcome = outcome;
    }

    public CallOutcome outcome() {
        return outcome;
    }
}
