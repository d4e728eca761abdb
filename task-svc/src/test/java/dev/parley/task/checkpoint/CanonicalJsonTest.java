package dev.parley.task.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.json.ProtoJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the examples of RFC 8785. */
class CanonicalJsonTest {
    private static Value json(String text) {
        return Value.newBuilder()
                .setStructValue(ProtoJson.read(text.getBytes(StandardCharsets.UTF_8), Struct.getDefaultInstance()))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void numbers_areThoseOfEcmaScript(String bits, String text) {
        assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(text);
    }

    @Test
    void membersAreSortedByTheirUnits_andTextIsEscapedNoMoreThanItMust() {
        String given = "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew\",\"1\":\"One\","
                + "\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\",\"a\":[null,true,\"\\u000f\\n/\\\"\"]}";
        assertThat(CanonicalJson.of(json(given)))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"a\":[null,true,\"\\u000f\\n/\\\"\"],"
                        + "\"\u0080\":\"Control\",\"\u00f6\":\"o\",\"\u20ac\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji\",\"\ufb33\":\"Hebrew\"}");
    }

    @Test
    void equalValues_haveEqualHashes() {
        assertThat(CanonicalJson.hash(json("{\"b\":1.0,\"a\":{}}")))
                .isEqualTo(CanonicalJson.hash(json("{\"a\":{},\"b\":1}")));
        // sha256sum of the two bytes {}
        assertThat(HexFormat.of().formatHex(CanonicalJson.hash(json("{}")).toByteArray()))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
