package dev.parley.cli.conformance.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A receiver of push notifications on a free port of every address of this host. */
public final class Webhook implements AutoCloseable {
    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int MAX_KEPT = 1_000;

    private final HttpServer server;
    private final String url;
    private final Transcript transcript;
    private final BlockingQueue<HttpReply> received = new LinkedBlockingQueue<>(MAX_KEPT);

    /** @param host under which the agent reaches this host */
    public Webhook(String host, Transcript transcript) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(0), 0);
        this.transcript = transcript;
        this.url = "http://" + host + ":" + server.getAddress().getPort() + "/notifications";
        server.createContext("/", this::receive);
        server.start();
    }

    public String url() {
        return url;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
            HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
            HttpReply notification = new HttpReply(200, headers, body);
            Exchange seen = transcript.begin();
            seen.answered("the webhook received " + exchange.getRequestMethod() + " " + notification.mediaType())
                    .answered(notification.text());
            received.offer(notification);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** The next notification: its headers and body; empty when none comes in time. */
    public Optional<HttpReply> next(Duration within) throws InterruptedException {
        return Optional.ofNullable(received.poll(within.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
