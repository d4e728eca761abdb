package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

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
     * @param timeout for a connection and for an answer's head; bodies of streams have none
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

    /** The rest of an answer, at most 16 MiB of it. */
    static HttpReply readAll(Open open) {
        try (InputStream in = open.response().body()) {
            return new HttpReply(open.status(), open.response().headers(), in.readNBytes(MAX_BODY));
        } catch (IOException e) {
            throw new Unanswered("the connection broke in the middle of an answer: " + e, e);
        }
    }

    /** Sends and returns with the answer's head. */
    public Open open(Request request, Transcript transcript) {
        Exchange exchange = transcript.begin().asked(request.method() + " " + request.uri());
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(timeout);
        always.forEach((name, value) -> set(builder, exchange, name, value));
        request.headers().forEach((name, value) -> set(builder, exchange, name, value));
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
            exchange.answered("no answer: " + e);
            throw new Unanswered(request.method() + " " + request.uri() + " had no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted", e);
        }
    }

    private static void set(HttpRequest.Builder builder, Exchange exchange, String name, String value) {
        builder.setHeader(name, value);
        exchange.asked(Exchange.header(name, value));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
