package dev.parley.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An agent of 1.0 over JSON-RPC whose events have much in them that could be written in more than one way. */
final class RichAgent implements AutoCloseable {
    static final int EVENTS = 20;

    @SuppressWarnings("InlineFormatString") // a document of its own
    private static final String EVENT = """
            {"artifactUpdate":{"taskId":"remote","contextId":"remote-context","append":true,"artifact":{"artifactId":"a","parts":\
            [{"text":"chunk %1$d \\u2028 ünïcode \\"quoted\\" </script>"},{"data":{"z":1e21,"y":-0.0,"x":[null,true,{"b":%1$d,"a":2}]}},\
            {"raw":"AAEC/w==","mediaType":"image/png","filename":"p.png"}],"metadata":{"q":1,"p":2,"o":3,"nested":{"z":1,"a":2}}},\
            "metadata":{"zulu":"%1$d","alpha":0.1,"mike":[],"https://a.example/x":{}}}}""";

    private final HttpServer server;
    private final CountDownLatch speak;
    private final JsonMapper json = new JsonMapper();

    /** @param speak awaited between the task and what it does */
    RichAgent(CountDownLatch speak) throws IOException {
        this.speak = speak;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/", this::card);
        server.createContext("/", this::stream);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void card(HttpExchange exchange) throws IOException {
        byte[] card = """
                {"name":"Rich","description":"says much","version":"1","supportedInterfaces":[{"url":"%s/","protocolBinding":\
                "JSONRPC","protocolVersion":"1.0"}],"capabilities":{"streaming":true},"defaultInputModes":["text/plain"],\
                "defaultOutputModes":["text/plain"],"skills":[{"id":"s","name":"S","description":"d","tags":["t"]}]}""".formatted(url()).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, card.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(card);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        String id = json.readTree(exchange.getRequestBody().readAllBytes())
                .path("id")
                .toString();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            say(
                    out,
                    id,
                    "{\"task\":{\"id\":\"remote\",\"contextId\":\"remote-context\",\"status\":{\"state\":"
                            + "\"TASK_STATE_WORKING\"},\"metadata\":{\"b\":1,\"a\":{\"d\":1,\"c\":2}}}}");
            speak.await();
            for (int i = 1; i <= EVENTS; i++) {
                say(out, id, EVENT.formatted(i));
            }
            say(
                    out,
                    id,
                    "{\"statusUpdate\":{\"taskId\":\"remote\",\"contextId\":\"remote-context\",\"status\":{\"state\":"
                            + "\"TASK_STATE_COMPLETED\",\"timestamp\":\"2026-11-21T10:00:00.123456789Z\"}}}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String id, String result) throws IOException {
        out.write(("data: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}\n\n").getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        speak.countDown();
        server.stop(0);
    }
}
