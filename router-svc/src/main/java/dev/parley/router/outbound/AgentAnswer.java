package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.router.http.AgentSilence;
import dev.parley.router.http.HttpExchange;
import dev.parley.router.http.HttpFailure;
import dev.parley.router.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One agent's answer to one JSON-RPC request: an event stream or one JSON document, whichever the agent chose. Used by one
 * thread; closing it closes the connection unless the answer was read to its end.
 */
final class AgentAnswer implements AutoCloseable {
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int UNSUPPORTED_OPERATION = -32004;
    private static final Set<Integer> RATHER_REFUSALS = Set.of(429, 503);

    private final HttpExchange exchange;
    private final A2aMethod method;
    private final String requestId;
    private final AgentEndpoint endpoint;
    private final int maxBytes;
    private @Nullable SseDecoder stream;
    private boolean opened;
    private boolean ended;

    AgentAnswer(HttpExchange exchange, A2aMethod method, String requestId, AgentEndpoint endpoint, int maxBytes) {
        this.exchange = exchange;
        this.method = method;
        this.requestId = requestId;
        this.endpoint = endpoint;
        this.maxBytes = maxBytes;
    }

    /**
     * Waits for the next result; an answer of one document has one.
     *
     * @param silence how long to wait for each sign of life, comments of the stream included
     * @return null when the answer has ended
     * @throws CallFailed REFUSED, NOT_STARTED by a declared status, or BROKEN by garbage and size
     * @throws HttpFailure when the connection did not come about or broke
     */
    @Nullable
    Message next(Supplier<Duration> silence) throws CallFailed, HttpFailure, AgentSilence, InterruptedException {
        if (!opened) {
            opened = true;
            ResponseHead head = exchange.head(silence.get());
            if (!head.isOk()) {
                throw new CallFailed(refusal(head, silence));
            }
            stream = head.isEventStream() ? new SseDecoder(maxBytes) : null;
        }
        if (stream != null) {
            return nextEvent(stream, silence);
        }
        if (ended) {
            return null;
        }
        ended = true;
        return result(readBody(silence));
    }

    private @Nullable Message nextEvent(SseDecoder decoder, Supplier<Duration> silence)
            throws CallFailed, HttpFailure, AgentSilence, InterruptedException {
        byte[] event = decoder.poll();
        while (event == null) {
            byte[] chunk = exchange.next(silence.get());
            if (chunk == null) {
                return null;
            }
            decoder.feed(chunk);
            event = decoder.poll();
        }
        return result(event);
    }

    private byte[] readBody(Supplier<Duration> silence)
            throws CallFailed, HttpFailure, AgentSilence, InterruptedException {
        byte[] first = exchange.next(silence.get());
        if (first == null) {
            return new byte[0];
        }
        byte[] more = exchange.next(silence.get());
        if (more == null && first.length <= maxBytes) {
            return first;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(first.length * 4);
        body.write(first, 0, first.length);
        while (more != null && body.size() + more.length <= maxBytes) {
            body.write(more, 0, more.length);
            more = exchange.next(silence.get());
        }
        if (more != null || body.size() > maxBytes) {
            throw new CallFailed(AnswerLimit.exceeded(maxBytes));
        }
        return body.toByteArray();
    }

    private Message result(byte[] json) throws CallFailed {
        if (json.length == 0) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer is empty (expected: a JSON-RPC answer)"));
        }
        JsonRpcReply reply;
        try {
            reply = JsonRpcCalls.readReply(json, endpoint.version(), method, requestId);
        } catch (A2aException garbage) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer cannot be read: " + garbage.text()));
        }
        return switch (reply) {
            case JsonRpcReply.Result(Message message) -> message;
            case JsonRpcReply.Failure failure -> throw new CallFailed(refused(failure));
        };
    }

    private static CallOutcome refused(JsonRpcReply.Failure failure) {
        return new CallOutcome.Refused(
                failure.code(), "the agent answered with error " + failure.code() + ": " + failure.message());
    }

    /** True for a refusal that says "I cannot do this operation" and not "I do not want this message". */
    static boolean isUnsupported(CallOutcome outcome) {
        return outcome instanceof CallOutcome.Refused refused
                && (refused.code() == METHOD_NOT_FOUND || refused.code() == UNSUPPORTED_OPERATION);
    }

    private CallOutcome refusal(ResponseHead head, Supplier<Duration> silence)
            throws CallFailed, HttpFailure, AgentSilence, InterruptedException {
        String status = "the agent answered with HTTP " + head.status();
        if (endpoint.notStartedStatuses().contains(head.status())) {
            return new CallOutcome.NotStarted(status + ", which its card declares as \"not started\"");
        }
        if (head.status() >= 300 && head.status() < 400) {
            return new CallOutcome.Refused(
                    0, status + " to " + head.location() + " (expected: no redirect, register the new URL)");
        }
        JsonRpcReply.Failure inBody = failureIn(readBody(silence));
        if (inBody != null) {
            return refused(inBody);
        }
        return head.status() < 500 || RATHER_REFUSALS.contains(head.status())
                ? new CallOutcome.Refused(0, status)
                : new CallOutcome.Broken(status);
    }

    private JsonRpcReply.@Nullable Failure failureIn(byte[] body) {
        try {
            return JsonRpcCalls.readReply(body, endpoint.version(), method, requestId)
                            instanceof JsonRpcReply.Failure failure
                    ? failure
                    : null;
        } catch (A2aException notJsonRpc) {
            return null;
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
