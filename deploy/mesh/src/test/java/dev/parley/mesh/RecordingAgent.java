package dev.parley.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An agent that answers every message with a completed task, or with an error, and keeps what it heard of the trace. */
final class RecordingAgent implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /** The trace as header and metadata say it. */
    record Heard(String header, String metadata) {}

    private final HttpServer server;
    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    RecordingAgent() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String json = exchange.getRequestMethod().equals("GET") ? card() : reply(exchange);
        byte[] bytes = json.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String reply(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        JsonNode message = request.path("params").path("message");
        heard.add(new Heard(
                String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")),
                message.path("metadata").path("traceparent").asText()));
        String id = request.path("id").toString();
        return message.path("parts").path(0).path("text").asText().equals("refuse")
                ? "{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"error\":{\"code\":-32602,\"message\":\"the secret reason\"}}"
                : "{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"result\":{\"task\":{\"id\":\"t\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"}}}}";
    }

    private String card() {
        return "{\"name\":\"Recorder\",\"description\":\"Keeps what it hears\",\"version\":\"1\",\"supportedInterfaces\":"
                + "[{\"url\":\"" + url() + "\",\"protocolBinding\":\"JSONRPC\",\"protocolVersion\":\"1.0\"}],"
                + "\"capabilities\":{},\"defaultInputModes\":[\"text/plain\"],\"defaultOutputModes\":[\"text/plain\"],"
                + "\"skills\":[{\"id\":\"keep\",\"name\":\"Keep\",\"description\":\"Keeps traces\",\"tags\":[\"trace\"]}]}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
