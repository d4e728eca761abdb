package dev.parley.task;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A webhook's server: keeps what is posted, and answers as its test says. */
public final class WebhookReceiver implements AutoCloseable {
    public final List<Post> posts = new CopyOnWriteArrayList<>();
    public volatile Reply reply = (exchange, post) -> answer(exchange, 200);
    private final HttpServer server;

    /** What came. */
    public record Post(
            String path,
            String body,
            String contentType,
            String authorization,
            String token,
            String id,
            String sequence) {}

    /** Answers one post; without an answer its sender waits. */
    public interface Reply {
        void to(HttpExchange exchange, Post post) throws IOException, InterruptedException;
    }

    /** @param port 0 for any */
    public WebhookReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        Post post = new Post(
                exchange.getRequestURI().getPath(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("X-A2A-Notification-Token"),
                exchange.getRequestHeaders().getFirst("Webhook-Id"),
                exchange.getRequestHeaders().getFirst("Parley-Sequence"));
        posts.add(post);
        try {
            reply.to(exchange, post);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void answer(HttpExchange exchange, int status, String... headers) throws IOException {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
