package dev.parley.kit.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import dev.parley.proto.error.Violation;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between {@link A2aException} and gRPC status with {@code google.rpc} details: ErrorInfo, BadRequest, RetryInfo. */
public final class RpcErrors {
    /** In the metadata of ErrorInfo: what is overloaded is not the mesh, but one agent, tenant or task. */
    private static final String SCOPE = "scope";

    private static final String ONE = "one";

    private RpcErrors() {}

    public static StatusRuntimeException toStatus(A2aException error) {
        return toStatus(error, ErrorTable.V1_0_1);
    }

    /** Like {@link #toStatus(A2aException)}, with the gRPC status of another table. */
    public static StatusRuntimeException toStatus(A2aException error, ErrorTable table) {
        var status = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.valueOf(table.grpcStatus(error.code())).value())
                .setMessage(error.text())
                .addDetails(Any.pack(info(error)));
        if (!error.violations().isEmpty()) {
            var badRequest = BadRequest.newBuilder();
            for (Violation violation : error.violations()) {
                badRequest
                        .addFieldViolationsBuilder()
                        .setField(violation.path())
                        .setDescription(violation.description());
            }
            status.addDetails(Any.pack(badRequest.build()));
        }
        error.retryAfter()
                .ifPresent(wait -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder()
                                .setSeconds(wait.toSeconds())
                                .setNanos(wait.getNano()))
                        .build())));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    private static ErrorInfo info(A2aException error) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setReason(error.code().reason())
                .setDomain(error.code().domain());
        if (error.leavesRoomForOthers()) {
            info.putMetadata(SCOPE, ONE);
        }
        return info.build();
    }

    /**
     * What a failed internal call means to the caller. A status without our ErrorInfo comes from the transport or from
     * a bug: UNAVAILABLE becomes OVERLOADED with advice, and so does a stream that was reset, as one is whose answer had begun
     * when its service was killed; DEADLINE_EXCEEDED and CANCELLED become DEADLINE_EXCEEDED, the rest INTERNAL_ERROR.
     */
    public static A2aException fromStatus(Throwable failure) {
        if (failure instanceof A2aException already) {
            return already;
        }
        if (!(failure instanceof StatusRuntimeException) && !(failure instanceof StatusException)) {
            return new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error");
        }
        A2aException carried = fromDetails(failure);
        if (carried != null) {
            return carried;
        }
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case UNAVAILABLE -> notAvailable();
            case INTERNAL ->
                String.valueOf(status.getDescription()).startsWith("RST_STREAM")
                        ? notAvailable()
                        : new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error");
            case RESOURCE_EXHAUSTED -> new A2aException(A2aErrorCode.PAYLOAD_TOO_LARGE, "The message is too large");
            case DEADLINE_EXCEEDED, CANCELLED ->
                new A2aException(A2aErrorCode.DEADLINE_EXCEEDED, "The deadline of the call passed");
            default -> new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error");
        };
    }

    /** Whether the called service was lost, or never reached: no answer of its own says that it is overloaded. */
    public static boolean isLost(StatusRuntimeException failure) {
        return fromDetails(failure) == null && fromStatus(failure).code() == A2aErrorCode.OVERLOADED;
    }

    private static A2aException notAvailable() {
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED, "A service of the mesh is not available", java.time.Duration.ofSeconds(1));
    }

    private static @Nullable A2aException fromDetails(Throwable failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return null;
        }
        A2aErrorCode code = null;
        List<Violation> violations = new ArrayList<>();
        java.time.Duration retryAfter = null;
        boolean ofOne = false;
        try {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    code = A2aErrorCode.ofReason(info.getReason()).orElse(null);
                    ofOne = info.getMetadataOrDefault(SCOPE, "").equals(ONE);
                } else if (detail.is(BadRequest.class)) {
                    for (var violation : detail.unpack(BadRequest.class).getFieldViolationsList()) {
                        violations.add(new Violation(violation.getField(), violation.getDescription()));
                    }
                } else if (detail.is(RetryInfo.class)) {
                    Duration wait = detail.unpack(RetryInfo.class).getRetryDelay();
                    retryAfter = java.time.Duration.ofSeconds(wait.getSeconds(), wait.getNanos());
                }
            }
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
        if (ofOne && code == A2aErrorCode.OVERLOADED && retryAfter != null) {
            return A2aException.busy(status.getMessage(), retryAfter);
        }
        return code == null ? null : A2aException.of(code, status.getMessage(), violations, retryAfter);
    }
}
