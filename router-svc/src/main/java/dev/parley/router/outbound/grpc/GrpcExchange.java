package dev.parley.router.outbound.grpc;

import com.google.protobuf.Message;
import dev.parley.proto.json.ProtoJson;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.egress.EnvoyReply;
import dev.parley.router.wire.WireTap;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call over gRPC and its answer as it arrives. The transport's threads fill it, one virtual thread empties it and blocks
 * while there is nothing; messages are asked for only a few ahead of the reader. Closing it before its end cancels the call.
 */
final class GrpcExchange implements AutoCloseable {
    private static final int AHEAD = 2;
    private static final Duration TO_CANCEL = Duration.ofSeconds(1);

    /**
     * How the call ended.
     *
     * @param sent whether the request's headers were written to a connection; of the last try, for gRPC tries again by itself
     *     only where the transport proves that the agent has not looked at the call
     * @param fromAgent whether the status came in trailers, and was not made here
     * @param envoy what Envoy said in place of the agent; empty when it said nothing
     */
    record End(Status status, Metadata trailers, boolean sent, boolean fromAgent, Optional<EnvoyReply> envoy) {}

    private static final Metadata.Key<String> ENVOY_FLAGS =
            Metadata.Key.of(EnvoyReply.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> ENVOY_REASON =
            Metadata.Key.of(EnvoyReply.REASON_HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private static final byte[] NO_BODY = {};

    private final ClientCall<Message, Message> call;
    private final WireTap tap;
    private final boolean throughEnvoy;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Message> messages = new ArrayDeque<>();
    private @Nullable End end;
    private boolean onConnection;
    private boolean sent;
    private boolean fromAgent;
    private boolean begun;

    private GrpcExchange(
            Channel channel, MethodDescriptor<Message, Message> method, WireTap tap, boolean throughEnvoy) {
        this.tap = tap;
        this.throughEnvoy = throughEnvoy;
        this.call = channel.newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(new WireTracers()));
    }

    /**
     * Begins the call and returns at once.
     *
     * @param throughEnvoy whether an answer may be Envoy's
     */
    static GrpcExchange begin(
            Channel channel,
            MethodDescriptor<Message, Message> method,
            Message request,
            Metadata headers,
            boolean throughEnvoy) {
        WireTap tap = WireTap.current();
        if (tap.isOn()) {
            tap.sent(method.getFullMethodName(), ProtoJson.toBytes(request));
        }
        GrpcExchange exchange = new GrpcExchange(channel, method, tap, throughEnvoy);
        exchange.call.start(exchange.new Arrivals(), headers);
        exchange.call.request(AHEAD);
        exchange.call.sendMessage(request);
        exchange.call.halfClose();
        return exchange;
    }

    /**
     * Waits until the call is on a connection, or has ended.
     *
     * @return false when it got none in time; then it is cancelled and will never be on one
     */
    boolean awaitConnection(Duration atMost) throws InterruptedException {
        if (await(() -> onConnection || end != null, atMost)) {
            return true;
        }
        call.cancel("no connection", null);
        await(() -> end != null, TO_CANCEL);
        lock.lockInterruptibly();
        try {
            return onConnection || end == null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next message.
     *
     * @return null when the call has ended; {@link #end} says how
     */
    @Nullable
    Message next(Duration silence) throws AgentSilence, InterruptedException {
        if (silence.isNegative() || !await(() -> !messages.isEmpty() || end != null, silence)) {
            throw new AgentSilence(silence);
        }
        Message message;
        lock.lockInterruptibly();
        try {
            message = messages.pollFirst();
        } finally {
            lock.unlock();
        }
        if (message != null) {
            call.request(1);
        }
        return message;
    }

    /** How it ended; null before that. */
    @Nullable
    End end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange. Harmless when repeated and behind the end. */
    @Override
    public void close() {
        call.cancel("nobody reads the rest", null);
    }

    private final class Arrivals extends ClientCall.Listener<Message> {
        @Override
        public void onHeaders(Metadata headers) {
            change(() -> begun = true);
        }

        @Override
        public void onMessage(Message message) {
            if (tap.isOn()) {
                tap.received("", ProtoJson.toBytes(message));
            }
            change(() -> messages.addLast(message));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            tap.received(String.valueOf(status.getCode()), NO_BODY);
            change(() -> end = new End(status, trailers, sent, fromAgent, envoys(status, trailers)));
        }

        /** Envoy's own answer is trailers only. Behind an agent's headers they are the agent's, who may write what it likes. */
        private Optional<EnvoyReply> envoys(Status status, Metadata trailers) {
            String text = status.getDescription() == null ? "" : status.getDescription();
            return throughEnvoy && !begun
                    ? EnvoyReply.of(trailers.get(ENVOY_FLAGS), trailers.get(ENVOY_REASON), text)
                    : Optional.empty();
        }
    }

    /** Sees what the transport does with each try. */
    private final class WireTracers extends ClientStreamTracer.Factory {
        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            change(() -> {
                onConnection = false;
                sent = false;
                fromAgent = false;
            });
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transport, Metadata outgoing) {
                    change(() -> onConnection = true);
                }

                @Override
                public void outboundHeaders() {
                    change(() -> sent = true);
                }

                @Override
                public void inboundTrailers(Metadata trailers) {
                    change(() -> fromAgent = true);
                }
            };
        }
    }
}
