package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent on ports of its own, over every binding, before and after the mesh was killed. */
class OwnListenerIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration OPEN = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    private record Ports(int http, int grpc) {}

    @Test
    void exposedAgent_isAtItsPortsOverEveryBindingAlsoAfterSigkill() throws Exception {
        try (ExampleAgents agents = new ExampleAgents()) {
            Path data = folder.resolve("data");
            Ports ports;
            MeshProcess first = MeshProcess.start(data);
            try {
                new A2aCaller(first.http()).register("echo", agents.start("dev.parley.examples.echo.EchoAgent"));
                ports = expose(first.http(), "echo");
                callOverEveryBinding(ports);
            } finally {
                first.kill();
            }
            try (MeshProcess second = MeshProcess.start(data)) {
                Waiting.until("own listener open", OPEN, () -> isOpen(second.http()));
                callOverEveryBinding(ports);
                resolveByTheOfficialSdk(ports);
            }
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Ports expose(URI mesh, String id) throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(mesh.resolve("/api/v1/agents/" + id + "/listener"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"httpPort\": 0, \"grpcPort\": 0}")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode listener = JSON.readTree(response.body()).path("listener");
        return new Ports(
                listener.path("http_port").asInt(), listener.path("grpc_port").asInt());
    }

    /** The listeners follow the registry a moment after the mesh is ready. */
    private boolean isOpen(URI mesh) throws Exception {
        String card = send(HttpRequest.newBuilder(mesh.resolve("/agents/echo/.well-known/agent-card.json"))
                        .GET())
                .body();
        for (JsonNode each : JSON.readTree(card).path("supportedInterfaces")) {
            if (each.path("protocolBinding").asText().equals("GRPC")) {
                return each.path("tenant").asText("").isEmpty();
            }
        }
        return false;
    }

    private void callOverEveryBinding(Ports ports) throws Exception {
        String root = "http://127.0.0.1:" + ports.http();
        String message = "{\"message\":{\"messageId\":\"%s\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"%s\"}]}}";
        HttpResponse<String> jsonRpc = send(json(root + "/")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":"
                                + message.formatted("m-rpc", "over JSON-RPC") + "}")));
        HttpResponse<String> httpJson = send(json(root + "/message:send")
                .POST(HttpRequest.BodyPublishers.ofString(message.formatted("m-rest", "over HTTP+JSON"))));

        assertThat(jsonRpc.body()).contains("over JSON-RPC").doesNotContain("\"error\"");
        assertThat(httpJson.body()).contains("over HTTP+JSON").doesNotContain("\"error\"");
        assertThat(overGrpc(ports)).contains("over gRPC");
    }

    private static HttpRequest.Builder json(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0");
    }

    private static String overGrpc(Ports ports) throws InterruptedException {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + ports.grpc(), InsecureChannelCredentials.create())
                .build();
        try {
            return A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .sendMessage(SendMessageRequest.newBuilder()
                            .setMessage(Message.newBuilder()
                                    .setMessageId("m-grpc")
                                    .setRole(Role.ROLE_USER)
                                    .addParts(Part.newBuilder().setText("over gRPC")))
                            .build())
                    .toString();
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    /** It asks a root for its card and then calls what the card says. */
    private static void resolveByTheOfficialSdk(Ports ports) throws Exception {
        String said = Python.withPackages().run("root_card.py", "http://127.0.0.1:" + ports.http());
        assertThat(said.lines().toList())
                .containsExactlyElementsOf(List.of(
                        "JSONRPC http://127.0.0.1:" + ports.http() + "/",
                        "HTTP+JSON http://127.0.0.1:" + ports.http(),
                        "GRPC 127.0.0.1:" + ports.grpc(),
                        "https://parley.dev/bindings/websocket/v1 ws://127.0.0.1:" + ports.http() + "/",
                        "said JSONRPC",
                        "said HTTP+JSON",
                        "said GRPC"));
    }
}
