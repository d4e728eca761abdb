package dev.parley.examples.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The card, with an ETag so that a mesh can ask whether it changed. */
final class CardEndpoint implements HttpHandler {
    private static final String PATH = "/.well-known/agent-card.json";

    private final byte[] card;
    private final String etag;
    private final CallerGuard guard;

    CardEndpoint(AgentCard card, CallerGuard guard) {
        this.card = ProtoJson.toBytes(card);
        this.etag = '"' + digest(this.card) + '"';
        this.guard = guard;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            guard.check(exchange.getRequestHeaders());
        } catch (A2aException refusal) {
            Replies.text(exchange, refusal.code().httpStatus(), refusal.text());
            return;
        }
        String method = exchange.getRequestMethod();
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            Replies.text(exchange, 404, "Nothing here (expected: " + PATH + ")");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            Replies.text(exchange, 405, method + " (expected: GET)");
        } else {
            serve(exchange, method.equals("HEAD"));
        }
    }

    private void serve(HttpExchange exchange, boolean headersOnly) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.getResponseHeaders().set("Cache-Control", "public, max-age=60");
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else if (headersOnly) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(card.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            Replies.json(exchange, 200, card);
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("no SHA-256 (expected: every JDK has it)", impossible);
        }
    }
}
