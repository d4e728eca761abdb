package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An agent over all bindings on free ports of loopback, right or wrong as its {@link Nature} is. */
final class TestAgent implements AutoCloseable {
    private final Nature nature;
    private final AgentCore core;
    private final HttpServer http;
    private final Server grpc;
    private final SocketFace socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    TestAgent(Nature nature) throws IOException {
        this.nature = nature;
        this.core = new AgentCore(nature);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.grpc = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(GrpcFace.of(core, nature))
                .addService(GrpcFace.ofOlder(core, nature))
                .build()
                .start();
        this.socket = new SocketFace(core, nature);
        http.setExecutor(threads);
        http.createContext("/.well-known/agent-card.json", this::card);
        http.createContext("/rpc", exchange -> new JsonRpcFace(core, nature, this).serve(exchange));
        http.createContext("/rest/v1", exchange -> new V03RestFace(core, nature, this).serve(exchange));
        http.createContext("/rest", exchange -> new RestFace(core, nature, this).serve(exchange));
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void card(HttpExchange exchange) throws IOException {
        ObjectNode card = nature.card()
                .apply(AgentCards.of(
                        url(), "127.0.0.1:" + grpc.getPort(), "ws://127.0.0.1:" + socket.port() + "/", nature.full()));
        Map<String, String> headers = Map.of(
                "ETag", "\"1\"",
                "Cache-Control", "max-age=60",
                "Last-Modified", "Sat, 21 Nov 2026 00:00:00 GMT");
        boolean known = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        answer(
                exchange,
                "",
                new Nature.Answer(known ? 304 : 200, "application/json", headers, known ? "" : card.toString()));
    }

    static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> all = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> all.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return all;
    }

    void answer(HttpExchange exchange, String body, Nature.Answer right) throws IOException {
        Nature.Answer answer =
                nature.http().spoil(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body, right);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        grpc.shutdownNow();
        socket.close();
        threads.shutdownNow();
        core.close();
    }
}
