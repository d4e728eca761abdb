package dev.parley.kit.rpc;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a handler throws, or gives to {@code onError}, into a status. A2aException becomes its row of the error
 * table; anything else INTERNAL with a fixed text, its cause in the log.
 */
public final class ErrorInterceptor implements ServerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(ErrorInterceptor.class);

    private final ErrorTable table;

    public ErrorInterceptor() {
        this(ErrorTable.V1_0_1);
    }

    /** @param table which gRPC status an error has */
    public ErrorInterceptor(ErrorTable table) {
        this.table = table;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        // onError arrives here: grpc-java makes UNKNOWN with the exception as cause of what is not a status already
        ServerCall<Q, R> translating = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                Throwable cause = status.getCause();
                if (status.getCode() == Status.Code.UNKNOWN && cause != null) {
                    closeWith(call, cause);
                } else {
                    super.close(status, trailers);
                }
            }
        };
        return new SimpleForwardingServerCallListener<>(next.startCall(translating, headers)) {
            // where a handler runs that takes a stream of messages
            @Override
            public void onMessage(Q message) {
                guarded(() -> super.onMessage(message));
            }

            // where a handler runs that takes one message
            @Override
            public void onHalfClose() {
                guarded(super::onHalfClose);
            }

            private void guarded(Runnable handler) {
                try {
                    handler.run();
                } catch (RuntimeException thrown) {
                    closeWith(call, thrown);
                }
            }
        };
    }

    private void closeWith(ServerCall<?, ?> call, Throwable cause) {
        StatusRuntimeException status = switch (cause) {
            case A2aException error -> RpcErrors.toStatus(error, table);
            case StatusRuntimeException passedOn -> passedOn;
            case StatusException passedOn -> new StatusRuntimeException(passedOn.getStatus(), passedOn.getTrailers());
            default -> {
                log.atError()
                        .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
                        .setCause(cause)
                        .log("unexpected failure in a call");
                yield RpcErrors.toStatus(new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
            }
        };
        Metadata trailers = status.getTrailers();
        try {
            call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
        } catch (IllegalStateException closedAlready) {
            log.atDebug()
                    .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
                    .log("call was closed before its error");
        }
    }
}
