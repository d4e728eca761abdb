package dev.parley.router.outbound;

import dev.parley.proto.error.A2aErrorCode;

/** Carries an outcome up to where the call ends. Expected, so it carries no stack trace. */
public final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CallOutcome outcome;
    private final boolean absent;

    public CallFailed(CallOutcome outcome) {
        this(outcome, false);
    }

    private CallFailed(CallOutcome outcome, boolean absent) {
        super(outcome.reason(), null, false, false);
        this.outcome = outcome;
        this.absent = absent;
    }

    /** The refusal of a server that has nothing where the operation should be: no agent has looked at the request. */
    public static CallFailed absent(CallOutcome.Refused outcome) {
        return new CallFailed(outcome, true);
    }

    public CallOutcome outcome() {
        return outcome;
    }

    /** True when the interface does not have the operation at all. */
    boolean isAbsent() {
        return absent || refusedWith(A2aErrorCode.METHOD_NOT_FOUND);
    }

    /** True for a refusal that says "I cannot do this operation" and not "I do not want this message". */
    boolean isUnsupported() {
        return isAbsent() || refusedWith(A2aErrorCode.UNSUPPORTED_OPERATION);
    }

    private boolean refusedWith(A2aErrorCode code) {
        return outcome instanceof CallOutcome.Refused refused && refused.code() == code.jsonRpcCode();
    }
}
