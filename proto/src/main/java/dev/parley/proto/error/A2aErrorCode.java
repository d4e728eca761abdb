package dev.parley.proto.error;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every error that leaves the mesh, one row each: JSON-RPC code, gRPC status, HTTP status and the reason that travels
 * in {@code google.rpc.ErrorInfo}. The first block is A2A's own table (A2A 1.0.1 §5.4), the second JSON-RPC's, the
 * third ours (numbers from -32050 on, which neither specification uses).
 */
public enum A2aErrorCode {
    TASK_NOT_FOUND(-32001, "NOT_FOUND", 404),
    TASK_NOT_CANCELABLE(-32002, "FAILED_PRECONDITION", 400),
    PUSH_NOTIFICATION_NOT_SUPPORTED(-32003, "FAILED_PRECONDITION", 400),
    UNSUPPORTED_OPERATION(-32004, "FAILED_PRECONDITION", 400),
    CONTENT_TYPE_NOT_SUPPORTED(-32005, "INVALID_ARGUMENT", 400),
    INVALID_AGENT_RESPONSE(-32006, "INTERNAL", 500),
    EXTENDED_AGENT_CARD_NOT_CONFIGURED(-32007, "FAILED_PRECONDITION", 400),
    EXTENSION_SUPPORT_REQUIRED(-32008, "FAILED_PRECONDITION", 400),
    VERSION_NOT_SUPPORTED(-32009, "FAILED_PRECONDITION", 400),

    PARSE_ERROR(-32700, "INVALID_ARGUMENT", 400),
    INVALID_REQUEST(-32600, "INVALID_ARGUMENT", 400),
    METHOD_NOT_FOUND(-32601, "UNIMPLEMENTED", 404),
    INVALID_PARAMS(-32602, "INVALID_ARGUMENT", 400),
    INTERNAL_ERROR(-32603, "INTERNAL", 500),

    UNAUTHENTICATED(-32050, "UNAUTHENTICATED", 401),
    PERMISSION_DENIED(-32051, "PERMISSION_DENIED", 403),
    RATE_LIMITED(-32052, "RESOURCE_EXHAUSTED", 429),
    OVERLOADED(-32053, "UNAVAILABLE", 503),
    DEADLINE_EXCEEDED(-32054, "DEADLINE_EXCEEDED", 504),
    PAYLOAD_TOO_LARGE(-32055, "OUT_OF_RANGE", 413),
    MESSAGE_ID_REUSED(-32056, "ALREADY_EXISTS", 409),
    AGENT_NOT_FOUND(-32057, "NOT_FOUND", 404),
    AGENT_CARD_INVALID(-32058, "INVALID_ARGUMENT", 422),
    AGENT_EXISTS(-32059, "ALREADY_EXISTS", 409),
    AGENT_UNREACHABLE(-32060, "UNAVAILABLE", 502),
    TASK_EXISTS(-32061, "ALREADY_EXISTS", 409),
    /** An id older than the retention horizon: TaskNotFound on A2A's wires, 410 on the REST paths. */
    TASK_EXPIRED(-32001, "NOT_FOUND", 410);

    /** The domain of {@code ErrorInfo} for A2A's and JSON-RPC's errors. */
    public static final String A2A_DOMAIN = "a2a-protocol.org";

    /** The domain of {@code ErrorInfo} for our own errors. */
    public static final String PARLEY_DOMAIN = "parley.dev";

    private static final Map<String, A2aErrorCode> BY_REASON =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(A2aErrorCode::reason, Function.identity()));

    private final int jsonRpcCode;
    private final String grpcStatus;
    private final int httpStatus;

    A2aErrorCode(int jsonRpcCode, String grpcStatus, int httpStatus) {
        this.jsonRpcCode = jsonRpcCode;
        this.grpcStatus = grpcStatus;
        this.httpStatus = httpStatus;
    }

    public int jsonRpcCode() {
        return jsonRpcCode;
    }

    /** The name of the gRPC status code, {@code NOT_FOUND} for instance. */
    public String grpcStatus() {
        return grpcStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** What {@code ErrorInfo.reason} says: the name of this row. */
    public String reason() {
        return name();
    }

    public String domain() {
        return isProtocolError() ? A2A_DOMAIN : PARLEY_DOMAIN;
    }

    /**
     * True for A2A's and JSON-RPC's own errors: over JSON-RPC they answer with HTTP 200. Ours carry their HTTP status.
     */
    public boolean isProtocolError() {
        return jsonRpcCode > -32050 || jsonRpcCode <= -32600;
    }

    public static Optional<A2aErrorCode> ofReason(String reason) {
        return Optional.ofNullable(BY_REASON.get(reason));
    }
}
