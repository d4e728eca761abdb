package dev.parley.proto.dialect.v03;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.Optional;

/**
 * Errors in 0.3's words. Its specification has them for JSON-RPC alone; what goes over gRPC and HTTP+JSON is what its
 * official SDKs write and read: the name of the error's type, and HTTP statuses of their own.
 */
public final class V03Errors {
    private V03Errors() {}

    /**
     * An error of 1.0 that 0.3 lacks, as its neighbour in 0.3; any other as it is.
     *
     * @param request 1.0's request that was refused, or the default instance of its type
     */
    public static A2aErrorCode code(A2aErrorCode code, Message request) {
        return switch (code) {
            // a message to a task that has ended
            case UNSUPPORTED_OPERATION -> {
                if (request instanceof GetExtendedAgentCardRequest) {
                    yield A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED;
                }
                yield request instanceof SendMessageRequest ? A2aErrorCode.INVALID_PARAMS : code;
            }
            case EXTENSION_SUPPORT_REQUIRED, VERSION_NOT_SUPPORTED -> A2aErrorCode.INVALID_REQUEST;
            default -> code;
        };
    }

    /** The same error under {@linkplain #code its code in 0.3}. */
    public static A2aException translated(A2aException error, Message request) {
        A2aErrorCode code = code(error.code(), request);
        return code == error.code()
                ? error
                : A2aException.of(
                        code,
                        error.text(),
                        error.violations(),
                        error.retryAfter().orElse(null));
    }

    /** What 0.3 calls the error, {@code TaskNotFoundError} for instance; empty for one of the mesh's own. */
    public static Optional<String> name(A2aErrorCode code) {
        return Optional.ofNullable(
                switch (code) {
                    case TASK_NOT_FOUND, TASK_EXPIRED -> "TaskNotFoundError";
                    case TASK_NOT_CANCELABLE -> "TaskNotCancelableError";
                    case PUSH_NOTIFICATION_NOT_SUPPORTED -> "PushNotificationNotSupportedError";
                    case UNSUPPORTED_OPERATION -> "UnsupportedOperationError";
                    case CONTENT_TYPE_NOT_SUPPORTED -> "ContentTypeNotSupportedError";
                    case INVALID_AGENT_RESPONSE -> "InvalidAgentResponseError";
                    case EXTENDED_AGENT_CARD_NOT_CONFIGURED -> "AuthenticatedExtendedCardNotConfiguredError";
                    case PARSE_ERROR -> "JSONParseError";
                    case INVALID_REQUEST, EXTENSION_SUPPORT_REQUIRED, VERSION_NOT_SUPPORTED -> "InvalidRequestError";
                    case METHOD_NOT_FOUND -> "MethodNotFoundError";
                    case INVALID_PARAMS -> "InvalidParamsError";
                    case INTERNAL_ERROR -> "InternalError";
                    case UNAUTHENTICATED,
                            PERMISSION_DENIED,
                            RATE_LIMITED,
                            OVERLOADED,
                            DEADLINE_EXCEEDED,
                            PAYLOAD_TOO_LARGE,
                            MESSAGE_ID_REUSED,
                            AGENT_NOT_FOUND,
                            AGENT_CARD_INVALID,
                            AGENT_EXISTS,
                            AGENT_UNREACHABLE,
                            TASK_EXISTS -> null;
                });
    }

    /** The error that a server of 0.3 calls so; empty for a name that is none. */
    public static Optional<A2aErrorCode> ofName(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "TaskNotFoundError" -> A2aErrorCode.TASK_NOT_FOUND;
                    case "TaskNotCancelableError" -> A2aErrorCode.TASK_NOT_CANCELABLE;
                    case "PushNotificationNotSupportedError" -> A2aErrorCode.PUSH_NOTIFICATION_NOT_SUPPORTED;
                    case "UnsupportedOperationError" -> A2aErrorCode.UNSUPPORTED_OPERATION;
                    case "ContentTypeNotSupportedError" -> A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED;
                    case "InvalidAgentResponseError" -> A2aErrorCode.INVALID_AGENT_RESPONSE;
                    case "AuthenticatedExtendedCardNotConfiguredError" ->
                        A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED;
                    case "JSONParseError" -> A2aErrorCode.PARSE_ERROR;
                    case "InvalidRequestError" -> A2aErrorCode.INVALID_REQUEST;
                    case "MethodNotFoundError" -> A2aErrorCode.METHOD_NOT_FOUND;
                    case "InvalidParamsError" -> A2aErrorCode.INVALID_PARAMS;
                    case "InternalError" -> A2aErrorCode.INTERNAL_ERROR;
                    default -> null;
                });
    }

    /** The status that the Python SDK, the reference of 0.3, answers with over HTTP+JSON. */
    public static int httpStatus(A2aErrorCode code) {
        return switch (code) {
            case INVALID_PARAMS -> 422;
            case TASK_NOT_CANCELABLE -> 409;
            case PUSH_NOTIFICATION_NOT_SUPPORTED, UNSUPPORTED_OPERATION -> 501;
            case CONTENT_TYPE_NOT_SUPPORTED -> 415;
            case INVALID_AGENT_RESPONSE -> 502;
            case EXTENDED_AGENT_CARD_NOT_CONFIGURED -> 404;
            default -> code.httpStatus();
        };
    }
}
