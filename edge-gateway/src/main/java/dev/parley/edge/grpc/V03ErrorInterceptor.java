package dev.parley.edge.grpc;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/**
 * Errors as the SDKs of 0.3 write and read them over gRPC: the name of the error's type before the status's text. The details
 * stay, for clients that speak 0.3 and know 1.0. Comes after {@link dev.parley.kit.rpc.ErrorInterceptor}.
 */
final class V03ErrorInterceptor implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        StatusRuntimeException failure = status.asRuntimeException(trailers);
                        if (!isOurs(failure)) {
                            super.close(status, trailers);
                            return;
                        }
                        StatusRuntimeException named = named(RpcErrors.fromStatus(failure), method);
                        Metadata said = named.getTrailers();
                        super.close(named.getStatus(), said == null ? trailers : said);
                    }
                },
                headers);
    }

    /** What gRPC itself refuses has no details, and neither has success. */
    private static boolean isOurs(StatusRuntimeException failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        return status != null && status.getDetailsCount() > 0;
    }

    private static StatusRuntimeException named(A2aException error, String method) {
        A2aException translated = V03Errors.translated(error, requestOf(method));
        String text = V03Errors.name(translated.code())
                .map(name -> name + ": " + translated.text())
                .orElse(translated.text());
        return RpcErrors.toStatus(A2aException.of(
                translated.code(),
                text,
                translated.violations(),
                translated.retryAfter().orElse(null)));
    }

    /** What 1.0 asks in its place, as far as errors differ by it. */
    private static com.google.protobuf.Message requestOf(String method) {
        return switch (method) {
            case "SendMessage", "SendStreamingMessage" -> SendMessageRequest.getDefaultInstance();
            case "GetAgentCard" -> GetExtendedAgentCardRequest.getDefaultInstance();
            default -> GetTaskRequest.getDefaultInstance();
        };
    }
}
