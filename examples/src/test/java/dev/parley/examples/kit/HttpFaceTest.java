package dev.parley.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP and JSON-RPC show of the kit: the card, errors, limits. */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFaceTest {
    private static final String GET_TASK =
            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}";

    private final CountDownLatch quietEnds = new CountDownLatch(1);
    private AgentServer server;
    private TestCaller caller;

    @BeforeAll
    void start() throws IOException {
        AgentServer.Settings settings =
                new AgentServer.Settings("127.0.0.1", 0, Optional.empty(), 10_000, Duration.ofMillis(20));
        server = AgentServer.start(new ScriptedAgent(task -> quietEnds.await()), settings);
        caller = new TestCaller(server.url());
    }

    @AfterAll
    void stop() {
        caller.close();
        server.close();
    }

    @Test
    void card_namesItsAddressAndHasAnETag() {
        HttpResponse<byte[]> response = caller.fetch("/.well-known/agent-card.json");

        AgentCard card = ProtoJson.read(response.body(), AgentCard.getDefaultInstance());
        assertThat(card.getSupportedInterfaces(0).getUrl()).isEqualTo(server.url());
        assertThat(card.getSupportedInterfaces(0).getProtocolVersion()).isEqualTo("1.0");
        assertThat(response.headers().firstValue("Cache-Control")).isPresent();
        String etag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(caller.fetch("/.well-known/agent-card.json", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(caller.fetch("/.well-known/agent-card.json", "If-None-Match", "\"old\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/, 405", "/elsewhere, 404", "/.well-known/agent-card.json/more, 404"})
    void otherPaths_areRefused(String path, int status) {
        assertThat(caller.fetch(path).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                             | -32700",
                "[]                                                            | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":\"1\",\"method\":\"GetTask\"}         | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"tasks/get\",\"params\":{\"id\":\"x\"}} | -32601",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"GetTask\",\"params\":{}}               | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}   | -32001"
            })
    void badRequests_getTheirCode(String body, int code) {
        HttpResponse<byte[]> response = caller.post(body.getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestCaller.failure(response.body())).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"7", "\"seven\""})
    void id_comesBackAsSent(String id) {
        HttpResponse<byte[]> response = caller.post(GET_TASK.formatted(id).getBytes(StandardCharsets.UTF_8));

        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"id\":" + id);
    }

    @ParameterizedTest
    @CsvSource({
        "A2A-Version, 0.3, -32009, 200",
        "Content-Type, text/plain, -32005, 200",
        "Origin, https://elsewhere.example, -32051, 403"
    })
    void badHeaders_getTheirCode(String header, String value, int code, int status) {
        HttpResponse<byte[]> response =
                caller.post(GET_TASK.formatted(1).getBytes(StandardCharsets.UTF_8), header, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(TestCaller.failure(response.body())).isEqualTo(code);
    }

    @Test
    void foreignHost_isRefused() throws IOException {
        String answer =
                raw("GET /.well-known/agent-card.json HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403");
    }

    @Test
    void tooLargeABody_isRefusedWith413() {
        HttpResponse<byte[]> response = caller.post(new byte[10_001]);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestCaller.failure(response.body())).isEqualTo(-32055);
        assertThat(TestCaller.failure(caller.post(new byte[10_000]).body())).isEqualTo(-32700);
    }

    @Test
    void tooLargeAChunkedBody_isRefusedWith413() throws IOException {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        String answer =
                raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5) + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    @Test
    void whatTheKitLacks_isRefusedByName() {
        assertThat(caller.failure(
                        A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
                        GetTaskPushNotificationConfigRequest.newBuilder()
                                .setTaskId("x")
                                .setId("y")
                                .build()))
                .isEqualTo(-32003);
        assertThat(caller.failure(A2aMethod.GET_EXTENDED_AGENT_CARD, GetExtendedAgentCardRequest.getDefaultInstance()))
                .isEqualTo(-32004);
        assertThat(caller.failure(
                        A2aMethod.SEND_MESSAGE,
                        TestCaller.sending("go").toBuilder()
                                .setConfiguration(SendMessageConfiguration.newBuilder()
                                        .setTaskPushNotificationConfig(TaskPushNotificationConfig.newBuilder()
                                                .setUrl("http://localhost/hook")))
                                .build()))
                .isEqualTo(-32003);
    }

    @Test
    void quietStream_showsSignsOfLife() throws IOException {
        byte[] body = JsonRpcCalls.request("1", A2aMethod.SEND_STREAMING_MESSAGE, TestCaller.sending("go"));
        String request = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n" + new String(body, StandardCharsets.UTF_8);
        try (Socket socket = connect(request)) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.lines().anyMatch(": still here"::equals)).isTrue();
            quietEnds.countDown();
            assertThat(lines.lines().anyMatch(line -> line.contains("TASK_STATE_COMPLETED")))
                    .isTrue();
        }
    }

    private Socket connect(String request) throws IOException {
        URI url = URI.create(server.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect(request)) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
