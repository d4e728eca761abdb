package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Empty;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcCallsTest {
    @Test
    void request_isOneDocument() {
        byte[] body = JsonRpcCalls.request("a\"b", A2aMethod.CANCEL_TASK, A2aMethod.CANCEL_TASK.request());
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\",\"method\":\"CancelTask\",\"params\":{\"id\":\"\"}}");
    }

    @Test
    void result_isReadAsTheMethodsType() {
        SendMessageResponse reply = SendMessageResponse.newBuilder()
                .setTask(Task.newBuilder().setId("t"))
                .build();
        assertThat(JsonRpcCalls.readReply(JsonRpcReplies.result("\"1\"", reply), A2aMethod.SEND_MESSAGE, "1"))
                .isEqualTo(new JsonRpcReply.Result(reply));
        assertThat(read("{'error':null,'result':null}", A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG))
                .isEqualTo(new JsonRpcReply.Result(Empty.getDefaultInstance()));
    }

    @Test
    void failure_isReadWithItsReason() {
        A2aException error =
                new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "no", List.of(new Violation("$", "reason")));
        assertThat(JsonRpcCalls.readReply(JsonRpcReplies.error("\"1\"", error), A2aMethod.GET_TASK, "1"))
                .isEqualTo(new JsonRpcReply.Failure(-32004, "no", "UNSUPPORTED_OPERATION"));
        assertThat(read("{'error':{'code':-32001,'message':'gone','data':null}}", A2aMethod.GET_TASK))
                .isEqualTo(new JsonRpcReply.Failure(-32001, "gone", ""));
        assertThat(read("{'error':{'data':{'reason':'x'}}}", A2aMethod.GET_TASK))
                .isEqualTo(new JsonRpcReply.Failure(-32603, "", ""));
        assertThat(read("{'error':{'code':1e99,'data':[7,[{'reason':'x'}],{'a':{'reason':'y'}}]}}", A2aMethod.GET_TASK))
                .isEqualTo(new JsonRpcReply.Failure(-32603, "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "7",
                "{}",
                "{'result':null}",
                "{'result':7}",
                "{'result':{}}",
                "{'result':{'kind':'task','id':'1'}}",
                "{'result':{'task':{'status':{'state':'working'}}}}",
                "{'result':{'task':{}}} {}",
                "{'error':'no'}",
                "{'result':{'task':{'id':'\\ud800'}}}",
                "{'result':{'task':{'id':'1'},'message':{'messageId':'2'}}}"
            })
    void garbage_isAnInvalidAgentResponseWithAReason(String body) {
        Throwable thrown = catchThrowable(() -> read(body, A2aMethod.SEND_MESSAGE));
        assertThat(thrown).isInstanceOfSatisfying(A2aException.class, garbage -> {
            assertThat(garbage.code()).isEqualTo(A2aErrorCode.INVALID_AGENT_RESPONSE);
            assertThat(garbage.text()).startsWith("The answer is no A2A answer: ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"'2'", "1", "{'a':1}", "['1']", "true"})
    void answerToAnotherCall_isGarbage(String id) {
        assertThatThrownBy(() -> read("{'id':" + id + ",'result':{'id':'t'}}", A2aMethod.GET_TASK))
                .hasMessageContaining("$.id: ")
                .hasMessageEndingWith("(expected: \"1\", the request's)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'id':'1',", "'id':null,", ""})
    void answerThatNamesNoOtherCall_isRead(String id) {
        assertThat(read("{" + id + "'result':{'id':'t'}}", A2aMethod.GET_TASK)).isInstanceOf(JsonRpcReply.Result.class);
    }

    private static JsonRpcReply read(String body, A2aMethod method) {
        return JsonRpcCalls.readReply(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), method, "1");
    }
}
