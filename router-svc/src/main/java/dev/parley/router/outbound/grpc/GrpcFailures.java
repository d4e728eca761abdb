package dev.parley.router.outbound.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.outbound.AgentErrorCode;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.CallTarget;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in words how a call over gRPC failed, and whether the agent can have looked at it. */
record GrpcFailures(CallTarget target, A2aMethod operation, int maxBytes) {
    private static final int MAX_MESSAGE_LENGTH = 1000;
    private static final String REFUSED_STREAM = "HTTP/2 error code: REFUSED_STREAM";
    private static final String TOO_LARGE = "gRPC message exceeds maximum size";

    ConnectionFailure noConnection(Duration within) {
        return new ConnectionFailure(false, "no connection to " + address() + " within " + within.toMillis() + " ms");
    }

    /**
     * @param answered whether the agent had sent a message: what it says then is no answer to the request
     * @return REFUSED by the agent's own error, NOT_STARTED by a declared status, BROKEN by an answer that cannot be read
     * @throws ConnectionFailure when the connection did not come about or broke, or the agent broke off
     */
    CallFailed refusalOrThrow(GrpcExchange.End end, boolean answered) throws ConnectionFailure {
        Status status = end.status();
        String description = description(status);
        if (end.envoy().isPresent()) {
            throw end.envoy().get().failure(address());
        }
        if (!end.sent()) {
            throw new ConnectionFailure(false, unreachable(status));
        }
        if (!end.fromAgent() && description.startsWith(REFUSED_STREAM)) {
            throw new ConnectionFailure(false, address() + " refused the HTTP/2 stream");
        }
        if (!end.fromAgent() && description.startsWith(TOO_LARGE)) {
            return new CallFailed(CallOutcome.Broken.tooLarge(maxBytes));
        }
        if (caused(status, InvalidProtocolBufferException.class)) {
            return new CallFailed(
                    new CallOutcome.Broken("the agent's answer cannot be read: " + innermost(status.getCause())));
        }
        Optional<CallOutcome> refusal = refusal(end, answered);
        if (refusal.isPresent()) {
            return new CallFailed(refusal.get());
        }
        throw new ConnectionFailure(
                true, end.fromAgent() ? answered(status) : "the connection to " + address() + " broke: " + description);
    }

    /** The agent's own word; empty for what says only that something broke. */
    private Optional<CallOutcome> refusal(GrpcExchange.End end, boolean answered) {
        Status status = end.status();
        int code = AgentErrorCode.of(
                reason(status, end.trailers()), status.getCode().name(), operation);
        if (code != 0) {
            return Optional.of(new CallOutcome.Refused(
                    code, "the agent answered with error " + code + ": " + description(status)));
        }
        if (answered) {
            return Optional.empty();
        }
        int httpStatus = switch (status.getCode()) {
            case UNAVAILABLE -> 503;
            case RESOURCE_EXHAUSTED -> 429;
            default -> 0;
        };
        if (end.fromAgent() && target.notStartedStatuses().contains(httpStatus)) {
            return Optional.of(new CallOutcome.NotStarted(
                    answered(status) + ", which its card declares as \"not started\" (" + httpStatus + ")"));
        }
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED, ALREADY_EXISTS -> Optional.of(refused(status));
            case UNAVAILABLE, RESOURCE_EXHAUSTED -> end.fromAgent() ? Optional.of(refused(status)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static CallOutcome refused(Status status) {
        return new CallOutcome.Refused(0, answered(status));
    }

    private static String answered(Status status) {
        return "the agent answered with " + status.getCode() + ": " + description(status);
    }

    /** That of the ErrorInfo in the details, else the one that the text names; empty for none. */
    static String reason(Status status, Metadata trailers) {
        try {
            com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            for (Any detail : details.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            // details that are none: the status has to do
        }
        return AgentErrorCode.reasonIn(description(status));
    }

    private String unreachable(Status status) {
        if (caused(status, UnknownHostException.class)) {
            return "host " + target.address().getHost() + " has no address";
        }
        if (caused(status, SSLException.class)) {
            return "TLS with " + address() + " failed: " + innermost(status.getCause());
        }
        if (caused(status, ConnectException.class)) {
            return "no connection to " + address() + ": " + innermost(status.getCause());
        }
        return "no connection to " + address() + ": " + description(status);
    }

    private String address() {
        return target.address().getAuthority();
    }

    private static String description(Status status) {
        String text = status.getDescription() == null ? "" : status.getDescription();
        return text.length() <= MAX_MESSAGE_LENGTH ? text : text.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }

    private static boolean caused(Status status, Class<? extends Throwable> type) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }
}
