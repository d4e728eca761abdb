package dev.parley.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Where webhooks arrive: keeps what is posted, by path; while it is closed for business it answers 503. */
final class WebhookServer implements AutoCloseable {
    private final JsonMapper json = new JsonMapper();
    private final HttpServer server;
    private final Map<String, List<JsonNode>> taken = new ConcurrentHashMap<>();
    private volatile boolean open = true;

    WebhookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = json.readTree(exchange.getRequestBody());
            boolean takes = open;
            if (takes) {
                taken.computeIfAbsent(exchange.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                        .add(body);
            }
            exchange.sendResponseHeaders(takes ? 200 : 503, -1);
        }
    }

    void open(boolean takes) {
        open = takes;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<JsonNode> taken(String path) {
        return taken.getOrDefault(path, List.of());
    }

    /** What came at a path, without those that came again at once: the one under way when its sender died. */
    List<JsonNode> once(String path) {
        List<JsonNode> once = new ArrayList<>();
        for (JsonNode body : taken(path)) {
            if (once.isEmpty() || !once.getLast().equals(body)) {
                once.add(body);
            }
        }
        return once;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
