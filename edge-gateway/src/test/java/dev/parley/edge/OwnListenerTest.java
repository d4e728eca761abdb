package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.AgentListener;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents on ports of their own. */
final class OwnListenerTest {
    private static final String LISTENER = "/api/v1/agents/echo/listener";

    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(Map.of("parley.edge.max-agent-listeners", 3, "parley.edge.drain-timeout", "1s"));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private Listening expose(String body) throws Exception {
        HttpResponse<String> response = edge.call("PUT", LISTENER, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Listening.read(response);
    }

    private record Listening(int httpPort, String url, int grpcPort, String grpc) {
        static Listening read(HttpResponse<String> response) {
            var listener = ProtoJson.read(response.body().getBytes(StandardCharsets.UTF_8), Struct.getDefaultInstance())
                    .getFieldsOrThrow("listener")
                    .getStructValue();
            return new Listening(
                    (int) listener.getFieldsOrDefault("http_port", Value.getDefaultInstance())
                            .getNumberValue(),
                    listener.getFieldsOrDefault("url", Value.getDefaultInstance())
                            .getStringValue(),
                    (int) listener.getFieldsOrDefault("grpc_port", Value.getDefaultInstance())
                            .getNumberValue(),
                    listener.getFieldsOrDefault("grpc", Value.getDefaultInstance())
                            .getStringValue());
        }
    }

    private HttpResponse<String> at(int port, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return edge.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static List<String> interfaces(HttpResponse<String> card) {
        return ProtoJson.read(card.body().getBytes(StandardCharsets.UTF_8), AgentCard.getDefaultInstance())
                .getSupportedInterfacesList()
                .stream()
                .map(each -> each.getProtocolBinding() + " " + each.getUrl() + " " + each.getTenant())
                .toList();
    }

    private boolean isClosed(int port) {
        try {
            at(port, "GET", "/", "");
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false; // on its way
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void agentsOwnPort_servesItAtTheRootOnEveryBindingOfHttp() throws Exception {
        int port = expose("{\"httpPort\": 0}").httpPort();

        HttpResponse<String> jsonRpc = at(
                port,
                "POST",
                "/",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("hi") + "}");
        HttpResponse<String> older = at(
                port,
                "POST",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"message/send\",\"params\":{\"message\":{\"kind\":\"message\","
                        + "\"messageId\":\"m-2\",\"role\":\"user\",\"parts\":[{\"kind\":\"text\",\"text\":\"hi\"}]}}}");
        HttpResponse<String> rest = at(port, "POST", "/message:send", EdgeFixture.text("ho"), "A2A-Version", "1.0");
        HttpResponse<String> list = at(port, "GET", "/tasks?pageSize=5", "", "A2A-Version", "1.0");

        assertThat(jsonRpc.body()).contains("TASK_STATE_COMPLETED");
        assertThat(older.body()).contains("\"completed\"");
        assertThat(rest.body()).contains("TASK_STATE_COMPLETED");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(edge.tasks.sent)
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
        assertThat(edge.tasks.listed)
                .singleElement()
                .satisfies(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
    }

    @Test
    void agentsOwnPort_servesNothingElse() throws Exception {
        edge.registry.add("other", SmallRegistry.card("Other"));
        int port = expose("{\"http_port\": 0}").httpPort();

        for (String path : List.of("/api/v1/agents", "/agents/other/.well-known/agent-card.json", "/metrics")) {
            HttpResponse<String> response = at(port, "GET", path, "");
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).contains("Path " + path + " does not exist");
        }
        assertThat(at(port, "GET", "/tasks", "", "x-parley-rooted", "other").statusCode())
                .isEqualTo(200);
        assertThat(edge.get("/api/v1/agents").statusCode()).isEqualTo(200);
    }

    @Test
    void agentsOwnGrpcPort_needsNoTenant() throws Exception {
        int port = expose("{\"grpcPort\": 0}").grpcPort();
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        try {
            var stub = A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
            SendMessageRequest.Builder request = SendMessageRequest.newBuilder()
                    .setMessage(Message.newBuilder()
                            .setMessageId("m-1")
                            .setRole(Role.ROLE_USER)
                            .addParts(Part.newBuilder().setText("hi")));
            stub.sendMessage(request.build());
            stub.sendMessage(request.setTenant("echo").build());
            stub.listTasks(ListTasksRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }

        assertThat(edge.tasks.sent)
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
        assertThat(edge.tasks.listed)
                .singleElement()
                .satisfies(call -> assertThat(call.getAgentId()).isEqualTo("echo"));
    }

    @Test
    void card_namesTheAddressThatWasUsed() throws Exception {
        Listening ports = expose("{\"httpPort\": 0, \"grpcPort\": 0}");
        int http = ports.httpPort();
        int grpc = ports.grpcPort();

        assertThat(ports.url()).isEqualTo("http://127.0.0.1:" + http + "/");
        assertThat(ports.grpc()).isEqualTo("127.0.0.1:" + grpc);
        assertThat(interfaces(at(http, "GET", "/.well-known/agent-card.json", "")))
                .containsExactly(
                        "JSONRPC http://127.0.0.1:" + http + "/ ",
                        "HTTP+JSON http://127.0.0.1:" + http + " ",
                        "GRPC 127.0.0.1:" + grpc + " ",
                        Extensions.WEBSOCKET_BINDING + " ws://127.0.0.1:" + http + "/ ");
        assertThat(at(http, "GET", "/.well-known/agent.json", "").body())
                .contains("\"url\":\"http://127.0.0.1:" + http + "/\"", "127.0.0.1:" + grpc);
        assertThat(interfaces(edge.get("/agents/echo/.well-known/agent-card.json")))
                .as("on the card by path, gRPC is where nobody has to name the agent")
                .containsExactly(
                        "JSONRPC " + edge.base() + "/agents/echo/ ",
                        "HTTP+JSON " + edge.base() + "/agents/echo ",
                        "GRPC 127.0.0.1:" + grpc + " ",
                        Extensions.WEBSOCKET_BINDING + " ws://127.0.0.1:" + edge.port + "/agents/echo/ ");
    }

    @Test
    void hostAndOrigin_areCheckedThereToo() throws Exception {
        int port = expose("{\"httpPort\": 0}").httpPort();

        assertThat(at(port, "GET", "/tasks", "", "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        try (RawConnection raw = new RawConnection(port)) {
            raw.head("GET /.well-known/agent-card.json HTTP/1.1", "Host: evil.example");
            assertThat(raw.readUntil("\r\n")).contains("403");
        }
    }

    @Test
    void takenPort_isRefusedAndChangesNothing() throws Exception {
        Listening before = expose("{\"httpPort\": 0}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String member : List.of("httpPort", "grpcPort")) {
                HttpResponse<String> refused =
                        edge.call("PUT", LISTENER, "{\"" + member + "\": " + taken.getLocalPort() + "}");
                assertThat(refused.statusCode()).isEqualTo(422);
                assertThat(refused.body()).contains("$." + member, String.valueOf(taken.getLocalPort()), "free port");
            }
        }
        assertThat(Listening.read(edge.get(LISTENER))).isEqualTo(before);
        assertThat(at(before.httpPort(), "GET", "/tasks", "").statusCode()).isEqualTo(200);
    }

    @Test
    void badRequests_sayWhatIsExpected() throws Exception {
        for (String body : List.of("{}", "{\"httpPort\": -1}", "{\"grpcPort\": 70000}", "{\"httpPort\": \"x\"}")) {
            assertThat(edge.call("PUT", LISTENER, body).statusCode()).as(body).isEqualTo(422);
        }
        assertThat(edge.call("PUT", "/api/v1/agents/nobody/listener", "{\"httpPort\": 0}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(edge.call("DELETE", "/api/v1/agents/nobody/listener", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void listeners_areBounded() throws Exception {
        edge.registry.add("other", SmallRegistry.card("Other"));
        expose("{\"httpPort\": 0, \"grpcPort\": 0}");

        HttpResponse<String> refused =
                edge.call("PUT", "/api/v1/agents/other/listener", "{\"httpPort\": 0, \"grpcPort\": 0}");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("max-agent-listeners");
    }

    @Test
    void freePort_staysWhereItIsWhenAskedForAgain() throws Exception {
        Listening first = expose("{\"httpPort\": 0, \"grpcPort\": 0}");

        assertThat(expose("{\"httpPort\": 0, \"grpcPort\": 0}")).isEqualTo(first);

        Listening onlyHttp = expose("{\"httpPort\": " + first.httpPort() + "}");
        assertThat(onlyHttp.grpcPort()).isZero();
        Await.until("gRPC is closed", () -> isClosed(first.grpcPort()));
    }

    @Test
    void unexposedAgent_isNotServedThereAnyMore() throws Exception {
        int port = expose("{\"httpPort\": 0}").httpPort();

        assertThat(edge.call("DELETE", LISTENER, "").statusCode()).isEqualTo(204);

        Await.until("the port is closed", () -> isClosed(port));
        assertThat(edge.get(LISTENER).body()).doesNotContain("listener\"");
        assertThat(expose("{\"httpPort\": " + port + "}").httpPort())
                .as("and may be had again at once")
                .isEqualTo(port);
    }

    @Test
    void deletedAgent_losesItsPort() throws Exception {
        int port = expose("{\"httpPort\": 0}").httpPort();

        edge.call("DELETE", "/api/v1/agents/echo", "");

        Await.until("the port is closed", () -> isClosed(port));
    }

    @Test
    void keptPort_isOpenedOnceItIsFree() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            // as the registry says after a restart
            edge.registry.listen(
                    "echo", AgentListener.newBuilder().setHttpPort(port).build());
            Await.until("the problem is shown", () -> show().contains("\"problem\""));
        }

        Await.until("the port is open", () -> !show().contains("\"problem\""));

        assertThat(at(port, "GET", "/tasks", "").statusCode()).isEqualTo(200);
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo("echo");
    }

    private String show() {
        try {
            return edge.get("/api/v1/agents/echo").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
