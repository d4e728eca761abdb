package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.task.v1.TaskEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoJsonTest {
    @Test
    void names_areReadInBothSpellings() {
        SendMessageRequest camel = read(
                "{'message':{'messageId':'m','parts':[{'mediaType':'a/b'}]}}", SendMessageRequest.getDefaultInstance());
        SendMessageRequest snake = read(
                "{'message':{'message_id':'m','parts':[{'media_type':'a/b'}]}}",
                SendMessageRequest.getDefaultInstance());
        assertThat(snake).isEqualTo(camel);
    }

    @Test
    void oneName_inBothSpellingsIsADuplicate() {
        assertThat(failure("{'contextId':'a','context_id':'b'}", ListTasksRequest.getDefaultInstance())
                        .code())
                .isEqualTo(A2aErrorCode.PARSE_ERROR);
    }

    @Test
    void enums_areReadByNameAndNumber() {
        TaskStatus none = TaskStatus.getDefaultInstance();
        assertThat(read("{'state':'TASK_STATE_CANCELED'}", none).getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(read("{'state':5}", none).getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(read("{'state':4711}", none).getStateValue()).isEqualTo(4711);
        assertThat(ProtoJson.toString(
                        TaskStatus.newBuilder().setStateValue(4711).build()))
                .isEqualTo("{\"state\":4711}");
        assertThat(violations("{'state':'canceled'}", none))
                .containsExactly(new Violation(
                        "$.state",
                        "\"canceled\" (expected: one of TASK_STATE_SUBMITTED, TASK_STATE_WORKING, TASK_STATE_COMPLETED, "
                                + "TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_INPUT_REQUIRED, "
                                + "TASK_STATE_REJECTED, TASK_STATE_AUTH_REQUIRED)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-__-AA", "-__-AA==", "+//+AA==", "+//+AA"})
    void bytes_areReadInEveryBase64(String base64) {
        assertThat(read("{'raw':'" + base64 + "'}", Part.getDefaultInstance()).getRaw())
                .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 0}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10.0", "1e1", "'10'", "'1e1'"})
    void wholeNumbers_areReadInEveryForm(String number) {
        assertThat(read("{'pageSize':" + number + "}", ListTasksRequest.getDefaultInstance())
                        .getPageSize())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "2147483648",
                "-2147483649",
                "1e30",
                "99999999999999999999",
                "''",
                "' 1'",
                "'+1'",
                "'0x1'",
                "'１'",
                "true"
            })
    void wholeNumbers_ofAnyOtherKindAreRefused(String number) {
        assertThat(violations("{'pageSize':" + number + "}", ListTasksRequest.getDefaultInstance()))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("$.pageSize");
                    assertThat(violation.description()).endsWith("(expected: a whole number of 32 bits)");
                });
    }

    @Test
    void numbersOf64Bits_areWrittenAsStrings() {
        TaskEvent event = TaskEvent.newBuilder().setSequence(Long.MIN_VALUE).build();
        assertThat(ProtoJson.toString(event)).isEqualTo("{\"sequence\":\"-9223372036854775808\"}");
        assertThat(read("{'sequence':-9223372036854775808}", TaskEvent.getDefaultInstance()))
                .isEqualTo(event);
        assertThat(violations("{'sequence':9223372036854775808}", TaskEvent.getDefaultInstance()))
                .hasSize(1);
    }

    @Test
    void realNumbers_haveNamesForWhatJsonLacks() {
        Embedding vector = read("{'values':[1,-0.5,'NaN','-Infinity','2.5']}", Embedding.getDefaultInstance());
        assertThat(vector.getValuesList()).containsExactly(1f, -0.5f, Float.NaN, Float.NEGATIVE_INFINITY, 2.5f);
        assertThat(ProtoJson.toString(vector)).isEqualTo("{\"values\":[1,-0.5,\"NaN\",\"-Infinity\",2.5]}");
        assertThat(violations("{'values':[1e39,'nan',1e999]}", Embedding.getDefaultInstance()))
                .extracting(Violation::path)
                .containsExactly("$.values[0]", "$.values[1]", "$.values[2]");
    }

    @Test
    void nullMember_isAbsentExceptWhereAnyJsonMayStand() {
        assertThat(read(
                        "{'message':null,'tenant':null,'configuration':{'historyLength':null}}",
                        SendMessageRequest.getDefaultInstance()))
                .satisfies(request -> {
                    assertThat(request.hasMessage()).isFalse();
                    assertThat(request.getConfiguration().hasHistoryLength()).isFalse();
                });
        assertThat(read("{'data':null,'text':null}", Part.getDefaultInstance())
                        .getData()
                        .hasNullValue())
                .isTrue();
        assertThat(violations("{'message':{'parts':[null]}}", SendMessageRequest.getDefaultInstance()))
                .containsExactly(new Violation("$.message.parts[0]", "null (expected: an object)"));
    }

    @Test
    void oneof_refusesASecondMember() {
        assertThat(violations("{'text':'a','raw':'YQ=='}", Part.getDefaultInstance()))
                .containsExactly(new Violation("$.raw", "\"YQ==\" (expected: only one of text and raw)"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:00:00Z, 2026-11-21T10:00:00.000Z",
        "2026-11-21t12:00:00.5+02:00, 2026-11-21T10:00:00.500Z",
        "2026-11-21T10:00:00.123456789Z, 2026-11-21T10:00:00.123456789Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    })
    void times_areWrittenInUtcWithMilliseconds(String in, String out) {
        assertThat(ProtoJson.toString(read("'" + in + "'", Timestamp.getDefaultInstance())))
                .isEqualTo('"' + out + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T10:00:00",
                "2026-11-21",
                "2026-02-30T10:00:00Z",
                "2026-11-21T24:00:00Z",
                "yesterday",
                "",
                "+12026-11-21T10:00:00Z",
                "2026-11-21T10:00:00.1234567890Z"
            })
    void times_ofAnyOtherFormAreRefused(String in) {
        assertThat(violations("{'timestamp':'" + in + "'}", TaskStatus.getDefaultInstance()))
                .extracting(Violation::path)
                .containsExactly("$.timestamp");
    }

    @Test
    void times_thatProtobufDoesNotAllowAreWrittenAsTheNearestOnes() {
        assertThat(TimeText.format(Timestamp.newBuilder()
                        .setSeconds(Long.MAX_VALUE)
                        .setNanos(Integer.MAX_VALUE)
                        .build()))
                .startsWith("9999-12-31T23:59:59");
        assertThat(TimeText.format(Timestamp.newBuilder()
                        .setSeconds(Long.MIN_VALUE)
                        .setNanos(-1)
                        .build()))
                .startsWith("0001-01-01T00:00:00");
    }

    @Test
    void violations_areAllReportedWithTheirPaths() {
        String json = "{'name':5,'skills':[{'id':'a','tags':['x',7]},'no'],'capabilities':[],"
                + "'securitySchemes':{'my key':{'mtlsSecurityScheme':3}}}";
        assertThat(violations(json, AgentCard.getDefaultInstance()))
                .containsExactly(
                        new Violation("$.name", "5 (expected: a string)"),
                        new Violation("$.skills[0].tags[1]", "7 (expected: a string)"),
                        new Violation("$.skills[1]", "\"no\" (expected: an object)"),
                        new Violation("$.capabilities", "an array (expected: an object)"),
                        new Violation("$.securitySchemes[\"my key\"].mtlsSecurityScheme", "3 (expected: an object)"));
    }

    @Test
    void violations_quoteOnlyTheBeginningOfLongValues() {
        String text = violations("{'state':'" + "x".repeat(5000) + "'}", TaskStatus.getDefaultInstance())
                .getFirst()
                .description();
        assertThat(text).startsWith("\"xxx").contains("(5000 characters)").hasSizeLessThan(400);
    }

    @Test
    void violations_areBounded() {
        String numbers = "1,".repeat(1000) + "1";
        assertThat(violations(
                        "{'referenceTaskIds':[" + numbers + "]}", dev.parley.proto.a2a.v1.Message.getDefaultInstance()))
                .hasSize(Reading.MAX_VIOLATIONS);
    }

    @Test
    void readComplete_reportsWrongAndMissingMembersTogether() {
        A2aException failure = catchThrowableOfType(
                A2aException.class,
                () -> ProtoJson.readComplete(
                        json("{'name':5,'description':'','supportedInterfaces':[],'version':null,"
                                + "'skills':[{'id':'s','tags':[]}],"
                                + "'defaultInputModes':[],'capabilities':{}}"),
                        AgentCard.getDefaultInstance()));
        assertThat(failure.violations())
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        "$.name",
                        "$.description",
                        "$.supportedInterfaces",
                        "$.version",
                        "$.defaultOutputModes",
                        "$.skills[0].name",
                        "$.skills[0].description");
    }

    @Test
    void unknownMembers_areIgnoredAndCounted() {
        String name = "neverHeardOf" + System.identityHashCode(this);
        SendMessageRequest read = read(
                "{'" + name + "':{'a':[{}]},'message':{'" + name + "':1,'role':1}}",
                SendMessageRequest.getDefaultInstance());
        assertThat(read.getMessage().getRole()).isEqualTo(Role.ROLE_USER);
        assertThat(ProtoJson.unknownMembers()).containsEntry(name, 2L);
    }

    @Test
    void unknownMembers_areCountedUnderABoundedNumberOfNames() {
        UnknownMembers unknown = new UnknownMembers();
        for (int i = 0; i < 3000; i++) {
            unknown.count("name" + i);
        }
        unknown.count("x".repeat(UnknownMembers.MAX_NAME_LENGTH + 1));
        assertThat(unknown.counts())
                .hasSizeLessThanOrEqualTo(UnknownMembers.MAX_NAMES + 1)
                .containsEntry(UnknownMembers.OTHERS, 2001L);
    }

    @Test
    void maps_ofMessagesAreRead() {
        SecurityRequirement read =
                read("{'schemes':{'oauth':{'list':['a','b']},'key':{}}}", SecurityRequirement.getDefaultInstance());
        assertThat(read.getSchemesMap().get("oauth").getListList()).containsExactly("a", "b");
        assertThat(read.getSchemesMap()).containsKey("key");
    }

    @Test
    void value_withoutJsonFormIsWrittenAsNull() {
        assertThat(ProtoJson.toString(Value.getDefaultInstance())).isEqualTo("null");
        assertThat(ProtoJson.toString(
                        Value.newBuilder().setNumberValue(Double.NaN).build()))
                .isEqualTo("null");
    }

    @Test
    void wholeNumbersInFreeJson_keepTheirForm() {
        assertThat(ProtoJson.toString(read("{'data':[42,42.0,-0.0,0,1e15,0.1]}", Part.getDefaultInstance())))
                .isEqualTo("{\"data\":[42,42,-0.0,0,1000000000000000,0.1]}");
    }

    private static <T extends Message> T read(String json, T prototype) {
        return ProtoJson.read(json(json), prototype);
    }

    private static A2aException failure(String json, Message prototype) {
        return catchThrowableOfType(A2aException.class, () -> ProtoJson.read(json(json), prototype));
    }

    private static List<Violation> violations(String json, Message prototype) {
        A2aException failure = failure(json, prototype);
        assertThat(failure.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        return failure.violations();
    }

    /** JSON with single quotes for double ones. */
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
