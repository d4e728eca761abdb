package dev.parley.edge;

import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A running edge on free ports, with scripted services behind it. */
final class EdgeFixture implements AutoCloseable {
    static {
        // tests say what other clients say by nature; read once, when the client is first used
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private static final AtomicLong PORTS_DRAWN =
            new AtomicLong(ThreadLocalRandom.current().nextInt(12_000));

    final ScriptedTasks tasks = new ScriptedTasks();
    final ScriptedDeadLetters deadLetters = new ScriptedDeadLetters();
    final ScriptedReplays replays = new ScriptedReplays();
    final SmallRegistry registry = new SmallRegistry();
    final BusyRouter router = new BusyRouter();
    final int port = freePort();
    final int managementPort = freePort();
    final int grpcPort = freePort();
    final MeshService edge;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RpcServer taskServer;
    private final RpcServer registryServer;
    private final RpcServer routerServer;

    EdgeFixture(Map<String, Object> settings) {
        String name = "edge-test-" + UUID.randomUUID();
        registry.add("echo", SmallRegistry.card("Echo"));
        taskServer = RpcServer.inProcess(
                name + "-task", List.of(tasks, new ScriptedHistories(), deadLetters, replays, new ScriptedTaskFiles()));
        registryServer = RpcServer.inProcess(name + "-registry", List.of(registry));
        routerServer = RpcServer.inProcess(name + "-router", List.of(router));
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("parley.services.task", "in-process:" + name + "-task");
        properties.put("parley.services.registry", "in-process:" + name + "-registry");
        properties.putIfAbsent("parley.services.router", "in-process:" + name + "-router");
        properties.put("parley.edge.port", port);
        properties.put("parley.edge.management-port", managementPort);
        properties.putIfAbsent("parley.edge.grpc-port", grpcPort);
        edge = MeshService.start("edge", properties);
    }

    static EdgeFixture start() {
        return new EdgeFixture(Map.of());
    }

    String base() {
        return "http://127.0.0.1:" + port;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Posts JSON. */
    HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
        return call("POST", path, json, headers);
    }

    HttpResponse<String> call(String method, String path, String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A 1.0 JSON-RPC call with id 1. */
    HttpResponse<String> rpc(String path, String method, String params, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0")
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The params of a send of one text. */
    static String text(String text) {
        return "{\"message\":{\"messageId\":\"m-1\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"" + text + "\"}]}}";
    }

    /** Connections that are open now, by the edge's own count. */
    int connections() {
        return gauge("a2a.active.connections");
    }

    /** Event streams that are open now. */
    int streams() {
        return gauge("parley.edge.streams");
    }

    /** WebSockets that are open now. */
    int sockets() {
        return gauge("parley.edge.websockets");
    }

    /** The body of a path on the management listener. */
    String management(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)))
                .body();
    }

    private int gauge(String name) {
        return (int)
                edge.context().getBean(MeterRegistry.class).get(name).gauge().value();
    }

    /**
     * Free, and below the range from which connections take theirs: it stays free until the edge binds it. No two calls
     * give the same one, since none is bound yet when the next is asked for.
     */
    static int freePort() {
        while (true) {
            int port = 20_000 + (int) (PORTS_DRAWN.getAndIncrement() % 12_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    @Override
    public void close() {
        edge.close();
        taskServer.close();
        registryServer.close();
        routerServer.close();
        http.close();
    }
}
