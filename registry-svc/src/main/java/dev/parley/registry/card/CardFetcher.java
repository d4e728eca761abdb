package dev.parley.registry.card;

import dev.parley.proto.dialect.A2aVersion;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets cards, and signs of life, from agents over HTTP. Calls wait on the caller's thread; safe for concurrent use. */
@Singleton
public final class CardFetcher {
    private static final List<String> WELL_KNOWN = List.of("/.well-known/agent-card.json", "/.well-known/agent.json");

    // an agent that knows no versions, or not this one
    private static final Set<Integer> REFUSALS = Set.of(400, 406, 501);

    private final CardFetchConfig config;
    private final HttpClient client;

    CardFetcher(CardFetchConfig config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .sslContext(Trust.context(config.caFile()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * The card of an agent, from its base URL (the well-known paths are tried, the new one first) or from the card's own.
     *
     * @param url absolute, http or https
     */
    public Fetched find(String url) throws InterruptedException {
        URI uri = URI.create(url);
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (path.endsWith(".json") || path.contains("/.well-known/")) {
            return fetch(url, null);
        }
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        Fetched first = fetch(base + WELL_KNOWN.getFirst(), null);
        // only an agent that answers is asked for other paths
        if (!(first instanceof Fetched.Unreachable failed) || !failed.reason().startsWith("answered ")) {
            return first;
        }
        Fetched second = fetch(base + WELL_KNOWN.getLast(), null);
        return second instanceof Fetched.Unreachable ? first : second;
    }

    /**
     * The card of 1.0 where the agent has one for each version, and chooses by what it is asked for (A2A 1.0.1 §3.6.1).
     *
     * @param etag of the card that is known; null to get it in any case
     */
    public Fetched fetch(String cardUrl, @Nullable String etag) throws InterruptedException {
        Answer<byte[]> answer = send(cardUrl, etag, A2aVersion.V1_0.number());
        if (answer.response() != null && REFUSALS.contains(answer.response().statusCode())) {
            answer = send(cardUrl, etag, "");
        }
        if (answer.response() == null) {
            return new Fetched.Unreachable(cardUrl, answer.failure());
        }
        HttpResponse<byte[]> response = answer.response();
        return switch (response.statusCode()) {
            case 200 ->
                new Fetched.Card(
                        response.body(),
                        cardUrl,
                        response.headers().firstValue("ETag").orElse(null));
            case 304 -> new Fetched.Unchanged();
            default -> new Fetched.Unreachable(cardUrl, "answered " + response.statusCode() + " (expected: 200)");
        };
    }

    /** @param version that is asked for; empty for none */
    private Answer<byte[]> send(String cardUrl, @Nullable String etag, String version) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(cardUrl)).header("Accept", "application/json, application/a2a+json");
        if (!version.isEmpty()) {
            request.header("A2A-Version", version);
        }
        if (etag != null) {
            request.header("If-None-Match", etag);
        }
        return send(
                request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), CardReader.MAX_BYTES),
                config.timeout());
    }

    /** Asks for any answer; only its head is waited for. */
    public Answer<String> knock(String url, Duration timeout) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)).build(), head -> new NoBody(), timeout);
    }

    /** @param failure why there is no response; empty when there is one */
    public record Answer<T>(@Nullable HttpResponse<T> response, String failure) {}

    private <T> Answer<T> send(HttpRequest request, BodyHandler<T> body, Duration timeout) throws InterruptedException {
        CompletableFuture<HttpResponse<T>> sent = client.sendAsync(request, body);
        try {
            return new Answer<>(sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS), "");
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Answer<>(null, "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Answer<>(null, words(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        }
    }

    private static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host name is not known";
            }
        }
        return switch (failure) {
            case HttpConnectTimeoutException slow -> "no connection in time";
            case ConnectException refused -> "connection refused";
            case IOException broken
            when String.valueOf(broken.getMessage()).contains("exceeds capacity") ->
                "the card is larger than " + CardReader.MAX_BYTES + " bytes";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }

    @PreDestroy
    void stop() {
        client.shutdownNow();
    }
}
