package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One WebSocket with its calls in progress, told apart by their ids. Safe for concurrent use. */
final class SocketCalls implements SocketFrames.Taker {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final WebSocket socket;
    private final Duration timeout;
    private volatile boolean ended;

    private record Pending(EventStream frames, Exchange exchange) {}

    /**
     * @param exchange where the handshake is kept
     * @throws Unanswered when nobody answers in time
     */
    SocketCalls(Http http, URI uri, Map<String, String> headers, Exchange exchange) throws Http.Refusal {
        this.timeout = http.timeout();
        this.socket = http.connect(uri, headers, new SocketFrames(this), exchange);
    }

    boolean hasEnded() {
        return ended;
    }

    /** Sends a request; what comes for its id, whose end is {@link #forget} or the stream's close. */
    EventStream begin(String id, String document, Exchange exchange) {
        EventStream frames = EventStream.open(() -> hangUp(id));
        pending.put(id, new Pending(frames, exchange));
        exchange.asked(document);
        if (ended || !send(document)) {
            pending.remove(id);
            frames.offer(new Frame.Broken("the connection had ended"), 0);
        }
        return frames;
    }

    void forget(String id) {
        pending.remove(id);
    }

    private void hangUp(String id) {
        if (pending.remove(id) != null) {
            send(SocketWire.cancelStream(id));
        }
    }

    /** False when it cannot be sent, or is not taken in time, which is the connection's end. */
    private synchronized boolean send(String text) {
        try {
            socket.sendText(text, true).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (TimeoutException e) {
            ended(-1, "broken: a message was not taken in " + timeout.toSeconds() + " s");
            abort();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void text(String message) {
        JsonNode json = HttpReply.parse(message).orElseGet(JSON::missingNode);
        String id = json.path("id").asText();
        Pending its = pending.get(id);
        if (its == null) {
            // whoever waits may wait for this
            pending.values().forEach(one -> one.exchange().answered("with no id that is waited for: " + message));
            return;
        }
        its.exchange().answered(message);
        Frame frame = frame(json, id);
        if (!its.frames().offer(frame, message.length()) || frame.isLast()) {
            pending.remove(id);
        }
    }

    private static Frame frame(JsonNode json, String id) {
        if (json.path("streamEnd").asBoolean() && !json.has("error")) {
            return new Frame.Ended();
        }
        return Envelope.frame(Binding.WEBSOCKET, json, id);
    }

    @Override
    public void ended(int code, String why) {
        ended = true;
        pending.values().forEach(one -> {
            one.exchange().answered("the WebSocket was " + why);
            one.frames().offer(new Frame.Broken(why), 0);
        });
        pending.clear();
    }

    void abort() {
        socket.abort();
    }
}
