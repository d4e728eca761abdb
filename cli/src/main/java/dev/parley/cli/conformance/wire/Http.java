package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plain HTTP/1.1 that follows no redirects. One for a whole run; safe for concurrent use.
 */
public final class Http implements AutoCloseable {
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final HttpClient client;
    private final Map<String, String> always;
    private final Duration timeout;

    /**
     * @param always headers of every request, credentials for instance
     * @param timeout for a connection, for an answer's head and for a whole body; bodies of streams have none
     */
    public Http(Map<String, String> always, Duration timeout) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
        this.always = Map.copyOf(always);
        this.timeout = timeout;
    }

    /** A request; an empty body sends none. */
    public record Request(String method, URI uri, Map<String, String> headers, byte[] body) {}

    /** An answer whose body still comes. */
    public record Open(int status, HttpResponse<InputStream> response, Exchange exchange) {}

    public Duration timeout() {
        return timeout;
    }

    /**
     * Sends and takes the whole answer.
     *
     * @throws Unanswered when there is none in time
     */
    public HttpReply send(Request request, Transcript transcript) {
        Open open = open(request, transcript);
        HttpReply reply = readAll(open);
        open.exchange().answered(reply.text());
        return reply;
    }

    /**
     * The rest of an answer, at most 16 MiB of it.
     *
     * @throws Unanswered when it breaks off, or does not end in time
     */
    HttpReply readAll(Open open) {
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream in = open.response().body()) {
                return in.readNBytes(MAX_BODY);
            }
        });
        Thread.ofVirtual().name("body").start(reading);
        try {
            byte[] body = reading.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new HttpReply(open.status(), open.response().headers(), body);
        } catch (ExecutionException e) {
            throw new Unanswered("the connection broke in the middle of an answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            hangUp(open.response().body());
            open.exchange().answered("no end of the answer in " + timeout.toSeconds() + " s");
            throw new Unanswered("an answer that did not end in " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /** What went wrong and what was behind it: the client's own exceptions often say nothing. */
    private static String reasons(Throwable thrown) {
        StringJoiner reasons = new StringJoiner(", caused by ");
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            reasons.add(one.toString());
        }
        return reasons.toString();
    }

    /** Ends a body, whoever reads it. */
    static void hangUp(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }

    /** Sends and returns with the answer's head. */
    public Open open(Request request, Transcript transcript) {
        Exchange exchange = transcript.begin().asked(request.method() + " " + request.uri());
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(timeout);
        always.forEach(builder::setHeader);
        request.headers().forEach(builder::setHeader);
        note(exchange, request.headers());
        if (request.body().length > 0) {
            exchange.asked("").asked(new String(request.body(), UTF_8));
        }
        builder.method(
                request.method(),
                request.body().length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        try {
            HttpResponse<InputStream> response =
                    client.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
            exchange.answered("HTTP " + response.statusCode());
            response.headers()
                    .map()
                    .forEach((name, values) -> exchange.answered(Exchange.header(name, String.join(", ", values))));
            exchange.answered("");
            return new Open(response.statusCode(), response, exchange);
        } catch (IOException e) {
            exchange.answered("no answer: " + reasons(e));
            throw new Unanswered(request.method() + " " + request.uri() + " had no answer: " + reasons(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /**
     * Opens a WebSocket.
     *
     * @param headers of the handshake, beside those of every request
     * @throws Unanswered when nobody answers in time
     * @throws Refusal when the answer is no WebSocket
     */
    WebSocket connect(URI uri, Map<String, String> headers, WebSocket.Listener listener, Exchange exchange)
            throws Refusal {
        exchange.asked("WebSocket " + uri);
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(timeout);
        always.forEach(builder::header);
        headers.forEach(builder::header);
        note(exchange, headers);
        CompletableFuture<WebSocket> opening = builder.buildAsync(uri, listener);
        try {
            return opening.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                exchange.answered("HTTP " + status);
                throw new Refusal(status);
            }
            exchange.answered("no answer: " + e.getCause());
            throw new Unanswered("WebSocket " + uri + " had no answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            opening.cancel(true);
            exchange.answered("no answer in time");
            throw new Unanswered("WebSocket " + uri + " had no answer in " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    /** A handshake that was answered with something else. */
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refusal(int status) {
            super("the handshake was answered with HTTP " + status + " and no WebSocket");
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    /** Keeps what was sent, the values of the run's own headers struck out whatever they are. */
    private void note(Exchange exchange, Map<String, String> more) {
        always.keySet().forEach(name -> exchange.asked(Exchange.struckOut(name)));
        more.forEach((name, value) -> exchange.asked(
                always.keySet().stream().anyMatch(name::equalsIgnoreCase)
                        ? Exchange.struckOut(name)
                        : Exchange.header(name, value)));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
