package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.json.Goldens;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code golden-v03/OPERATION-request-CASE.json} or {@code OPERATION-reply-CASE.json} is a document of 0.3 as its
 * clients and servers send it; the {@code .txtpb} beside it is what it means in 1.0. Both directions, byte for byte.
 */
class V03GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden-v03");

    static List<String> requests() throws IOException {
        return Goldens.cases(GOLDEN, "-request-");
    }

    static List<String> replies() throws IOException {
        return Goldens.cases(GOLDEN, "-reply-");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_isReadAndWritten(String name) throws IOException {
        Message expected = message(name, method(name).request());
        JsonRpcRequest request = JsonRpcRequest.read(json(name));

        assertThat(request.version()).isEqualTo(A2aVersion.V0_3);
        assertThat(request.method()).isEqualTo(method(name));
        assertThat(request.params()).isEqualTo(expected);
        assertThat(text(JsonRpcCalls.request("1", A2aVersion.V0_3, method(name), expected)))
                .isEqualTo(text(json(name)));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void reply_isReadAndWritten(String name) throws IOException {
        Message expected = message(name, method(name).reply());

        assertThat(text(JsonRpcReplies.result(request(method(name)), expected))).isEqualTo(text(json(name)));
        assertThat(JsonRpcCalls.readReply(json(name), A2aVersion.V0_3, method(name), "1"))
                .isEqualTo(new JsonRpcReply.Result(expected));
    }

    private static A2aMethod method(String name) {
        return A2aMethod.valueOf(name.substring(0, name.indexOf('-')));
    }

    private static Message message(String name, Message prototype) throws IOException {
        Message.Builder builder = prototype.newBuilderForType();
        TextFormat.merge(Files.readString(GOLDEN.resolve(name + ".txtpb")), builder);
        return builder.build();
    }

    private static byte[] json(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name + ".json")).stripTrailing().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    /** Any request of the method, as a caller of 0.3 sends it. */
    static JsonRpcRequest request(A2aMethod method) {
        Message params = switch (method) {
            case SEND_MESSAGE, SEND_STREAMING_MESSAGE ->
                SendMessageRequest.newBuilder()
                        .setMessage(dev.parley.proto.a2a.v1.Message.newBuilder()
                                .setMessageId("m")
                                .setRole(Role.ROLE_USER)
                                .addParts(Part.newBuilder().setText("hi")))
                        .build();
            case GET_TASK -> GetTaskRequest.newBuilder().setId("t").build();
            case LIST_TASKS -> ListTasksRequest.getDefaultInstance();
            case CANCEL_TASK -> CancelTaskRequest.newBuilder().setId("t").build();
            case SUBSCRIBE_TO_TASK ->
                SubscribeToTaskRequest.newBuilder().setId("t").build();
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG ->
                TaskPushNotificationConfig.newBuilder()
                        .setTaskId("t")
                        .setUrl("https://a.example/hook")
                        .build();
            case GET_TASK_PUSH_NOTIFICATION_CONFIG ->
                GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId("t")
                        .setId("c")
                        .build();
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS ->
                ListTaskPushNotificationConfigsRequest.newBuilder()
                        .setTaskId("t")
                        .build();
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId("t")
                        .setId("c")
                        .build();
            case GET_EXTENDED_AGENT_CARD -> GetExtendedAgentCardRequest.getDefaultInstance();
        };
        return JsonRpcRequest.read(JsonRpcCalls.request("1", A2aVersion.V0_3, method, params));
    }
}
