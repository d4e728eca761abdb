package dev.parley.proto.dialect.v01;

import dev.parley.proto.error.A2aErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * An error in 0.1's words. Its schema has a fixed message for each, which some clients compare; what it is about goes into
 * {@code data}. From -32004 on the numbers, which stand in its text alone, mean something else than later.
 *
 * @param message null for one of the mesh's own, which says itself what it is
 */
public record V01Error(int code, @Nullable String message) {
    /** @param aboutAMessage whether it answers a send */
    public static V01Error of(A2aErrorCode code, boolean aboutAMessage) {
        return switch (code) {
            case PARSE_ERROR -> new V01Error(code.jsonRpcCode(), "Invalid JSON payload");
            case INVALID_REQUEST, EXTENSION_SUPPORT_REQUIRED, VERSION_NOT_SUPPORTED ->
                new V01Error(A2aErrorCode.INVALID_REQUEST.jsonRpcCode(), "Request payload validation error");
            case METHOD_NOT_FOUND -> new V01Error(code.jsonRpcCode(), "Method not found");
            case INVALID_PARAMS -> new V01Error(code.jsonRpcCode(), "Invalid parameters");
            case INTERNAL_ERROR, INVALID_AGENT_RESPONSE ->
                new V01Error(A2aErrorCode.INTERNAL_ERROR.jsonRpcCode(), "Internal error");
            case TASK_NOT_FOUND, TASK_EXPIRED -> new V01Error(code.jsonRpcCode(), "Task not found");
            case TASK_NOT_CANCELABLE -> new V01Error(code.jsonRpcCode(), "Task cannot be canceled");
            case PUSH_NOTIFICATION_NOT_SUPPORTED ->
                new V01Error(code.jsonRpcCode(), "Push Notification is not supported");
            // a message to a task that has ended
            case UNSUPPORTED_OPERATION ->
                aboutAMessage
                        ? new V01Error(-32009, "Invalid task state for operation")
                        : new V01Error(-32004, "This operation is not supported");
            case CONTENT_TYPE_NOT_SUPPORTED -> new V01Error(code.jsonRpcCode(), "Incompatible content types");
            case UNAUTHENTICATED -> new V01Error(-32007, "Authentication required");
            case PERMISSION_DENIED -> new V01Error(-32008, "Authorization failed");
            case RATE_LIMITED -> new V01Error(-32010, "Rate limit exceeded");
            case OVERLOADED, AGENT_UNREACHABLE -> new V01Error(-32011, "A required resource is unavailable");
            case EXTENDED_AGENT_CARD_NOT_CONFIGURED,
                    DEADLINE_EXCEEDED,
                    PAYLOAD_TOO_LARGE,
                    MESSAGE_ID_REUSED,
                    AGENT_NOT_FOUND,
                    AGENT_CARD_INVALID,
                    AGENT_EXISTS,
                    TASK_EXISTS -> new V01Error(code.jsonRpcCode(), null);
        };
    }
}
