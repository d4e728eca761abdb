package dev.parley.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.json.ProtoJson;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge behind a sidecar: on unix sockets, called under the sidecar's address. */
class SidecarSocketTest {
    @TempDir
    private Path folder;

    private Path http;
    private Path grpc;
    private EdgeFixture edge;

    @BeforeEach
    void start() throws IOException {
        http = folder.resolve("http.sock");
        grpc = folder.resolve("grpc.sock");
        Files.writeString(http, "left behind");
        edge = new EdgeFixture(Map.of(
                "parley.edge.socket", http.toString(),
                "parley.edge.grpc-socket", grpc.toString(),
                "parley.edge.grpc-port", 50_051));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private String ask(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(http))) {
            channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return all.toString(UTF_8);
        }
    }

    private String get(String path, String... headers) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nx-forwarded-proto: http\r\n"
                + String.join("", headers) + "Connection: close\r\n\r\n");
    }

    private String post(String path, String json) throws IOException {
        return ask("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\n"
                + "A2A-Version: 1.0\r\nContent-Length: " + json.length() + "\r\nConnection: close\r\n\r\n" + json);
    }

    @Test
    void sockets_areForThisUserAlone() throws IOException {
        for (Path socket : new Path[] {http, grpc}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void sends_areAnsweredOverHttpAndGrpc() throws Exception {
        String params = EdgeFixture.text("hello");
        edge.tasks.onStream = (call, out) -> out.send(ScriptedTasks.ended(call.getTaskId(), 1));
        assertThat(post(
                        "/agents/echo/",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + params + "}"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"result\"");
        assertThat(post(
                        "/agents/echo/",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendStreamingMessage\",\"params\":" + params + "}"))
                .contains("text/event-stream", "data: ");
        ManagedChannel channel = RpcChannels.open("unix:" + grpc);
        try {
            SendMessageRequest request =
                    ProtoJson.read(params.getBytes(UTF_8), SendMessageRequest.getDefaultInstance());
            assertThat(A2AServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(10, TimeUnit.SECONDS)
                            .sendMessage(request.toBuilder().setTenant("echo").build())
                            .isInitialized())
                    .isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void cards_haveTheSidecarsAddresses() throws IOException {
        assertThat(get("/agents/echo/.well-known/agent-card.json", "A2A-Version: 1.0\r\n"))
                .contains("http://127.0.0.1:8080/agents/echo/", "127.0.0.1:50051");
        assertThat(get("/agents/echo/.well-known/agent-card.json", "x-forwarded-proto: https\r\n"))
                .contains("https://127.0.0.1:8080/agents/echo/");
    }

    @Test
    void management_isNotServedHere() throws IOException {
        assertThat(get("/metrics")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/ready")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void portsOfItsOwn_areRefusedToAnAgent() throws IOException {
        assertThat(ask(
                        "PUT /api/v1/agents/echo/listener HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 14\r\nConnection: close\r\n\r\n{\"httpPort\":0}"))
                .contains("echo cannot have ports of its own");
    }
}
