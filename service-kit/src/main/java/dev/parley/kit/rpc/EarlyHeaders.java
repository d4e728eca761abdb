package dev.parley.kit.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.Consumer;

/**
 * Lets a handler send its headers before its answer, which may be minutes later: the caller and the proxies between know from
 * then on that the call was taken, and none of them makes it again elsewhere because the answer is slow. An error after
 * that has its trailers as always.
 */
public final class EarlyHeaders implements ServerInterceptor {
    private static final Context.Key<HeadersOnce<?, ?>> CALL = Context.key("parley-early-headers");

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        HeadersOnce<Q, R> once = new HeadersOnce<>(call);
        return Contexts.interceptCall(Context.current().withValue(CALL, once), once, headers, next);
    }

    /**
     * Sends the headers of the call that this thread serves. On the thread that will send the answer, before it; nothing where
     * there is no call.
     */
    public static void send(Metadata headers) {
        ofThisCall().accept(headers);
    }

    /** Sends the headers of the call that this thread serves, from whichever thread will send the answer. */
    public static Consumer<Metadata> ofThisCall() {
        HeadersOnce<?, ?> call = CALL.get();
        return call == null ? ignored -> {} : call::sendHeaders;
    }

    private static final class HeadersOnce<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean sent;

        HeadersOnce(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            if (!sent) {
                sent = true;
                super.sendHeaders(headers);
            }
        }
    }
}
