package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.SendMessageCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code a2a_protocol_compliance} in both positions, beside each other. */
final class LenientRequestsTest {
    private static final String BARE = "{\"message\":{\"parts\":[{\"text\":\"hi\"}]}}";

    private static EdgeFixture lenient;
    private static EdgeFixture strict;

    @BeforeAll
    static void start() {
        lenient = new EdgeFixture(Map.of("parley.features.a2a-protocol-compliance", "false"));
        strict = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        lenient.close();
        strict.close();
    }

    @ParameterizedTest
    @CsvSource({"SendMessage, 1.0", "message/send, 0.3", "tasks/send, 0.3"})
    void jsonRpc_takesAMessageWithoutIdAndRole(String method, String version) throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method
                + "\",\"params\":{\"id\":\"t-1\",\"message\":{\"parts\":[{\"text\":\"hi\"}]}}}";

        assertThat(lenient.post("/", call, "A2A-Version", version).body()).contains("\"result\"");
        assertIsWhole(lastSent());
        assertThat(strict.post("/", call, "A2A-Version", version).body()).contains("-32602", "missing");
    }

    @Test
    void jsonRpc_mayLackItsVersion() throws Exception {
        String call = "{\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("hi") + "}";

        assertThat(lenient.post("/", call).body()).contains("\"result\"");
        assertThat(strict.post("/", call).body()).contains("-32600", "jsonrpc");
    }

    @ParameterizedTest
    @CsvSource({"/message:send, parts, 1.0", "/v1/message:send, content, 0.3"})
    void httpJson_takesAMessageWithoutIdAndRole(String path, String parts, String version) throws Exception {
        String body = BARE.replace("parts", parts);

        assertThat(lenient.post(path, body, "A2A-Version", version).statusCode())
                .isEqualTo(200);
        assertIsWhole(lastSent());
        assertThat(strict.post(path, body, "A2A-Version", version).body()).contains("messageId", "missing");
    }

    @Test
    void httpJson_takesTheRoleInAnotherVersionsWords() throws Exception {
        String body = EdgeFixture.text("hi").replace("ROLE_USER", "user");

        assertThat(lenient.post("/message:send", body, "A2A-Version", "1.0").statusCode())
                .isEqualTo(200);
        assertThat(lastSent().getRequest().getMessage().getMessageId()).isEqualTo("m-1");
        assertThat(strict.post("/message:send", body, "A2A-Version", "1.0").body())
                .contains("ROLE_USER");
    }

    @Test
    void grpc_takesAMessageWithoutIdAndRole() {
        send(lenient);
        assertIsWhole(lastSent());

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> send(strict));
        assertThat(RpcErrors.fromStatus(refused).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);

        sendV03(lenient);
        assertIsWhole(lastSent());
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> sendV03(strict)))
                .hasMessageContaining("$.message.messageId");
    }

    @Test
    void webSocket_takesAMessageWithoutIdAndRole() throws Exception {
        try (SocketClient caller = new SocketClient(lenient, "/")) {
            assertThat(caller.call("1", "SendMessage", BARE).next()).contains("\"result\"");
        }
        assertIsWhole(lastSent());
        try (SocketClient caller = new SocketClient(strict, "/")) {
            assertThat(caller.call("1", "SendMessage", BARE).next()).contains("-32602", "missing");
        }
    }

    @Test
    void whatCannotBeGuessed_isRefused() throws Exception {
        for (String params : List.of(
                "{}",
                "{\"message\":{}}",
                "{\"message\":{\"parts\":[]}}",
                "{\"message\":{\"parts\":[{\"text\":\"hi\"}],\"role\":\"boss\"}}",
                "{\"message\":{\"parts\":[{\"text\":5}]}}")) {
            assertThat(lenient.rpc("/", "SendMessage", params).body()).contains("-32602");
        }
        assertThat(lenient.rpc("/", "GetTask", "{}").body()).contains("-32602", "$.params.id");
        assertThat(lenient.post("/", "{\"method\":\"SendMessage\",\"params\":" + BARE + "}")
                        .body())
                .contains("-32600", "$.id");
    }

    @Test
    void messagesWithoutIds_areOneUnderTheSameKeyOnly() throws Exception {
        lenient.rpc("/", "SendMessage", BARE);
        String first = lastSent().getRequest().getMessage().getMessageId();
        lenient.rpc("/", "SendMessage", BARE);
        assertThat(lastSent().getRequest().getMessage().getMessageId()).isNotEqualTo(first);

        lenient.rpc("/", "SendMessage", BARE, "Idempotency-Key", "k-1");
        SendMessageCall keyed = lastSent();
        lenient.rpc("/", "SendMessage", BARE, "Idempotency-Key", "k-1");
        assertThat(lastSent().getRequest()).isEqualTo(keyed.getRequest());
        lenient.rpc("/agents/echo", "SendMessage", BARE, "Idempotency-Key", "k-1");
        assertThat(lastSent().getRequest()).isNotEqualTo(keyed.getRequest());
    }

    private static SendMessageCall lastSent() {
        return lenient.tasks.sent.getLast();
    }

    private static void assertIsWhole(SendMessageCall call) {
        Message message = call.getRequest().getMessage();
        assertThat(message.getMessageId()).isNotBlank();
        assertThat(message.getRole()).isEqualTo(Role.ROLE_USER);
        assertThat(message.getParts(0).getText()).isEqualTo("hi");
    }

    private static void send(EdgeFixture edge) {
        ManagedChannel channel = channelTo(edge);
        try {
            A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .sendMessage(SendMessageRequest.newBuilder()
                            .setMessage(Message.newBuilder()
                                    .addParts(Part.newBuilder().setText("hi")))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static void sendV03(EdgeFixture edge) {
        ManagedChannel channel = channelTo(edge);
        try {
            dev.parley.proto.a2a.v03.A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .sendMessage(dev.parley.proto.a2a.v03.SendMessageRequest.newBuilder()
                            .setRequest(dev.parley.proto.a2a.v03.Message.newBuilder()
                                    .addContent(dev.parley.proto.a2a.v03.Part.newBuilder()
                                            .setText("hi")))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel channelTo(EdgeFixture edge) {
        return Grpc.newChannelBuilder("127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
    }
}
