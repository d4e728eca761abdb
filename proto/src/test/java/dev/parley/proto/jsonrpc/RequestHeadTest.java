package dev.parley.proto.jsonrpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static Optional<RequestHead> peek(String body) {
        return RequestHead.peek(body.getBytes(UTF_8));
    }

    @Test
    void head_isKnownWithoutItsParams() {
        RequestHead head =
                peek("{\"params\":{\"no\":[\"message\"]},\"id\":1.0,\"method\":\"message/send\",\"jsonrpc\":\"2.0\"}")
                        .orElseThrow();
        assertThat(head.idToken()).isEqualTo("1.0");
        assertThat(head.wire().operation()).isEqualTo(A2aMethod.SEND_MESSAGE);
        String error =
                new String(JsonRpcReplies.error(head, new A2aException(A2aErrorCode.OVERLOADED, "too much")), UTF_8);
        assertThat(error)
                .as("in 0.3, without data")
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1.0,\"error\":{")
                .doesNotContain("data");
        assertThat(peek("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"GetTask\",\"params\":null}")
                        .map(RequestHead::idToken))
                .hasValue("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\"} x",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"SendMessage\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"SendMessage\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"SendMessage\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Nothing\"}"
            })
    void whatCannotBeRead_hasNone(String body) {
        assertThat(peek(body)).isEmpty();
    }
}
