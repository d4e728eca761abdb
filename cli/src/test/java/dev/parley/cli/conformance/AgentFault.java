package dev.parley.cli.conformance;

import dev.parley.cli.conformance.wire.SpecError;

/** What {@link AgentCore} refuses with. */
final class AgentFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SpecError error;

    AgentFault(SpecError error, String message) {
        super(message);
        this.error = error;
    }

    SpecError error() {
        return error;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
