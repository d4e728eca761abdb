package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.Goldens;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code golden-v03-proto/OPERATION-request-CASE.json} or {@code OPERATION-reply-CASE.json} is a message of 0.3 in its
 * own JSON, as HTTP+JSON has it; the {@code .txtpb} beside it is what it means in 1.0. Both directions, byte for byte.
 */
class V03ProtoGoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden-v03-proto");
    private static final Map<String, Message> REQUESTS = Map.of(
            "SendMessage", dev.parley.proto.a2a.v03.SendMessageRequest.getDefaultInstance(),
            "GetTask", dev.parley.proto.a2a.v03.GetTaskRequest.getDefaultInstance(),
            "CancelTask", dev.parley.proto.a2a.v03.CancelTaskRequest.getDefaultInstance(),
            "SubscribeToTask", dev.parley.proto.a2a.v03.TaskSubscriptionRequest.getDefaultInstance(),
            "CreateTaskPushNotificationConfig",
                    dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest.getDefaultInstance(),
            "GetTaskPushNotificationConfig",
                    dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest.getDefaultInstance(),
            "ListTaskPushNotificationConfigs",
                    dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest.getDefaultInstance(),
            "DeleteTaskPushNotificationConfig",
                    dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest.getDefaultInstance(),
            "GetExtendedAgentCard", dev.parley.proto.a2a.v03.GetAgentCardRequest.getDefaultInstance());
    private static final Map<String, Message> REPLIES = Map.of(
            "SendMessage", dev.parley.proto.a2a.v03.SendMessageResponse.getDefaultInstance(),
            "SendStreamingMessage", dev.parley.proto.a2a.v03.StreamResponse.getDefaultInstance(),
            "GetTask", dev.parley.proto.a2a.v03.Task.getDefaultInstance(),
            "CreateTaskPushNotificationConfig",
                    dev.parley.proto.a2a.v03.TaskPushNotificationConfig.getDefaultInstance(),
            "ListTaskPushNotificationConfigs",
                    dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse.getDefaultInstance());

    private final Faults faults = new Faults();
    private final V03ProtoReader reader = new V03ProtoReader(faults, FileBytes.BASE64);
    private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);

    static List<String> requests() throws IOException {
        return Goldens.cases(GOLDEN, "-request-");
    }

    static List<String> replies() throws IOException {
        return Goldens.cases(GOLDEN, "-reply-");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_isReadAndWritten(String name) throws IOException {
        Message there = ProtoJson.readComplete(bytes(name), REQUESTS.get(operation(name)));
        Message read = reader.request(there, "$");
        faults.refuse();

        assertThat(read).isEqualTo(meaning(name, read));
        assertThat(ProtoJson.toString(writer.request(read))).isEqualTo(json(name));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void reply_isReadAndWritten(String name) throws IOException {
        Message read = read(ProtoJson.readComplete(bytes(name), REPLIES.get(operation(name))));
        faults.refuse();

        assertThat(read).isEqualTo(meaning(name, read));
        assertThat(ProtoJson.toString(written(read))).isEqualTo(json(name));
    }

    private Message read(Message there) {
        return switch (there) {
            case dev.parley.proto.a2a.v03.SendMessageResponse sent -> reader.sent(sent, "$");
            case dev.parley.proto.a2a.v03.StreamResponse event -> reader.event(event, "$");
            case dev.parley.proto.a2a.v03.Task task -> reader.task(task, "$");
            case dev.parley.proto.a2a.v03.TaskPushNotificationConfig config -> reader.config(config);
            case dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse page -> reader.configs(page);
            default -> throw new AssertionError(there.getDescriptorForType().getFullName());
        };
    }

    private Message written(Message reply) {
        return switch (reply) {
            case SendMessageResponse sent -> writer.sent(sent);
            case StreamResponse event -> writer.event(event);
            case Task task -> writer.task(task);
            case TaskPushNotificationConfig config -> writer.config(config);
            case dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse page -> writer.configs(page);
            default -> throw new AssertionError(reply.getDescriptorForType().getFullName());
        };
    }

    private static String operation(String name) {
        return name.substring(0, name.indexOf('-'));
    }

    private static Message meaning(String name, Message sameType) throws IOException {
        Message.Builder builder = sameType.newBuilderForType();
        TextFormat.merge(Files.readString(GOLDEN.resolve(name + ".txtpb")), builder);
        return builder.build();
    }

    private static byte[] bytes(String name) throws IOException {
        return json(name).getBytes(StandardCharsets.UTF_8);
    }

    private static String json(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name + ".json")).stripTrailing();
    }
}
