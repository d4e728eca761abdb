package dev.parley.router.agent;

/**
 * Why a request to an agent did not get its answer. Expected, so it carries no stack trace.
 *
 * <p>{@link #sent()} is the whole proof behind "not started": false only when no byte of the request can have reached the
 * agent's program.
 */
public final class ConnectionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    public ConnectionFailure(boolean sent, String reason) {
        super(reason, null, false, false);
        this.sent = sent;
    }

    /** True when at least a part of the request may have reached the agent. */
    public boolean sent() {
        return sent;
    }

    /** A sentence for people, without a full stop. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
