package dev.parley.standalone.folder;

/** The mesh cannot start, for a reason that its user can act on. The message is the whole story; no stack is needed. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
