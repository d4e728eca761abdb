package dev.parley.cli.output;

/** Ends the command with a message for people and an exit status for scripts. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    public CliException(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    public CliException(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public ExitStatus status() {
        return status;
    }

    /** The message, which is never null here. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
