package dev.parley.edge.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text a caller sends in a frame: refused, or read with the id that the answer to its request will carry. */
final class FrameFuzzTest {
    static Stream<byte[]> frames() {
        Stream<byte[]> noUtf8 = Stream.of(new byte[] {'{', (byte) 0xc3, '}'});
        return Stream.concat(noUtf8, texts());
    }

    private static Stream<byte[]> texts() {
        return Stream.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":\"t\"}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\\u0062\",\"method\":\"tasks/get\",\"params\":{\"id\":\"t\"},"
                                + "\"serviceParameters\":{\"A2A-Version\":\"0.3\",\"traceparent\":\"x\"}}",
                        "{\"id\":\"s\",\"cancelStream\":true}",
                        "{\"id\":1.5e3,\"cancelStream\":false,\"serviceParameters\":{}}",
                        "{\"id\":null}",
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tasks/get\",\"params\":{\"id\":\"t\"}}",
                        "[]")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("frames")
    @FuzzTest(maxDuration = "20s")
    void read_findsTheIdOfTheRequest(byte[] text) {
        Frame frame;
        try {
            frame = Frame.read(text);
        } catch (JsonRpcException refused) {
            assertThat(refused.error().text()).isNotBlank();
            return;
        }
        try {
            String id = JsonRpcRequest.read(text).idToken();
            // a request over HTTP may have no id; no answer in a frame could be told from others by one
            assertThat(frame.idToken()).isEqualTo(id.equals("null") ? null : id);
        } catch (JsonRpcException noRequest) {
            assertThat(noRequest.idToken()).isIn("null", frame.idToken());
        }
    }
}
