package dev.parley.proto.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that carries an error to the caller. Its message is for people: the offending value, then what was
 * expected. Anything else that is thrown reaches the caller as INTERNAL_ERROR with a fixed text.
 */
public final class A2aException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final A2aErrorCode code;
    private final transient List<Violation> violations;
    private final @Nullable Duration retryAfter;

    public A2aException(A2aErrorCode code, String message) {
        this(code, message, List.of(), null, null);
    }

    public A2aException(A2aErrorCode code, String message, List<Violation> violations) {
        this(code, message, violations, null, null);
    }

    private A2aException(
            A2aErrorCode code,
            String message,
            List<Violation> violations,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        // an answer, not a fault: nobody reads its stack, and filling it costs more than the rest of the call
        super(message, cause, false, cause != null);
        this.code = code;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** An error that goes away by itself: the caller is told when to come back. */
    public static A2aException retryable(A2aErrorCode code, String message, Duration retryAfter) {
        return new A2aException(code, message, List.of(), retryAfter, null);
    }

    /** INVALID_PARAMS with one violation. */
    public static A2aException invalidParams(String path, String description) {
        return new A2aException(
                A2aErrorCode.INVALID_PARAMS, path + ": " + description, List.of(new Violation(path, description)));
    }

    public static A2aException of(
            A2aErrorCode code, String message, List<Violation> violations, @Nullable Duration retryAfter) {
        return new A2aException(code, message, violations, retryAfter, null);
    }

    public A2aErrorCode code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
