package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers and agents of 0.3 really send, and what is refused. */
class V03RequestTest {
    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static JsonRpcRequest send(String message) {
        return JsonRpcRequest.read(
                bytes("{'jsonrpc':'2.0','id':1,'method':'message/send','params':{'message':" + message + "}}"));
    }

    private static A2aException refused(String message) {
        return catchThrowableOfType(JsonRpcException.class, () -> send(message)).error();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messageId':'m','role':'user','parts':[{'text':'hi'}]}",
                "{'kind':'message','message_id':'m','role':'user','parts':[{'kind':'text','text':'hi'}]}",
                "{'messageId':'m','role':'user','parts':[{'kind':'text','text':'hi','metadata':null}],'taskId':null}"
            })
    void looseSpellings_areTaken(String message) {
        SendMessageRequest request = (SendMessageRequest) send(message).params();
        assertThat(request.getMessage().getMessageId()).isEqualTo("m");
        assertThat(request.getMessage().getParts(0).getText()).isEqualTo("hi");
        assertThat(request.getConfiguration().getReturnImmediately()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'messageId':'m','role':'ROLE_USER','parts':[{'text':'a'}]} | $.params.message.role
                    {'messageId':'m','role':'user','parts':[]} | $.params.message.parts
                    {'messageId':'m','role':'user','parts':[{'kind':'text'}]} | $.params.message.parts[0]
                    {'messageId':'m','role':'user','parts':[{'text':'a'},{'kind':'data','text':'a'}]} | $.params.message.parts[1].kind
                    {'messageId':'m','role':'user','parts':[{'kind':'file','file':{}}]} | $.params.message.parts[0].file
                    {'messageId':'m','role':'user','parts':[{'kind':'data','data':[1]}]} | $.params.message.parts[0].data
                    {'messageId':'m','role':'user','kind':'task','parts':[{'text':'a'}]} | $.params.message.kind
                    {'role':'user','parts':[{'text':'a'}]} | $.params.message.messageId
                    """)
    void wrongMessages_areRefusedWithTheirPath(String message, String path) {
        A2aException error = refused(message);
        assertThat(error.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(error.violations()).extracting(Violation::path).containsExactly(path);
        assertThat(error.text()).contains("expected:");
    }

    @ParameterizedTest
    @CsvSource({
        "message.send, SEND_MESSAGE",
        "message.stream, SEND_STREAMING_MESSAGE",
        "tasks.get, GET_TASK",
        "tasks.cancel, CANCEL_TASK",
        "tasks.resubscribe, SUBSCRIBE_TO_TASK",
        "tasks.list, LIST_TASKS"
    })
    void dotNames_areAliases(String name, A2aMethod method) {
        JsonRpcRequest request = JsonRpcRequest.read(bytes("{'jsonrpc':'2.0','id':1,'method':'" + name
                + "','params':{'id':'t','message':{'messageId':'m','role':'user','parts':[{'text':'a'}]}}}"));
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.version()).isEqualTo(A2aVersion.V0_3);
    }

    @Test
    void errorOfARequestThatCannotBeRead_hasNoDataEither() {
        byte[] body = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tasks/get\",\"params\":{\"id\":5}}"
                .getBytes(StandardCharsets.UTF_8);
        JsonRpcException unreadable = catchThrowableOfType(JsonRpcException.class, () -> JsonRpcRequest.read(body));

        assertThat(new String(
                        JsonRpcReplies.error(unreadable, A2aVersion.V1_0, unreadable.error()), StandardCharsets.UTF_8))
                .contains("\"id\":7,", "\"code\":-32602,", "$.params.id")
                .doesNotContain("\"data\"");
    }

    @ParameterizedTest
    @CsvSource({
        "SEND_MESSAGE, UNSUPPORTED_OPERATION, -32602",
        "SUBSCRIBE_TO_TASK, UNSUPPORTED_OPERATION, -32004",
        "GET_EXTENDED_AGENT_CARD, UNSUPPORTED_OPERATION, -32007",
        "GET_TASK, VERSION_NOT_SUPPORTED, -32600",
        "GET_TASK, TASK_NOT_FOUND, -32001",
        "GET_TASK, OVERLOADED, -32053"
    })
    void errors_haveTheNumbersOfTheVersion(A2aMethod method, A2aErrorCode code, int number) {
        byte[] error = JsonRpcReplies.error(V03GoldenFilesTest.request(method), new A2aException(code, "no"));
        assertThat(new String(error, StandardCharsets.UTF_8))
                .contains("\"code\":" + number + ",")
                .doesNotContain("\"data\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'id':'t','contextId':'c','status':{'state':'working'}} | task
                    {'taskId':'t','contextId':'c','status':{'state':'working'},'final':false} | status_update
                    {'taskId':'t','contextId':'c','artifact':{'artifactId':'a','parts':[]}} | artifact_update
                    {'messageId':'m','role':'agent','parts':[{'text':'x'}]} | message
                    """)
    void answersWithoutKind_areToldByTheirMembers(String result, String payload) {
        JsonRpcReply reply = JsonRpcCalls.readReply(
                bytes("{'jsonrpc':'2.0','id':'1','result':" + result + "}"),
                A2aVersion.V0_3,
                A2aMethod.SEND_STREAMING_MESSAGE,
                "1");
        assertThat(reply)
                .isInstanceOfSatisfying(
                        JsonRpcReply.Result.class,
                        read -> assertThat(read.message().toString()).startsWith(payload));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'kind':'status-update','taskId':'t','status':{'state':'working'}} | $.result.kind: "status-update" (expected: task or message)
                    {'kind':'agent'} | $.result.kind: "agent" (expected: task or message)
                    {} | $.result.kind: missing (expected: task or message)
                    {'kind':'task','id':'t','status':{'state':'dancing'}} | $.result.status.state: "dancing" (expected: one of submitted, working
                    """)
    void wrongAnswers_areRefused(String result, String expected) {
        A2aException error = catchThrowableOfType(
                A2aException.class,
                () -> JsonRpcCalls.readReply(
                        bytes("{'jsonrpc':'2.0','id':'1','result':" + result + "}"),
                        A2aVersion.V0_3,
                        A2aMethod.SEND_MESSAGE,
                        "1"));
        assertThat(error.code()).isEqualTo(A2aErrorCode.INVALID_AGENT_RESPONSE);
        assertThat(error.text()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.0,V1_0", "1.0.1,V1_0", "0.3,V0_3", "0.3.0,V0_3", "0.2.5,V0_3", "0.2,V0_3", "' 0.3 ',V0_3"})
    void versions_areKnownByTheirFamily(String stated, A2aVersion version) {
        assertThat(A2aVersion.of(stated)).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99.0", "1", "0.1", "0.30", "1.0.x", "1.0.", "", "v0.3"})
    void otherVersions_areUnknown(String stated) {
        assertThat(A2aVersion.of(stated)).isEmpty();
    }

    @Test
    void severalFaults_comeInOneError() {
        A2aException error =
                refused("{'messageId':'m','role':'user','parts':[{'kind':'text'},{'kind':'file','file':{}}]}");
        assertThat(error.violations()).hasSize(2);
        assertThat(error.text()).endsWith("(and 1 more)");
    }
}
