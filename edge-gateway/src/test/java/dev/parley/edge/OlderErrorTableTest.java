package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every error of A2A's own by the table of 1.0.0, where that is configured, and by that of 1.0.1 else. */
final class OlderErrorTableTest {
    private static EdgeFixture newer;
    private static EdgeFixture older;

    @BeforeAll
    static void start() {
        newer = EdgeFixture.start();
        older = new EdgeFixture(Map.of("parley.edge.error-table", "1.0.0"));
    }

    @AfterAll
    static void stop() {
        newer.close();
        older.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"TASK_NOT_.*", ".*_NOT_SUPPORTED", "UNSUPPORTED_.*", "INVALID_AGENT_RESPONSE", "EXTEN.*"})
    void errors_haveTheStatusesOfTheTable(A2aErrorCode code) throws Exception {
        for (EdgeFixture edge : new EdgeFixture[] {newer, older}) {
            ErrorTable table = edge == older ? ErrorTable.V1_0_0 : ErrorTable.V1_0_1;
            edge.tasks.onSend = call -> {
                throw new A2aException(code, "as scripted");
            };
            edge.tasks.onSubscribe = (call, out) -> {
                throw new A2aException(code, "as scripted");
            };
            HttpResponse<String> rest =
                    edge.call("POST", "/agents/echo/message:send", EdgeFixture.text("x"), "A2A-Version", "1.0");
            HttpResponse<String> rpc = edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("x"));

            assertThat(rest.statusCode()).isEqualTo(table.httpStatus(code));
            assertThat(rest.body())
                    .contains("\"code\":" + table.httpStatus(code), "\"status\":\"" + table.grpcStatus(code) + "\"")
                    .contains("\"reason\":\"" + code.reason() + "\"");
            assertThat(rpc.statusCode()).isEqualTo(200);
            assertThat(rpc.body()).contains("\"code\":" + code.jsonRpcCode());
            assertStream(edge, code, table);
        }
    }

    private static void assertStream(EdgeFixture edge, A2aErrorCode code, ErrorTable table) {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
        try {
            var stub = A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> stub.subscribeToTask(SubscribeToTaskRequest.newBuilder()
                                    .setId("t1")
                                    .setTenant("echo")
                                    .build())
                            .next());
            assertThat(refused.getStatus().getCode().name()).isEqualTo(table.grpcStatus(code));
            assertThat(RpcErrors.fromStatus(refused).code()).isEqualTo(code);
            StatusRuntimeException unknown = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> stub.getTask(GetTaskRequest.newBuilder().setId("none").build()));
            assertThat(unknown.getStatus().getCode().name()).isEqualTo("NOT_FOUND");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void unknownTable_keepsTheEdgeFromStarting() {
        assertThatThrownBy(() -> new EdgeFixture(Map.of("parley.edge.error-table", "1.0")).close())
                .rootCause()
                .hasMessageContaining("parley.edge.error-table=1.0 (expected: one of 1.0.1, 1.0.0)");
    }
}
