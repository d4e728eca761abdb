package dev.parley.cli.output;

/** How a command ends, as the official A2A command line has it. */
public enum ExitStatus {
    DONE(0),
    FAILURE(1),
    USAGE(2),
    UNREACHABLE(3),
    AUTHENTICATION(4),
    TIMEOUT(5);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
