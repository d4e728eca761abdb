package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Struct;
import dev.parley.proto.json.Goldens;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a caller sends: an error that can be written, or a request that means the same when it is sent on. */
class JsonRpcRequestFuzzTest {
    static Stream<byte[]> bodies() throws IOException {
        Stream<byte[]> requestsOf1 = Stream.of(
                        Goldens.of("golden", "SendMessageRequest-").map(params -> envelope("SendMessage", params)),
                        Goldens.of("golden", "SendMessageRequest-")
                                .map(params -> envelope("SendStreamingMessage", params)),
                        Goldens.of("golden", "ListTasksRequest-").map(params -> envelope("ListTasks", params)))
                .flatMap(each -> each);
        Stream<byte[]> older =
                Stream.concat(Goldens.of("golden-v03", "-request-"), Goldens.of("golden-v01", "request"));
        return Stream.concat(requestsOf1, older);
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "30s")
    void read_understandsOrRefuses(byte[] body) {
        JsonRpcRequest request;
        try {
            request = JsonRpcRequest.read(body);
        } catch (JsonRpcException refused) {
            byte[] answer = JsonRpcReplies.error(refused.idToken(), refused.error());
            assertThat(ProtoJson.read(answer, Struct.getDefaultInstance()).getFieldsMap())
                    .containsKeys("id", "error");
            return;
        }
        if (request.isV01()) {
            return; // only callers speak it: nothing is sent on in its words
        }
        byte[] sentOn = JsonRpcCalls.request("1", request.version(), request.method(), request.params());
        assertThat(JsonRpcRequest.read(sentOn).params()).isEqualTo(request.params());
    }

    private static byte[] envelope(String method, byte[] params) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":"
                        + new String(params, StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
