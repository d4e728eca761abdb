package dev.parley.router.outbound.grpc;

import com.google.protobuf.Message;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.egress.EnvoyReply;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.ProtoWords;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call's messages in 1.0's words. Signs of life are messages only: pings and comments are none that gRPC shows. */
final class GrpcAnswer implements AgentAnswer {
    private final Supplier<GrpcExchange> begin;
    private final CallTarget target;
    private final GrpcFailures failures;
    private final A2aMethod operation;
    private final Duration connectTimeout;
    private final Runnable unreachable;
    private GrpcExchange exchange;
    private boolean opened;
    private boolean answered;

    /**
     * Begins the call.
     *
     * @param begin may be asked again, where nobody has seen the call
     * @param unreachable told when no connection came about
     */
    GrpcAnswer(
            Supplier<GrpcExchange> begin,
            CallTarget target,
            A2aMethod operation,
            Duration connectTimeout,
            int maxBytes,
            Runnable unreachable) {
        this.begin = begin;
        this.exchange = begin.get();
        this.target = target;
        this.failures = new GrpcFailures(target, operation, maxBytes);
        this.operation = operation;
        this.connectTimeout = connectTimeout;
        this.unreachable = unreachable;
    }

    @Override
    public @Nullable Message next(Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        // asked for once: a connection is no sign of life of the agent's
        Duration patience = silence.get();
        Message message = opened ? exchange.next(patience) : first(patience);
        if (message != null && operation.streaming()) {
            answered = true;
            return read(message);
        }
        if (message != null) {
            // the one result counts when the call has ended well
            exchange.next(silence.get());
        }
        GrpcExchange.End end = exchange.end();
        if (end == null || end.status().isOk()) {
            return message == null ? null : read(message);
        }
        if (!end.sent()) {
            unreachable.run();
        }
        throw failures.refusalOrThrow(end, answered);
    }

    /** Asks again for a moment where Envoy does not know the cluster: it may be new. */
    private @Nullable Message first(Duration patience) throws ConnectionFailure, AgentSilence, InterruptedException {
        opened = true;
        connect(patience);
        Message message = exchange.next(patience);
        for (int again = 0; again < EnvoyReply.ASK_AGAIN && message == null && isUnknownCluster(); again++) {
            Thread.sleep(EnvoyReply.ASK_AGAIN_AFTER);
            exchange = begin.get();
            connect(patience);
            message = exchange.next(patience);
        }
        return message;
    }

    private boolean isUnknownCluster() {
        GrpcExchange.End end = exchange.end();
        return end != null && end.envoy().filter(EnvoyReply::isUnknownCluster).isPresent();
    }

    private Message read(Message message) throws CallFailed {
        try {
            return ProtoWords.reply(target, message);
        } catch (A2aException garbage) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer cannot be read: " + garbage.text()));
        }
    }

    private void connect(Duration silence) throws ConnectionFailure, InterruptedException {
        Duration atMost = silence.compareTo(connectTimeout) < 0 ? silence : connectTimeout;
        if (!exchange.awaitConnection(atMost)) {
            unreachable.run();
            throw failures.noConnection(atMost);
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
