package dev.parley.standalone.folder;

import java.util.concurrent.CompletionException;

/** The mesh cannot start, for a reason that its user can act on. The message is the whole story; no stack is needed. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }

    /** The refusal among the causes of a failed start; a new one that says the innermost cause where there is none. */
    public static StartRefused from(CompletionException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof StartRefused)) {
            cause = cause.getCause();
        }
        return cause instanceof StartRefused refused
                ? refused
                : new StartRefused("The mesh does not start: " + cause, failure);
    }
}
