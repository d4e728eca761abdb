package dev.parley.proto.error;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which text of A2A 1.0 says what the gRPC and the HTTP status of an error are (§5.4): 1.0.1 changed some of 1.0.0. JSON-RPC codes
 * and reasons are the same in both.
 */
public enum ErrorTable {
    V1_0_1("1.0.1"),
    V1_0_0("1.0.0");

    private final String version;

    ErrorTable(String version) {
        this.version = version;
    }

    public static Optional<ErrorTable> of(String version) {
        return Arrays.stream(values())
                .filter(table -> table.version.equals(version))
                .findFirst();
    }

    /** The versions that there are, for people. */
    public static String versions() {
        return Arrays.stream(values()).map(table -> table.version).collect(Collectors.joining(", "));
    }

    /** The name of the gRPC status code. */
    public String grpcStatus(A2aErrorCode code) {
        boolean changed = switch (code) {
            case PUSH_NOTIFICATION_NOT_SUPPORTED, UNSUPPORTED_OPERATION, VERSION_NOT_SUPPORTED -> true;
            default -> false;
        };
        return this == V1_0_0 && changed ? "UNIMPLEMENTED" : code.grpcStatus();
    }

    public int httpStatus(A2aErrorCode code) {
        return this == V1_0_1
                ? code.httpStatus()
                : switch (code) {
                    case TASK_NOT_CANCELABLE -> 409;
                    case CONTENT_TYPE_NOT_SUPPORTED -> 415;
                    case INVALID_AGENT_RESPONSE -> 502;
                    default -> code.httpStatus();
                };
    }
}
