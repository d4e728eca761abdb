package dev.parley.cli.conformance.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver of push notifications on a free port: of loopback where the agent reaches this host under such a name, else of
 * every address. It keeps 1,000 notifications and 64 MiB at most, and takes nothing but POST.
 */
public final class Webhook implements AutoCloseable {
    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int MAX_KEPT = 1_000;
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final HttpServer server;
    private final String url;
    private final Transcript transcript;
    private final BlockingQueue<HttpReply> received = new LinkedBlockingQueue<>(MAX_KEPT);
    private final AtomicLong bytes = new AtomicLong();

    /** Looks at notifications. */
    public interface Reader {
        /** True for the last that is waited for. */
        boolean isLast(HttpReply notification) throws Exception;
    }

    /** @param host under which the agent reaches this host */
    public Webhook(String host, Transcript transcript) throws IOException {
        this.server = HttpServer.create(
                Loopback.isHost(host)
                        ? new InetSocketAddress(InetAddress.getByName(host), 0)
                        : new InetSocketAddress(0),
                0);
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
            boolean isPost = exchange.getRequestMethod().equals("POST");
            if (isPost && bytes.addAndGet(body.length) <= MAX_BYTES) {
                received.offer(notification);
            }
            exchange.sendResponseHeaders(isPost ? 200 : 405, -1);
        }
    }

    /** The next notification: its headers and body; empty when none comes in time. */
    public Optional<HttpReply> next(Duration within) throws InterruptedException {
        return Optional.ofNullable(received.poll(within.toNanos(), TimeUnit.NANOSECONDS));
    }

    /**
     * Hands on what comes, up to the last that is waited for, for at most four times as long as nothing may come.
     *
     * @return why there was no last one; empty when there was
     */
    public Optional<String> readTo(Reader reader, Duration silence) throws Exception {
        long end = System.nanoTime() + silence.multipliedBy(4).toNanos();
        for (int read = 0; System.nanoTime() - end < 0; read++) {
            Optional<HttpReply> notification = next(silence);
            if (notification.isEmpty()) {
                return Optional.of("none within " + silence.toSeconds() + " s after " + read + " others");
            }
            if (reader.isLast(notification.get())) {
                return Optional.empty();
            }
        }
        return Optional.of("others without end");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
