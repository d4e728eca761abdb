package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP server that answers in the order of its script and remembers what it was asked. */
final class ScriptedMesh implements AutoCloseable {
    private static final Pattern MESSAGE_ID = Pattern.compile("\"messageId\":\"([^\"]+)\"");

    private final HttpServer server;
    private final Queue<Answer> script = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();

    record Asked(
            String method,
            String path,
            String body,
            @Nullable String lastEventId) {}

    /** @param cut drop the connection after the body instead of ending it */
    record Answer(int status, String type, String body, boolean cut) {}

    ScriptedMesh() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    synchronized ScriptedMesh then(int status, String json) {
        script.add(new Answer(status, "application/json", json, false));
        return this;
    }

    /** A body that breaks off. */
    synchronized ScriptedMesh thenCut(String body) {
        script.add(new Answer(200, "application/gzip", body, true));
        return this;
    }

    /** A stream of results, numbered from {@code first} on. */
    synchronized ScriptedMesh thenStream(int first, boolean cut, String... results) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < results.length; i++) {
            body.append("id: ").append(first + i).append('\n');
            body.append("data: {\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":")
                    .append(results[i])
                    .append("}\n\n");
        }
        script.add(new Answer(200, "text/event-stream", body.toString(), cut));
        return this;
    }

    private synchronized void answer(HttpExchange exchange) {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    body,
                    exchange.getRequestHeaders().getFirst("Last-Event-ID")));
            Answer answer = script.remove();
            byte[] bytes = answer.body().replace("MESSAGE", messageId()).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            // a promised byte more than what comes is a cut connection to the client
            exchange.sendResponseHeaders(answer.status(), answer.cut() ? bytes.length + 1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the first message that was sent; an answer says MESSAGE for it. */
    private String messageId() {
        Matcher id = MESSAGE_ID.matcher(asked.getFirst().body());
        return id.find() ? id.group(1) : "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
