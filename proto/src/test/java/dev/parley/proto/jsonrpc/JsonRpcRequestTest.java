package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.Completeness;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcRequestTest {
    private static final String SEND = "{'message':{'messageId':'m','role':'ROLE_USER','parts':[{'text':'hé'}]}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'2.0','id':'a','method':'SendMessage','params':%s}",
                "{'jsonrpc':'2.0','method':'SendMessage','params':%s,'id':'a'}",
                "{'params':%s,'method':'SendMessage','id':'a','jsonrpc':'2.0'}",
                "\n {\n'id' : 'a' , 'params' : %s , 'x':{'y':[1]}, 'jsonrpc' : '2.0' , 'method' : 'SendMessage' } \n"
            })
    void members_comeInAnyOrder(String envelope) {
        JsonRpcRequest request = read(envelope.formatted(SEND));
        assertThat(request.idToken()).isEqualTo("\"a\"");
        assertThat(request.method()).isEqualTo(A2aMethod.SEND_MESSAGE);
        SendMessageRequest params = (SendMessageRequest) request.params();
        assertThat(params.getMessage().getRole()).isEqualTo(Role.ROLE_USER);
        assertThat(params.getMessage().getParts(0).getText()).isEqualTo("hé");
    }

    @Test
    void contextsBesideTheMembers_standForHeaders() {
        JsonRpcRequest request =
                read("{'jsonrpc':'2.0','id':'a','agent_context':{'team':'rück sicht','a b':'no token','n':1,"
                        + "'o':{'x':'y'},'plan':'a,b;c=d\\r\\n'},'trace_context':{'traceparent':'00-1-2-01','other':'x'},"
                        + "'security_context':{'user':'root'},'timestamp':'2026-01-01T00:00:00Z','method':'SendMessage','params':"
                        + SEND + "}");

        assertThat(request.context())
                .isEqualTo(Map.of(
                        "baggage", "team=r%C3%BCck%20sicht,plan=a%2Cb%3Bc%3Dd%0D%0A", "traceparent", "00-1-2-01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "'x'", "null", "[{'traceparent':'x'}]", "{}", "{'traceparent':{'a':[1]},'tracestate':['b']}"
            })
    void contextsOfAnotherForm_areIgnored(String value) {
        JsonRpcRequest request = read("{'jsonrpc':'2.0','trace_context':" + value + ",'id':'a','agent_context':" + value
                + ",'method':'SendMessage','params':" + SEND + "}");

        assertThat(request.context()).isEmpty();
        assertThat(request.idToken()).isEqualTo("\"a\"");
    }

    @Test
    void contextOfManyMembers_isBounded() {
        String many = IntStream.range(0, 1000).mapToObj(i -> "'k" + i + "':'v'").collect(Collectors.joining(","));
        JsonRpcRequest request = read("{'jsonrpc':'2.0','id':'a','agent_context':{" + many
                + "},'method':'SendMessage','params':" + SEND + "}");

        assertThat(request.context().get("baggage").split(",")).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "-1",
                "1.0",
                "1e3",
                "0",
                "123456789012345678901234567890",
                "\"\"",
                "\"a\"",
                "\"é🌦\"",
                "\"\\u0041\\/\\\"\\\\\"",
                "\"\\uD83C\\udf26\""
            })
    void id_comesBackAsItCame(String id) {
        for (String body : new String[] {
            "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ListTasks\"}",
            "{\"ö\":\"ü\", \"method\":\"ListTasks\",\"jsonrpc\":\"2.0\",\"id\" : " + id + " }",
            "\uFEFF{\"method\":\"ListTasks\",\"jsonrpc\":\"2.0\",\"id\":" + id + "}"
        }) {
            assertThat(JsonRpcRequest.read(bytes(body)).idToken()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "{}", "[1]", "{'a':{'b':1}}"})
    void id_ofAnyOtherKindIsAnInvalidRequest(String id) {
        JsonRpcException failure = failure("{'jsonrpc':'2.0','method':'ListTasks','id':" + id + "}");
        assertThat(failure.error().code()).isEqualTo(A2aErrorCode.INVALID_REQUEST);
        assertThat(failure.idToken()).isEqualTo("null");
    }

    @Test
    void id_thatIsAbsentOrEndlessIsAnInvalidRequest() {
        assertThat(failure("{'jsonrpc':'2.0','method':'ListTasks'}").error().code())
                .isEqualTo(A2aErrorCode.INVALID_REQUEST);
        assertThat(failure("{'jsonrpc':'2.0','method':'ListTasks','id':'" + "x".repeat(2000) + "'}")
                        .idToken())
                .isEqualTo("null");
    }

    @Test
    void id_thatIsAbsentIsTheLastThingThatIsWrong() {
        assertThat(failure("{'jsonrpc':'2.0','method':'ListTask','params':{}}")
                        .error()
                        .code())
                .isEqualTo(A2aErrorCode.METHOD_NOT_FOUND);
        assertThat(failure("{'jsonrpc':'2.0','method':'message/send','params':{'':'no message'}}")
                        .error()
                        .code())
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(failure("{'jsonrpc':'2.0','method':'message/send','id':{},'params':{}}")
                        .error()
                        .code())
                .isEqualTo(A2aErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':1,'method':'ListTasks'}",
                "{'id':1,'jsonrpc':'1.0','method':'ListTasks'}",
                "{'id':1,'jsonrpc':2.0,'method':'ListTasks'}",
                "{'id':1,'jsonrpc':['2.0'],'method':'ListTasks'}",
                "{'id':1,'jsonrpc':'2.0'}",
                "{'id':1,'jsonrpc':'2.0','method':7}",
                "{'id':1,'jsonrpc':'2.0','method':{'a':1}}",
                "{'method':null,'id':1,'jsonrpc':'2.0'}"
            })
    void wrongEnvelope_isAnInvalidRequestThatNamesTheId(String body) {
        JsonRpcException failure = failure(body);
        assertThat(failure.error().code()).isEqualTo(A2aErrorCode.INVALID_REQUEST);
        assertThat(failure.idToken()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{'jsonrpc':'2.0','id':1,'method':'ListTasks'}]", "7", "'a'", "null"})
    void batch_orAnyOtherValueIsAnInvalidRequest(String body) {
        JsonRpcException failure = failure(body);
        assertThat(failure.error().code()).isEqualTo(A2aErrorCode.INVALID_REQUEST);
        assertThat(failure.idToken()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "[{]",
                "{'jsonrpc':'2.0','id':1,'method':'ListTasks'}}",
                "{'jsonrpc':'2.0','id':1,'method':'ListTasks'} {}",
                "{'jsonrpc':'2.0','id':1,'id':1,'method':'ListTasks'}",
                "{'params':{,'method':'ListTasks','id':1,'jsonrpc':'2.0'}",
                "{'params':{'a':1,'a':1},'method':'ListTasks','id':1,'jsonrpc':'2.0'}",
                "{'params':{'contextId':'1','context_id':'1'},'method':'ListTasks','id':1,'jsonrpc':'2.0'}",
                "{'params':{'contextId':'\\ud800'},'method':'ListTasks','id':1,'jsonrpc':'2.0'}"
            })
    void malformedJson_isAParseErrorWithoutId(String body) {
        JsonRpcException failure = failure(body);
        assertThat(failure.error().code()).isEqualTo(A2aErrorCode.PARSE_ERROR);
        assertThat(failure.idToken()).isEqualTo("null");
    }

    @Test
    void unknownMethod_isNamed() {
        JsonRpcException failure = failure("{'jsonrpc':'2.0','id':1,'method':'tasks/pour','params':[1]}");
        assertThat(failure.error().code()).isEqualTo(A2aErrorCode.METHOD_NOT_FOUND);
        assertThat(failure.error().text()).startsWith("Method \"tasks/pour\" (expected: one of SendMessage, ");
        assertThat(failure.idToken()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'x'", "7", "true"})
    void params_thatAreNoObjectAreRefused(String params) {
        for (String body : new String[] {
            "{'jsonrpc':'2.0','id':1,'method':'GetTask','params':" + params + "}",
            "{'params':" + params + ",'jsonrpc':'2.0','id':1,'method':'GetTask'}"
        }) {
            assertThat(failure(body).error().code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
            assertThat(failure(body).error().violations())
                    .extracting(Violation::path)
                    .containsExactly("$.params");
        }
    }

    @Test
    void params_mayBeMissingWhereAllOfThemAreOptional() {
        assertThat(read("{'jsonrpc':'2.0','id':1,'method':'ListTasks'}").params())
                .isEqualTo(ListTasksRequest.getDefaultInstance());
        assertThat(read("{'jsonrpc':'2.0','id':1,'params':null,'method':'ListTasks'}")
                        .params())
                .isEqualTo(ListTasksRequest.getDefaultInstance());
        assertThat(failure("{'jsonrpc':'2.0','id':1,'method':'GetTask'}")
                        .error()
                        .violations())
                .containsExactly(new Violation("$.params.id", "missing (expected: a string that is not empty)"));
    }

    @Test
    void params_thatAreWrongAreReportedWithEveryPath() {
        String message = "{'message':{'messageId':'','parts':[{'text':5},{}],'role':'user'},'configuration':7}";
        for (String body : new String[] {
            "{'jsonrpc':'2.0','method':'SendMessage','params':" + message + ",'id':'late'}",
            "{'jsonrpc':'2.0','params':" + message + ",'method':'SendMessage','id':'late'}"
        }) {
            JsonRpcException failure = failure(body);
            assertThat(failure.idToken()).isEqualTo("\"late\"");
            assertThat(failure.error().code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
            assertThat(failure.error().violations())
                    .extracting(Violation::path)
                    .containsExactlyInAnyOrder(
                            "$.params.message.parts[0].text",
                            "$.params.message.role",
                            "$.params.configuration",
                            "$.params.message.messageId");
        }
    }

    @ParameterizedTest
    @EnumSource(A2aMethod.class)
    void everyMethod_isReadAsTheClientWritesIt(A2aMethod method) {
        byte[] body = JsonRpcCalls.request("1", method, method.request());
        Throwable thrown = catchThrowable(() -> {
            JsonRpcRequest request = JsonRpcRequest.read(body);
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.params()).isEqualTo(method.request());
        });
        if (thrown != null) { // the method has required members, and nothing else is wrong
            assertThat(((JsonRpcException) thrown).error().violations())
                    .isNotEmpty()
                    .allSatisfy(violation -> assertThat(violation.description()).containsAnyOf("missing", "\"\""));
        }
    }

    @Test
    void params_ofGetTask() {
        JsonRpcRequest request =
                read("{'jsonrpc':'2.0','id':1,'method':'GetTask','params':{'id':'t','historyLength':0,'tenant':'x'}}");
        assertThat(request.params())
                .isEqualTo(GetTaskRequest.newBuilder()
                        .setId("t")
                        .setHistoryLength(0)
                        .setTenant("x")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SendMessage", "message/send", "tasks/send"})
    void lenient_takesAnEnvelopeWithoutItsVersionAndAMessageWithoutIdAndRole(String method) {
        String body = "{'id':1,'method':'" + method + "','params':{'id':'t','message':{'parts':[{'text':'hi'}]}}}";

        assertThat(failure("{'jsonrpc':'2.0'," + body.substring(1)).error().code())
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(failure(body).error().code()).isEqualTo(A2aErrorCode.INVALID_REQUEST);
        SendMessageRequest read = (SendMessageRequest) lenient(body).params();
        assertThat(read.getMessage().getParts(0).getText()).isEqualTo("hi");
        assertThat(read.getMessage().getMessageId()).isEmpty();
        assertThat(read.getMessage().getRole()).isEqualTo(Role.ROLE_UNSPECIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'1.0','id':1,'method':'SendMessage','params':" + SEND + "}",
                "{'jsonrpc':2,'id':1,'method':'SendMessage','params':" + SEND + "}",
                "{'method':'SendMessage','params':" + SEND + "}",
                "{'id':1,'method':'SendMessage'}",
                "{'id':1,'method':'GetTask','params':{}}"
            })
    void lenient_refusesWhatCannotBeGuessed(String body) {
        assertThat(catchThrowable(() -> lenient(body))).isInstanceOf(JsonRpcException.class);
    }

    private static JsonRpcRequest lenient(String body) {
        return JsonRpcRequest.read(bytes(body.replace('\'', '"')), Completeness.LENIENT);
    }

    @Property(tries = 3000)
    void anyBytes_areReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = bytes("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"SendMessage\",\"params\":"
                + SEND.replace('\'', '"') + "}");
        for (int i = random.nextInt(4); i >= 0; i--) {
            body[random.nextInt(body.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:".charAt(random.nextInt(7)));
        }
        Throwable thrown = catchThrowable(() -> JsonRpcRequest.read(body));
        assertThat(thrown == null || thrown instanceof JsonRpcException)
                .as(() -> new String(body, StandardCharsets.UTF_8) + " -> " + thrown)
                .isTrue();
    }

    private static JsonRpcRequest read(String body) {
        return JsonRpcRequest.read(bytes(body.replace('\'', '"')));
    }

    private static JsonRpcException failure(String body) {
        return catchThrowableOfType(JsonRpcException.class, () -> read(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
