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
    private final boolean roomForOthers;

    public A2aException(A2aErrorCode code, String message) {
        this(code, message, List.of(), null, false);
    }

    public A2aException(A2aErrorCode code, String message, List<Violation> violations) {
        this(code, message, violations, null, false);
    }

    private A2aException(
            A2aErrorCode code,
            String message,
            List<Violation> violations,
            @Nullable Duration retryAfter,
            boolean roomForOthers) {
        // an answer, not a fault: nobody reads its stack, and filling it costs more than the rest of the call
        super(message, null, false, false);
        this.code = code;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
        this.roomForOthers = roomForOthers;
    }

    /** An error that goes away by itself: the caller is told when to come back. */
    public static A2aException retryable(A2aErrorCode code, String message, Duration retryAfter) {
        return new A2aException(code, message, List.of(), retryAfter, false);
    }

    /** OVERLOADED of one agent, tenant or task: the mesh itself has room for others. */
    public static A2aException busy(String message, Duration retryAfter) {
        return new A2aException(A2aErrorCode.OVERLOADED, message, List.of(), retryAfter, true);
    }

    /** INVALID_PARAMS with one violation. */
    public static A2aException invalidParams(String path, String description) {
        return new A2aException(
                A2aErrorCode.INVALID_PARAMS, path + ": " + description, List.of(new Violation(path, description)));
    }

    public static A2aException of(
            A2aErrorCode code, String message, List<Violation> violations, @Nullable Duration retryAfter) {
        return new A2aException(code, message, violations, retryAfter, false);
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

    /** False also where nobody said: then the mesh is taken for what has too much to do. */
    public boolean leavesRoomForOthers() {
        return roomForOthers;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
