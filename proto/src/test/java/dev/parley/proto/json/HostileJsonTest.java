package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers send: it is refused with an error of ours, whatever it is. */
class HostileJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "{]",
                "{\"message\"}",
                "{\"message\":}",
                "{\"message\":{}",
                "{} {}",
                "{}x",
                "{},",
                "nul",
                "{'tenant':'x'}",
                "{\"tenant\":\"a\",\"tenant\":\"a\"}",
                "{\"x\":1,\"x\":1}",
                "{\"x\":{\"y\":1,\"y\":1}}",
                "{\"tenant\":\"\\ud800\"}",
                "{\"tenant\":\"\\udc00\"}",
                "{\"tenant\":\"\\ud800\\ud800\"}",
                "{\"tenant\":\"\\ud800x\"}",
                "{\"tenant\":\"\\uD83C\\u0041\"}",
                "{\"x\":\"\\ud800\"}",
                "{\"\\udfff\":1}",
                "{\"tenant\":\"\\u12g4\"}",
                "{\"tenant\":\"\\x\"}",
                "{\"tenant\":\"a\nb\"}",
                "{\"tenant\":\"a\u0000b\"}",
                "{\"x\":NaN}",
                "{\"x\":Infinity}",
                "{\"x\":01}",
                "{\"x\":+1}",
                "{\"x\":.5}",
                "{\"x\":1.}",
                "{\"x\":0x1}",
                "{\"x\":1,}",
                "[1,]",
                "/**/{}",
                "{\"tenant\":\"unfinished",
                "\"\\",
                "\"\\u",
                "\"\\ud8"
            })
    void malformedJson_isAParseError(String json) {
        assertThat(parseError(json.getBytes(StandardCharsets.UTF_8)).getMessage())
                .startsWith("Malformed JSON: ")
                .hasSizeLessThan(500)
                .doesNotContain("Exception")
                .doesNotContain("Source:");
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(
                bytes(0xC0, 0x80), // overlong
                bytes(0xE0, 0x80, 0xAF), // overlong
                bytes(0xED, 0xA0, 0x80), // an encoded surrogate
                bytes(0xF4, 0x90, 0x80, 0x80), // past U+10FFFF
                bytes(0xF8, 0x88, 0x80, 0x80, 0x80),
                bytes(0x80),
                bytes(0xC3),
                bytes(0xFF),
                bytes(0xE2, 0x82));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void invalidUtf8_isAParseError(byte[] text) {
        parseError(concat(
                "{\"tenant\":\"".getBytes(StandardCharsets.UTF_8), text, "\"}".getBytes(StandardCharsets.UTF_8)));
        parseError(concat(
                "{\"unknown\":\"".getBytes(StandardCharsets.UTF_8), text, "\"}".getBytes(StandardCharsets.UTF_8)));
        parseError(concat("{\"".getBytes(StandardCharsets.UTF_8), text, "\":1}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void otherEncodings_areParseErrors() {
        parseError("{}".getBytes(StandardCharsets.UTF_16LE));
        parseError("{}".getBytes(StandardCharsets.UTF_16BE));
        parseError("{}".getBytes(StandardCharsets.UTF_16));
        parseError("{}".getBytes(Charset.forName("UTF-32")));
    }

    @Test
    void wholeSurrogatePair_isRead() {
        SendMessageRequest read = ProtoJson.read(
                "{\"tenant\":\"\\\\ud800 \\uD83C\\udf26\"}".getBytes(StandardCharsets.UTF_8),
                SendMessageRequest.getDefaultInstance());
        assertThat(read.getTenant()).isEqualTo("\\ud800 🌦");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 1000, 1_000_000})
    void nestingBomb_isRefused(int levels) {
        byte[] arrays = ("{\"x\":" + "[".repeat(levels)).getBytes(StandardCharsets.UTF_8);
        byte[] objects = ("{\"metadata\":" + "{\"a\":".repeat(levels)).getBytes(StandardCharsets.UTF_8);
        parseError(arrays);
        parseError(objects);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 26, 27, 28, 29, 30, 40, 41, 42, 43, 44, 45, 60, 90})
    void freeJson_thatIsReadIsAlsoReadableAsBinaryInsideEverythingOfOurs(int levels)
            throws InvalidProtocolBufferException {
        for (String data : new String[] {
            "[".repeat(levels) + "]".repeat(levels), "{\"a\":".repeat(levels) + "1" + "}".repeat(levels)
        }) {
            String json = "{\"message\":{\"parts\":[{\"data\":" + data + "}]}}";
            SendMessageRequest request;
            try {
                request =
                        ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), SendMessageRequest.getDefaultInstance());
            } catch (A2aException tooDeep) {
                assertThat(tooDeep.violations())
                        .singleElement()
                        .satisfies(
                                violation -> assertThat(violation.description()).startsWith("nested too deep"));
                assertThat(levels).isGreaterThan(26);
                continue;
            }
            Task task = Task.newBuilder().addHistory(request.getMessage()).build();
            ListTasksResponse page =
                    ListTasksResponse.newBuilder().addTasks(task).build();
            TaskEvent event = TaskEvent.newBuilder()
                    .setEvent(StreamResponse.newBuilder().setTask(task))
                    .build();
            assertThat(ListTasksResponse.parseFrom(page.toByteArray())).isEqualTo(page);
            assertThat(TaskEvent.parseFrom(event.toByteArray())).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e999999999", "-1e2147483648"})
    void hugeNumber_isRefused(String number) {
        A2aException error =
                refusal(("{\"data\":" + number + "}").getBytes(StandardCharsets.UTF_8), Part.getDefaultInstance());
        assertThat(error.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    @Test
    void limits_areToldInOurWords() {
        String deep = "{\"data\":" + "[".repeat(200);
        String name = "{\"" + "n".repeat(20_000) + "\":1}";
        for (String[] each : new String[][] {
            {deep, "nested too deep (expected: at most 100 levels)"},
            {"{\"data\":" + "9".repeat(1001) + "}", "a number too long (expected: at most 1000 characters)"},
            {"{\"data\":0." + "9".repeat(1001) + "}", "a number too long (expected: at most 1000 characters)"},
            {name, "a name too long (expected: at most 10000 characters)"}
        }) {
            assertThat(refusal(each[0].getBytes(StandardCharsets.UTF_8), Part.getDefaultInstance())
                            .text())
                    .contains(each[1])
                    .doesNotContain("StreamReadConstraints", "`");
        }
    }

    @Test
    void longNumber_isRefused() {
        String digits = "9".repeat(ProtoJson.MAX_NUMBER_LENGTH + 1);
        for (String json : new String[] {"{\"data\":" + digits + "}", "{\"data\":0." + digits + "}"}) {
            assertThat(refusal(json.getBytes(StandardCharsets.UTF_8), Part.getDefaultInstance())
                            .code())
                    .isEqualTo(A2aErrorCode.PARSE_ERROR);
        }
    }

    @Test
    void namesThatCollide_areReadOrRefused() {
        StringBuilder json = new StringBuilder("{\"metadata\":{");
        for (int i = 0; i < 4096; i++) {
            for (int bit = 0; bit < 12; bit++) {
                json.append(bit == 0 ? "\"" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            json.append("\":1,");
        }
        json.append("\"end\":1}}");
        Throwable thrown = catchThrowable(() -> ProtoJson.read(
                json.toString().getBytes(StandardCharsets.UTF_8), SendMessageRequest.getDefaultInstance()));
        assertThat(thrown == null || thrown instanceof A2aException).isTrue();
    }

    @Property(tries = 3000)
    void mutatedJson_isReadOrRefusedButNeverAnythingElse(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
        Random random = new Random(seed);
        Message prototype =
                MessageTypes.all().get(random.nextInt(MessageTypes.all().size()));
        byte[] json = ProtoJson.toBytes(new RandomMessages(seed).next(prototype));
        for (int i = 0; i < changes; i++) {
            json = mutated(json, random);
        }
        byte[] mutant = json;
        Throwable thrown = catchThrowable(() -> ProtoJson.read(mutant, prototype));
        assertThat(thrown == null || thrown instanceof A2aException)
                .as(() -> new String(mutant, StandardCharsets.UTF_8) + " -> " + thrown)
                .isTrue();
    }

    @Property(tries = 1000)
    void jsonOfOneType_readAsAnotherIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        Message one = MessageTypes.all().get(random.nextInt(MessageTypes.all().size()));
        Message other = MessageTypes.all().get(random.nextInt(MessageTypes.all().size()));
        byte[] json = ProtoJson.toBytes(new RandomMessages(seed).next(one));
        Throwable thrown = catchThrowable(() -> ProtoJson.readComplete(json, other));
        assertThat(thrown == null || thrown instanceof A2aException).isTrue();
    }

    private static final String[] SPLINTERS = {
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "-",
        "0",
        "\u0000",
        "é",
        "{\"a\":1}"
    };

    private static byte[] mutated(byte[] json, Random random) {
        int at = random.nextInt(json.length + 1);
        int end = Math.min(json.length, at + random.nextInt(8));
        byte[] head = Arrays.copyOf(json, at);
        byte[] tail = Arrays.copyOfRange(json, at, json.length);
        return switch (random.nextInt(5)) {
            case 0 -> head; // cut off
            case 1 -> concat(head, Arrays.copyOfRange(json, end, json.length)); // something missing
            case 2 -> concat(head, SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(StandardCharsets.UTF_8), tail);
            case 3 -> concat(head, bytes(random.nextInt(256)), tail);
            default -> concat(head, Arrays.copyOfRange(json, at, end), tail); // something twice
        };
    }

    private static A2aException parseError(byte[] json) {
        A2aException error = refusal(json, SendMessageRequest.getDefaultInstance());
        assertThat(error.code()).isEqualTo(A2aErrorCode.PARSE_ERROR);
        A2aException inFreeJson = refusal(json, Struct.getDefaultInstance());
        assertThat(inFreeJson.code()).isEqualTo(A2aErrorCode.PARSE_ERROR);
        return error;
    }

    private static A2aException refusal(byte[] json, Message prototype) {
        Throwable thrown = catchThrowable(() -> ProtoJson.read(json, prototype));
        assertThat(thrown).isInstanceOf(A2aException.class);
        return (A2aException) thrown;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
