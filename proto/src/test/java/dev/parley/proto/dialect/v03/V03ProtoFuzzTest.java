package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Goldens;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come over the gRPC of 0.3: refused, or read so that what is written of it is read again, and stays as it is then. */
class V03ProtoFuzzTest {
    private static final List<Message> TYPES = List.of(
            SendMessageRequest.getDefaultInstance(),
            StreamResponse.getDefaultInstance(),
            GetTaskRequest.getDefaultInstance(),
            CreateTaskPushNotificationConfigRequest.getDefaultInstance());

    static Stream<byte[]> messages() throws IOException {
        return Goldens.of("golden-v03-proto", "-")
                .flatMap(json -> TYPES.stream().flatMap(type -> binary(json, type)));
    }

    private static Stream<byte[]> binary(byte[] json, Message type) {
        try {
            return Stream.of(ProtoJson.read(json, type).toByteArray());
        } catch (A2aException ofAnotherType) {
            return Stream.empty();
        }
    }

    @MethodSource("messages")
    @FuzzTest(maxDuration = "30s")
    void read_understandsOrRefuses(byte[] bytes) {
        for (Message type : TYPES) {
            Message message;
            try {
                message = type.getParserForType().parseFrom(bytes);
            } catch (InvalidProtocolBufferException noMessage) {
                continue; // gRPC's to refuse
            }
            for (FileBytes files : FileBytes.values()) {
                understandOrRefuse(message, files);
            }
        }
    }

    private static void understandOrRefuse(Message message, FileBytes files) {
        Message read;
        try {
            read = read(message, files);
        } catch (A2aException refused) {
            assertThat(refused.text()).isNotBlank();
            return;
        }
        // once written, what is REQUIRED is there: from then on nothing changes
        Message whole = read(written(read, files), files);
        assertThat(read(written(whole, files), files)).isEqualTo(whole);
    }

    private static Message read(Message message, FileBytes files) {
        Faults faults = new Faults();
        V03ProtoReader reader = new V03ProtoReader(faults, files);
        Message read =
                message instanceof StreamResponse event ? reader.event(event, "$") : reader.request(message, "$");
        faults.refuse();
        return read;
    }

    private static Message written(Message read, FileBytes files) {
        V03ProtoWriter writer = new V03ProtoWriter(files);
        return read instanceof dev.parley.proto.a2a.v1.StreamResponse event
                ? writer.event(event)
                : writer.request(read);
    }
}
