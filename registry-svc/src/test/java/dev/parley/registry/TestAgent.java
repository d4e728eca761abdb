package dev.parley.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An agent that serves a card and can be switched off and on. */
public final class TestAgent implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String cardPath = "/.well-known/agent-card.json";
    private volatile String card;
    private volatile String etag = "";
    private volatile int status = 200;

    public TestAgent() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        card = Cards.named("Test Agent", url());
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        try (exchange) {
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!path.equals(cardPath)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!etag.isEmpty()
                    && Objects.equals(exchange.getRequestHeaders().getFirst("If-None-Match"), etag)) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                byte[] bytes = card.getBytes(StandardCharsets.UTF_8);
                if (!etag.isEmpty()) {
                    exchange.getResponseHeaders().add("ETag", etag);
                }
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String cardUrl() {
        return url() + cardPath;
    }

    public TestAgent serves(String json) {
        card = json;
        return this;
    }

    public TestAgent at(String path) {
        cardPath = path;
        return this;
    }

    public TestAgent withEtag(String value) {
        etag = value;
        return this;
    }

    /** Answers everything with this status from now on; 200 for normal. */
    public TestAgent answers(int value) {
        status = value;
        return this;
    }

    /** The paths that were asked for. */
    public List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
