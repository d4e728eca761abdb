package dev.parley.cli.conformance.wire;

import io.grpc.Status;
import java.util.Arrays;
import java.util.Optional;

/**
 * The errors of A2A 1.0.1 (§5.4 and the standard ones of §9.5), as each binding says them. Kept apart from the mesh's
 * own table on purpose: this one judges it.
 */
public enum SpecError {
    TASK_NOT_FOUND(-32001, Status.Code.NOT_FOUND, 404),
    TASK_NOT_CANCELABLE(-32002, Status.Code.FAILED_PRECONDITION, 400),
    PUSH_NOTIFICATION_NOT_SUPPORTED(-32003, Status.Code.FAILED_PRECONDITION, 400),
    UNSUPPORTED_OPERATION(-32004, Status.Code.FAILED_PRECONDITION, 400),
    CONTENT_TYPE_NOT_SUPPORTED(-32005, Status.Code.INVALID_ARGUMENT, 400),
    INVALID_AGENT_RESPONSE(-32006, Status.Code.INTERNAL, 500),
    EXTENDED_AGENT_CARD_NOT_CONFIGURED(-32007, Status.Code.FAILED_PRECONDITION, 400),
    EXTENSION_SUPPORT_REQUIRED(-32008, Status.Code.FAILED_PRECONDITION, 400),
    VERSION_NOT_SUPPORTED(-32009, Status.Code.FAILED_PRECONDITION, 400),
    PARSE_ERROR(-32700, Status.Code.INVALID_ARGUMENT, 400),
    INVALID_REQUEST(-32600, Status.Code.INVALID_ARGUMENT, 400),
    METHOD_NOT_FOUND(-32601, Status.Code.UNIMPLEMENTED, 404),
    INVALID_PARAMS(-32602, Status.Code.INVALID_ARGUMENT, 400),
    INTERNAL_ERROR(-32603, Status.Code.INTERNAL, 500);

    private final int jsonRpc;
    private final Status.Code grpc;
    private final int http;

    SpecError(int jsonRpc, Status.Code grpc, int http) {
        this.jsonRpc = jsonRpc;
        this.grpc = grpc;
        this.http = http;
    }

    public int jsonRpc() {
        return jsonRpc;
    }

    public Status.Code grpc() {
        return grpc;
    }

    public int http() {
        return http;
    }

    /** True for the nine errors that A2A itself defines, which carry an ErrorInfo with their name as reason. */
    public boolean isOfA2a() {
        return jsonRpc > -32100;
    }

    public static Optional<SpecError> ofReason(String reason) {
        return Arrays.stream(values())
                .filter(error -> error.isOfA2a() && error.name().equals(reason))
                .findFirst();
    }

    /** How a binding says it, for people. */
    public String in(Binding binding) {
        String code = switch (binding) {
            case JSONRPC, WEBSOCKET -> Integer.toString(jsonRpc);
            case HTTP_JSON -> "HTTP " + http;
            case GRPC -> grpc.name();
        };
        return name() + " (" + code + ")";
    }
}
