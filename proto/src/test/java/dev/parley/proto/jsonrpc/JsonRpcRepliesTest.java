package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRpcRepliesTest {
    private static final Task TASK = Task.newBuilder()
            .setId("t")
            .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING))
            .build();

    @Test
    void result_isOneLineWithTheIdAsItCame() {
        assertThat(text(JsonRpcReplies.result("1.0", TASK)))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1.0,"
                        + "\"result\":{\"id\":\"t\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}}}");
        assertThat(text(JsonRpcReplies.result("\"a\\u0041\"", Empty.getDefaultInstance())))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\\u0041\",\"result\":{}}");
    }

    @Test
    void error_carriesItsDetails() {
        A2aException error = new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task \"x\" (expected: one of yours)");
        assertThat(text(JsonRpcReplies.error("null", error)))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32001,"
                        + "\"message\":\"Task \\\"x\\\" (expected: one of yours)\",\"data\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"TASK_NOT_FOUND\","
                        + "\"domain\":\"a2a-protocol.org\"}]}}");
    }

    @Test
    void error_carriesViolationsAndWhenToComeBack() {
        A2aException error = A2aException.of(
                A2aErrorCode.OVERLOADED, "busy", List.of(new Violation("$.a", "b")), Duration.ofMillis(1500));
        assertThat(text(JsonRpcReplies.error("7", error)))
                .endsWith("\"data\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"OVERLOADED\","
                        + "\"domain\":\"parley.dev\"},{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\","
                        + "\"fieldViolations\":[{\"field\":\"$.a\",\"description\":\"b\"}]},"
                        + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.500s\"}]}}");
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
