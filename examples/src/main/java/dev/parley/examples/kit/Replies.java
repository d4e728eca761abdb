package dev.parley.examples.kit;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whole HTTP answers. */
final class Replies {
    private Replies() {}

    static void json(HttpExchange exchange, int status, byte[] body) throws IOException {
        whole(exchange, status, "application/json", body);
    }

    static void text(HttpExchange exchange, int status, String text) throws IOException {
        whole(exchange, status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void whole(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().close();
    }
}
