package dev.parley.router.outbound.httpjson;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an agent answers with a status of error: a refusal in words that have an end, or nothing. */
class HttpJsonErrorFuzzTest {
    static Stream<byte[]> answers() {
        return Stream.of(
                        "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"m\",\"details\":[{\"@type\":"
                                + "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"TASK_NOT_FOUND\"}]}}",
                        "{\"message\":\"0.3's\"}",
                        "{\"error\":{\"details\":{\"reason\":5}}}",
                        "[]")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("answers")
    @FuzzTest(maxDuration = "10s")
    void answer_isARefusalOrNone(byte[] json) {
        for (A2aMethod method : A2aMethod.values()) {
            HttpJsonError.in(json, 400 + json.length % 200).ifPresent(error -> {
                assertThat(error.refusal(method).toString())
                        .hasSizeLessThan(3_000 + error.status().length());
                assertThat(error.code(method)).isNotPositive();
            });
        }
    }
}
