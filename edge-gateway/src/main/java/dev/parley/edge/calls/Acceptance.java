package dev.parley.edge.calls;

import dev.parley.edge.overload.AcceptLimit;
import dev.parley.kit.rpc.RpcErrors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Tells of a message whose acceptance is waited for: the task service sends its headers when the message is in the journal. */
final class Acceptance implements ClientInterceptor {
    static final CallOptions.Key<AcceptLimit.@Nullable Waiting> WAITING = CallOptions.Key.create("waiting");

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        AcceptLimit.Waiting waiting = options.getOption(WAITING);
        if (waiting == null) {
            return next.newCall(method, options);
        }
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(new Telling<>(listener, waiting), headers);
            }
        };
    }

    private static final class Telling<R> extends SimpleForwardingClientCallListener<R> {
        private final AcceptLimit.Waiting waiting;

        Telling(ClientCall.Listener<R> listener, AcceptLimit.Waiting waiting) {
            super(listener);
            this.waiting = waiting;
        }

        @Override
        public void onHeaders(Metadata headers) {
            waiting.accepted();
            super.onHeaders(headers);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (isMeshs(status, trailers)) {
                waiting.overloaded();
            } else {
                waiting.forget();
            }
            super.onClose(status, trailers);
        }

        /** Whether the mesh has too much to do: one agent, tenant or task that has says nothing about how much may be let in for others. */
        private static boolean isMeshs(Status status, Metadata trailers) {
            return switch (status.getCode()) {
                case UNAVAILABLE ->
                    !RpcErrors.fromStatus(status.asRuntimeException(trailers)).leavesRoomForOthers();
                case DEADLINE_EXCEEDED -> true;
                default -> false;
            };
        }
    }
}
