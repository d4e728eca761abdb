package dev.parley.cli.conformance;

import dev.parley.cli.conformance.wire.SpecError;

/** What {@link AgentCore} refuses with. */
final class AgentFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SpecError error;
    private boolean unauthenticated;

    AgentFault(SpecError error, String message) {
        super(message);
        this.error = error;
    }

    /** No credentials, which is no error of the specification's table. */
    static AgentFault unauthenticated() {
        AgentFault fault = new AgentFault(SpecError.INVALID_REQUEST, "no credentials");
        fault.unauthenticated = true;
        return fault;
    }

    boolean isUnauthenticated() {
        return unauthenticated;
    }

    SpecError error() {
        return error;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
