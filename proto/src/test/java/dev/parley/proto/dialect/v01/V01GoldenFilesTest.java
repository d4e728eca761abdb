package dev.parley.proto.dialect.v01;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.json.Goldens;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code golden-v01/OPERATION-request-CASE.json} is a call as clients of 0.1 send it, every {@code
 * OPERATION-reply-CASE.json} an answer as they read it; the {@code .txtpb} beside it is what it means in 1.0. Those called
 * {@code OPERATION-events-CASE} are a whole stream: events of 1.0 with {@code ---} between them, and a line of JSON for each
 * of 0.1.
 */
class V01GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden-v01");

    static List<String> requests() throws IOException {
        return Goldens.cases(GOLDEN, "-request-");
    }

    static List<String> replies() throws IOException {
        return Goldens.cases(GOLDEN, "-reply-");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_isRead(String name) throws IOException {
        JsonRpcRequest request = JsonRpcRequest.read(json(name));

        assertThat(request.isV01()).isTrue();
        assertThat(request.method()).isEqualTo(method(name));
        assertThat(request.taskId()).isEqualTo("mine");
        assertThat(request.params()).isEqualTo(message(name, method(name).request()));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void reply_isWritten(String name) throws IOException {
        Message reply = message(name, method(name).reply());

        assertThat(new String(JsonRpcReplies.result(request(method(name)), reply), StandardCharsets.UTF_8))
                .isEqualTo(new String(json(name), StandardCharsets.UTF_8));
    }

    static List<String> streams() throws IOException {
        return Goldens.cases(GOLDEN, "-events-");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void stream_isWritten(String name) throws IOException {
        Function<StreamResponse, List<byte[]>> events = JsonRpcReplies.events(request(method(name)));
        List<String> written = new ArrayList<>();
        for (String event : Files.readString(GOLDEN.resolve(name + ".txtpb")).split("(?m)^---$")) {
            StreamResponse.Builder read = StreamResponse.newBuilder();
            TextFormat.merge(event, read);
            events.apply(read.build()).forEach(json -> written.add(new String(json, StandardCharsets.UTF_8)));
        }
        assertThat(written).isEqualTo(Files.readAllLines(GOLDEN.resolve(name + ".json")));
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

    /** Any request of the method, as a caller of 0.1 sends it about its task {@code mine}. */
    static JsonRpcRequest request(A2aMethod method) {
        String message = "\"message\":{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}";
        return switch (method) {
            case SEND_MESSAGE -> read("tasks/send", message);
            case SEND_STREAMING_MESSAGE -> read("tasks/sendSubscribe", message);
            case GET_TASK -> read("tasks/get", "").asV01().orElseThrow();
            case CANCEL_TASK -> read("tasks/cancel", "").asV01().orElseThrow();
            case SUBSCRIBE_TO_TASK -> read("tasks/resubscribe", "").asV01().orElseThrow();
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG ->
                read("tasks/pushNotification/set", "\"pushNotificationConfig\":{\"url\":\"https://x\"}");
            case GET_TASK_PUSH_NOTIFICATION_CONFIG -> read("tasks/pushNotification/get", "");
            default -> throw new IllegalArgumentException(method + " (expected: a method of 0.1)");
        };
    }

    private static JsonRpcRequest read(String method, String more) {
        return JsonRpcRequest.read(("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"" + method
                        + "\",\"params\":{\"id\":\"mine\"" + (more.isEmpty() ? "" : "," + more) + "}}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
