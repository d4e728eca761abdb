package dev.parley.standalone.square;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Where the square's webhooks arrive, each at a path of its own. */
final class Webhooks implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final JsonMapper json = new JsonMapper();
    private final Map<String, BlockingQueue<Post>> posts = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** What was posted, and the headers that a webhook is known by. */
    record Post(String contentType, String token, String authorization, JsonNode body) {}

    Webhooks() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            at(exchange.getRequestURI().getPath())
                    .add(new Post(
                            header(exchange, "Content-Type"),
                            header(exchange, "X-A2A-Notification-Token"),
                            header(exchange, "Authorization"),
                            json.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.join(",", exchange.getRequestHeaders().getOrDefault(name, List.of()));
    }

    private BlockingQueue<Post> at(String path) {
        return posts.computeIfAbsent(path, unused -> new LinkedBlockingQueue<>());
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Takes what comes at a path up to the first that is wanted, which is the last of the list. */
    List<Post> until(String path, Predicate<Post> wanted) throws InterruptedException {
        List<Post> taken = new ArrayList<>();
        while (taken.isEmpty() || !wanted.test(taken.getLast())) {
            Post next = at(path).poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("not posted within " + PATIENCE + "; what came: " + taken);
            }
            taken.add(next);
        }
        return taken;
    }

    /** What is there and was not taken. */
    List<Post> rest(String path) {
        return List.copyOf(at(path));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
