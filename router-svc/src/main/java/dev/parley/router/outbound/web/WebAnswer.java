package dev.parley.router.outbound.web;

import com.google.protobuf.Message;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.http.HttpExchange;
import dev.parley.router.http.ResponseHead;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer over HTTP: an event stream or one JSON document, whichever the agent chose. */
public final class WebAnswer implements AgentAnswer {
    private static final Set<Integer> RATHER_REFUSALS = Set.of(429, 503);
    private static final Set<Integer> NOTHING_THERE = Set.of(404, 405);

    /** What a binding makes of the JSON that arrives. */
    public interface Content {
        /** @throws CallFailed BROKEN for garbage, REFUSED for the agent's own error */
        Message result(byte[] json) throws CallFailed;

        /** The agent's own error in the body of an answer with another status than 2xx; null when it has none. */
        @Nullable
        CallOutcome failure(int status, byte[] body);
    }

    private final Content content;
    private final Set<Integer> notStartedStatuses;
    private final int maxBytes;
    private final Deque<Supplier<HttpExchange>> others;
    private HttpExchange exchange;
    private @Nullable SseDecoder stream;
    private boolean opened;
    private boolean ended;

    /**
     * @param notStartedStatuses by which the agent declares that it did not look at the request
     * @param others what is asked instead, one after the other, when there is nothing where the operation should be: 404 or 405
     *     without an error of A2A
     */
    public WebAnswer(
            HttpExchange exchange,
            Content content,
            Set<Integer> notStartedStatuses,
            int maxBytes,
            List<Supplier<HttpExchange>> others) {
        this.exchange = exchange;
        this.content = content;
        this.notStartedStatuses = notStartedStatuses;
        this.maxBytes = maxBytes;
        this.others = new ArrayDeque<>(others);
    }

    /** Comments of a stream are signs of life too. */
    @Override
    public @Nullable Message next(Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        if (!opened) {
            opened = true;
            open(silence);
        }
        if (stream != null) {
            return nextEvent(stream, silence);
        }
        if (ended) {
            return null;
        }
        ended = true;
        byte[] json = readBody(silence);
        if (json.length == 0) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer is empty (expected: JSON)"));
        }
        return content.result(json);
    }

    private void open(Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        ResponseHead head = exchange.head(silence.get());
        while (!head.isOk()) {
            CallFailed refused = refusal(head, silence);
            if (refused != null) {
                throw refused;
            }
            head = exchange.head(silence.get());
        }
        stream = head.isEventStream() ? new SseDecoder(maxBytes) : null;
    }

    private @Nullable Message nextEvent(SseDecoder decoder, Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        byte[] event = decoder.poll();
        while (event == null) {
            byte[] chunk = exchange.next(silence.get());
            if (chunk == null) {
                return null;
            }
            decoder.feed(chunk);
            event = decoder.poll();
        }
        return content.result(event);
    }

    private byte[] readBody(Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
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
            throw new CallFailed(CallOutcome.Broken.tooLarge(maxBytes));
        }
        return body.toByteArray();
    }

    /** What a status other than 2xx means; null when the other address is asked now. */
    private @Nullable CallFailed refusal(ResponseHead head, Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        String status = "the agent answered with HTTP " + head.status();
        if (notStartedStatuses.contains(head.status())) {
            return new CallFailed(new CallOutcome.NotStarted(status + ", which its card declares as \"not started\""));
        }
        if (head.status() >= 300 && head.status() < 400) {
            return new CallFailed(new CallOutcome.Refused(
                    0, status + " to " + head.location() + " (expected: no redirect, register the new URL)"));
        }
        CallOutcome inBody = content.failure(head.status(), readBody(silence));
        if (inBody != null) {
            return new CallFailed(inBody);
        }
        if (NOTHING_THERE.contains(head.status())) {
            Supplier<HttpExchange> other = others.poll();
            if (other != null) {
                exchange.close();
                exchange = other.get();
                return null;
            }
            return CallFailed.absent(new CallOutcome.Refused(0, status));
        }
        return new CallFailed(
                head.status() < 500 || RATHER_REFUSALS.contains(head.status())
                        ? new CallOutcome.Refused(0, status)
                        : new CallOutcome.Broken(status));
    }

    @Override
    public void close() {
        exchange.close();
    }
}
