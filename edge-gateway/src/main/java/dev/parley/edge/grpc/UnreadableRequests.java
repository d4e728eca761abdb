package dev.parley.edge.grpc;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/** Refuses bytes that are no message of protobuf with an error of A2A: gRPC alone would call them an error of ours (UNKNOWN). */
final class UnreadableRequests implements ServerInterceptor {
    private final StatusRuntimeException refusal;

    private UnreadableRequests(A2aVersion version) {
        A2aErrorCode code = A2aErrorCode.PARSE_ERROR;
        String text = "The request is no message of protobuf (expected: one of the type that the method takes)";
        String said = version == A2aVersion.V0_3 ? V03Errors.name(code).orElseThrow() + ": " + text : text;
        this.refusal = RpcErrors.toStatus(new A2aException(code, said));
    }

    /** The same service, whose requests are only read behind this. */
    static ServerServiceDefinition refused(ServerServiceDefinition service, A2aVersion version) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useMarshalledMessages(service, new AsTheyCome()), new UnreadableRequests(version));
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException unreadable) {
                    refused = true;
                    Metadata trailers = refusal.getTrailers();
                    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    private static final class AsTheyCome implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream message) {
            return message;
        }

        @Override
        public InputStream parse(InputStream message) {
            return message;
        }
    }
}
