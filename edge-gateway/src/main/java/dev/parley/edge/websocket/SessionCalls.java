package dev.parley.edge.websocket;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.stream.OpenStream;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of one WebSocket, by id: at most so many at once, each on a virtual thread of its own. Frames are given to it by
 * one thread.
 */
final class SessionCalls {
    private final Handshake handshake;
    private final Session session;
    private final FrameAnswers answers;
    private final int maxRequests;
    private final long maxBytes;
    private final InstantSource clock;
    private final Map<String, RunningCall> running = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    // calls whose last frame is not on its way yet: the end of the connection comes behind it
    private final AtomicInteger unsaid = new AtomicInteger();

    private volatile Instant lastCall;
    private volatile boolean ending;

    /**
     * @param maxRequests calls in progress at once
     * @param maxBytes of the frames of all calls in progress
     */
    SessionCalls(
            Handshake handshake,
            Session session,
            FrameAnswers answers,
            int maxRequests,
            long maxBytes,
            InstantSource clock) {
        this.handshake = handshake;
        this.session = session;
        this.answers = answers;
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.lastCall = clock.instant();
    }

    void read(byte[] text) {
        lastCall = clock.instant();
        Frame frame;
        try {
            frame = Frame.read(text);
        } catch (JsonRpcException e) {
            refuse(handshake.headers(), e.idToken(), text, e.error());
            return;
        }
        String id = frame.idToken();
        if (id == null) {
            // never a call: the answer says what is wrong with it
            answers.refuse(new RunningCall("null", session, () -> {}, () -> {}), frame.over(handshake.headers()), text);
        } else if (frame.cancelsStream()) {
            RunningCall call = running.get(id);
            if (call != null) { // else it has ended, which its caller may not know yet
                call.cancelStream();
            }
        } else {
            begin(id, frame.over(handshake.headers()), text);
        }
    }

    private void begin(String id, CallHeaders headers, byte[] text) {
        if (ending) {
            refuse(headers, id, text, OpenStream.stopping());
        } else if (running.containsKey(id)) {
            refuse(
                    headers,
                    id,
                    text,
                    new A2aException(
                            A2aErrorCode.INVALID_REQUEST, "$.id: in use (expected: no id of a call in progress)"));
        } else if (running.size() >= maxRequests || bytes.get() + text.length > maxBytes) {
            refuse(
                    headers,
                    id,
                    text,
                    A2aException.retryable(
                            A2aErrorCode.RATE_LIMITED,
                            running.size() + " calls and streams of " + bytes
                                    + " bytes are in progress on this connection" + " (expected: at most " + maxRequests
                                    + " of " + maxBytes + " bytes)",
                            Duration.ofSeconds(1)));
        } else {
            bytes.addAndGet(text.length);
            unsaid.incrementAndGet();
            RunningCall call = new RunningCall(id, session, () -> ended(id, text.length), this::said);
            running.put(id, call);
            Thread.startVirtualThread(() -> answers.answer(call, handshake, headers, text));
        }
    }

    private void refuse(CallHeaders headers, String idToken, byte[] text, A2aException error) {
        session.send(() -> List.of(FrameAnswers.refusal(headers, idToken, text, error)), written -> {});
    }

    private void ended(String id, int size) {
        running.remove(id);
        bytes.addAndGet(-size);
        lastCall = clock.instant();
    }

    private void said() {
        if (unsaid.decrementAndGet() == 0 && ending) {
            close();
        }
    }

    private void close() {
        session.close(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "the mesh stops");
    }

    /** The caller is gone: its streams end, calls go on and find out when they answer. */
    void left() {
        running.values().forEach(RunningCall::readerLeft);
    }

    boolean isIdleSince(Instant then) {
        return running.isEmpty() && lastCall.isBefore(then);
    }

    void endByEdge() {
        ending = true;
        if (unsaid.get() == 0) {
            close();
        }
    }
}
