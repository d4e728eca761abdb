package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.error.A2aException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bare bodies, as HTTP+JSON and cards have them: refused, or read so that writing and reading again changes nothing. */
class ProtoJsonFuzzTest {
    private static final List<Message> TYPES = List.of(
            SendMessageRequest.getDefaultInstance(),
            StreamResponse.getDefaultInstance(),
            AgentCard.getDefaultInstance(),
            com.google.protobuf.Struct.getDefaultInstance());

    static Stream<byte[]> bodies() throws IOException {
        return Goldens.of("golden", "-");
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "30s")
    void read_understandsOrRefuses(byte[] body) {
        for (Message type : TYPES) {
            Message read;
            try {
                read = ProtoJson.read(body, type);
            } catch (A2aException refused) {
                assertThat(refused.text()).isNotBlank();
                continue;
            }
            assertThat(ProtoJson.read(ProtoJson.toBytes(read), type)).isEqualTo(read);
        }
    }
}
