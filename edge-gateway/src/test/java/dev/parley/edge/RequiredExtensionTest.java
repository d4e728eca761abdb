package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.extension.Extensions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent whose card requires an extension: who does not activate it is refused, in every version and binding. */
final class RequiredExtensionTest {
    private static final String REQUIRED = "https://a.example/ext/strict/v1";
    private static final String MESSAGE_10 = EdgeFixture.text("x");
    private static final String MESSAGE_03 =
            "{'message':{'kind':'message','messageId':'m','role':'user','parts':[{'kind':'text','text':'x'}]}}";
    private static final String MESSAGE_01 =
            "{'id':'mine','message':{'role':'user','parts':[{'type':'text','text':'x'}]}}";
    private static final String MESSAGE_03_HTTP =
            "{'message':{'messageId':'m','role':'ROLE_USER','content':[{'text':'x'}]}}";

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = EdgeFixture.start();
        var card = SmallRegistry.card("Strict").toBuilder();
        card.getCapabilitiesBuilder()
                .addExtensions(AgentExtension.newBuilder().setUri(REQUIRED).setRequired(true))
                .addExtensions(AgentExtension.newBuilder().setUri("https://a.example/ext/as-you-like"))
                // a mesh behind this one has extensions that are for us
                .addExtensions(
                        AgentExtension.newBuilder().setUri(Extensions.ONCE).setRequired(true));
        edge.registry.add("strict", card.build());
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void forget() {
        edge.tasks.sent.clear();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String request(String method, String params) {
        return SocketClient.request("1", method, json(params), "");
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return edge.call("POST", path, body, headers);
    }

    /** @param refusal the HTTP status, and what is in the body */
    @ParameterizedTest
    @CsvSource({
        "/agents/strict,                      SendMessage,          1.0, 200, '\"code\":-32008,'",
        "/agents/strict,                      SendStreamingMessage, 1.0, 200, '\"code\":-32008,'",
        "/agents/strict,                      message/send,         '',  200, '\"code\":-32600,'",
        "/agents/strict,                      message/stream,       0.3, 200, '\"code\":-32600,'",
        "/agents/strict,                      tasks/send,           '',  200, '\"code\":-32'",
        "/agents/strict/message:send,         '',                   1.0, 400, EXTENSION_SUPPORT_REQUIRED",
        "/agents/strict/message:stream,       '',                   1.0, 400, EXTENSION_SUPPORT_REQUIRED",
        "/strict/message:send,                '',                   1.0, 400, EXTENSION_SUPPORT_REQUIRED",
        "/agents/strict/v1/message:send,      '',                   '',  400, 'InvalidRequestError\",\"code\":-32600'",
        "/agents/strict/tasks/send,           legacy,               '',  400, '{\"detail\":'",
    })
    void call_isRefusedUnlessItActivatesTheExtension(
            String path, String method, String version, int status, String refusal) throws Exception {
        String body = switch (method) {
            case "SendMessage", "SendStreamingMessage" -> request(method, MESSAGE_10);
            case "message/send", "message/stream" -> request(method, MESSAGE_03);
            case "tasks/send" -> request(method, MESSAGE_01);
            case "legacy" -> "{\"message\":\"x\"}";
            default -> path.contains("/v1/") ? json(MESSAGE_03_HTTP) : MESSAGE_10;
        };
        List<String> headers = new ArrayList<>();
        if (!version.isEmpty()) {
            headers.addAll(List.of("A2A-Version", version));
        }

        HttpResponse<String> refused = post(path, body, headers.toArray(String[]::new));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body())
                .contains(refusal, "requires extensions", REQUIRED)
                .doesNotContain("as-you-like");
        assertThat(edge.tasks.sent).isEmpty();

        headers.addAll(List.of(version.equals("1.0") ? "A2A-Extensions" : "X-A2A-Extensions", "urn:x, " + REQUIRED));
        HttpResponse<String> taken = post(path, body, headers.toArray(String[]::new));
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.body()).doesNotContain("\"error\"");
        assertThat(edge.tasks.sent.getLast().getContext().getExtensionsList()).contains(REQUIRED);
    }

    /** With the agent it is activated too (A2A 1.0.1 §3.2.6), so the agent gets what it asks for. */
    @Test
    void messageThatSaysItUsesTheExtension_isTaken() throws Exception {
        String using = MESSAGE_10.replace("\"role\"", "\"extensions\":[\"" + REQUIRED + "\"],\"role\"");
        assertThat(edge.rpc("/agents/strict", "SendMessage", using).body()).contains("\"result\"");
        assertThat(edge.tasks.sent).hasSize(1);
    }

    @Test
    void overWebSocket_itIsTheSame() throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/strict")) {
            assertThat(caller.call("1", "SendMessage", MESSAGE_10).next()).contains("\"code\":-32008,");
            assertThat(caller.call("2", "message/send", json(MESSAGE_03)).next())
                    .contains("\"code\":-32600,");
            assertThat(caller.call("3", "SendMessage", MESSAGE_10, "\"A2A-Extensions\":\"" + REQUIRED + "\"")
                            .next())
                    .contains("\"id\":3,\"result\"");
        }
    }

    @Test
    void overGrpc_itIsTheSame() {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
        try {
            var stub = A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
            var message = SendMessageRequest.newBuilder()
                    .setTenant("strict")
                    .setMessage(Message.newBuilder()
                            .setMessageId("m")
                            .setRole(Role.ROLE_USER)
                            .addParts(Part.newBuilder().setText("x")))
                    .build();
            StatusRuntimeException refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                    StatusRuntimeException.class, () -> stub.sendMessage(message));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(RpcErrors.fromStatus(refused).code()).isEqualTo(A2aErrorCode.EXTENSION_SUPPORT_REQUIRED);
            Metadata metadata = new Metadata();
            metadata.put(Metadata.Key.of("a2a-extensions", Metadata.ASCII_STRING_MARSHALLER), REQUIRED);
            assertThat(stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                            .sendMessage(message)
                            .hasTask())
                    .isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void readingItsTasks_needsNoExtension() throws Exception {
        assertThat(edge.rpc("/agents/strict", "ListTasks", "{}").body()).contains("\"result\"");
        assertThat(edge.rpc("/agents/strict", "GetTask", "{\"id\":\"t\"}").body())
                .contains("-32001");
    }
}
