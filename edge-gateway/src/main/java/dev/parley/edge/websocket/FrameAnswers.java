package dev.parley.edge.websocket;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.connection.UndeliveredAnswers;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.jsonrpc.JsonRpcAnswer;
import dev.parley.edge.jsonrpc.JsonRpcDispatcher;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.edge.wire.Exchange;
import dev.parley.edge.wire.Exchanges;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
import java.util.List;

/** Answers one frame: authenticates its caller, runs the call, and sends what comes of it. */
@Singleton
final class FrameAnswers {
    private static final String ENDPOINT = "websocket";

    private final JsonRpcDispatcher dispatcher;
    private final CallerScope callers;
    private final TaskStreams streams;
    private final UndeliveredAnswers undelivered;
    private final RequestMetrics metrics;
    private final RequestSpans spans;
    private final Exchanges exchanges;

    FrameAnswers(
            JsonRpcDispatcher dispatcher,
            CallerScope callers,
            TaskStreams streams,
            UndeliveredAnswers undelivered,
            RequestMetrics metrics,
            RequestSpans spans,
            Exchanges exchanges) {
        this.dispatcher = dispatcher;
        this.callers = callers;
        this.streams = streams;
        this.undelivered = undelivered;
        this.metrics = metrics;
        this.spans = spans;
        this.exchanges = exchanges;
    }

    /** What is told of a frame when it is answered. */
    private record Begun(long at, Span span) {}

    /** @param headers what came beside the frame; its caller is judged by them every time, for a token may expire */
    void answer(RunningCall call, Handshake handshake, CallHeaders headers, byte[] text) {
        Begun begun = new Begun(
                metrics.started(),
                spans.beginFrame(handshake.headers()::all, own(handshake.headers(), headers)::all, ENDPOINT));
        CallHeaders named = exchanges.isOn() ? copied(call, headers, text) : headers;
        try {
            RequestSpans.within(
                    begun.span(),
                    () -> callers.run(named, () -> {
                        answerAsCaller(call, handshake, named, text, begun);
                        return true;
                    }));
        } catch (A2aException notAuthenticated) {
            RequestSpans.failed(begun.span(), notAuthenticated.code());
            begun.span().end();
            call.last(() -> refusal(named, call.idToken(), text, notAuthenticated), written -> {});
        } catch (RuntimeException e) {
            begun.span().setStatus(StatusCode.ERROR).end();
            throw e;
        }
    }

    /** Of the trace: what the frame says itself, and not what its connection began with. */
    private static CallHeaders own(CallHeaders connection, CallHeaders headers) {
        return name -> headers.all(name).equals(connection.all(name)) ? List.of() : headers.all(name);
    }

    /** The error to a frame that is not run, in the version of the method that it calls, else in the one it states. */
    static byte[] refusal(CallHeaders headers, String idToken, byte[] text, A2aException error) {
        try {
            return JsonRpcReplies.error(JsonRpcRequest.read(text), error);
        } catch (JsonRpcException unreadable) {
            A2aVersion otherwise = ProtocolVersion.assumed(ProtocolVersion.text(headers));
            return JsonRpcReplies.error(idToken, unreadable.version().orElse(otherwise), error);
        }
    }

    /** Says what is wrong with a frame that has no id. Runs nothing; for any thread. */
    void refuse(RunningCall call, CallHeaders headers, byte[] text) {
        fail(
                call,
                dispatcher.refuse(ProtocolVersion.text(headers), text),
                new Begun(metrics.started(), Span.getInvalid()));
    }

    /** Every frame begins an exchange of its own, and its headers say which. */
    private CallHeaders copied(RunningCall call, CallHeaders headers, byte[] text) {
        Exchange exchange = exchanges.begin();
        exchange.received("WebSocket frame", text);
        call.copyTo(exchange);
        return Exchanges.named(headers, exchange);
    }

    private void answerAsCaller(RunningCall call, Handshake handshake, CallHeaders headers, byte[] text, Begun begun) {
        String version = ProtocolVersion.text(headers);
        switch (dispatcher.dispatch(handshake.agentId(), headers, handshake::at, version, text)) {
            case JsonRpcAnswer.Result result -> {
                count(result.request().method().wireName(), "200", begun);
                A2aVersion spoken = result.request().version();
                call.last(() -> FrameText.activated(result.body(), spoken, result.extensions()), written -> {
                    if (!written) {
                        result.answer().ifPresent(undelivered::undelivered);
                    }
                });
            }
            case JsonRpcAnswer.Extra extra -> {
                count(extra.method(), "200", begun);
                call.last(extra::body, written -> {});
            }
            case JsonRpcAnswer.Failure failure -> fail(call, failure, begun);
            case JsonRpcAnswer.Events stream -> {
                count(stream.request().method().wireName(), "200", begun);
                open(call, stream, stream.events());
            }
        }
    }

    private void fail(RunningCall call, JsonRpcAnswer.Failure failure, Begun begun) {
        RequestSpans.failed(begun.span(), failure.error().code());
        String status = Integer.toString(failure.error().code().jsonRpcCode());
        count(failure.method().map(A2aMethod::wireName).orElse("none"), status, begun);
        call.last(() -> failure.isOfStream() ? FrameText.last(failure.body()) : failure.body(), written -> {});
    }

    private <Q> void open(RunningCall call, JsonRpcAnswer.Events answer, TaskEvents<Q> events) {
        SocketStream<Q> stream = new SocketStream<>(call, answer, streams::leave);
        try {
            streams.enter(stream);
        } catch (A2aException full) {
            stream.onError(RpcErrors.toStatus(full));
            return;
        }
        events.start(stream);
        call.follows(stream);
    }

    private void count(String method, String status, Begun begun) {
        metrics.count(method, ENDPOINT, status, begun.at());
        RequestSpans.named(begun.span(), method);
        begun.span().end();
    }
}
