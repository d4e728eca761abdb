package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Goldens;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes an agent answers with: a reply, or INVALID_AGENT_RESPONSE. */
class JsonRpcReplyFuzzTest {
    static Stream<byte[]> bodies() throws IOException {
        return Goldens.of("golden-v03", "-reply-");
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "30s")
    void readReply_understandsOrRefuses(byte[] body) {
        for (A2aVersion version : A2aVersion.values()) {
            for (A2aMethod method : A2aMethod.values()) {
                try {
                    JsonRpcCalls.readReply(body, version, method, "1");
                } catch (A2aException refused) {
                    assertThat(refused.code()).isEqualTo(A2aErrorCode.INVALID_AGENT_RESPONSE);
                }
            }
        }
    }
}
