package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How many calls may wait at the edge, and how long. */
final class CallLimitsTest {
    private static final String OLD_GET =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/get\",\"params\":{\"id\":\"t\"}}";

    private static Status.Code statusOf(EdgeFixture edge) {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
        try {
            A2AServiceGrpc.newBlockingStub(channel)
                    .getTask(GetTaskRequest.newBuilder().setId("t").build());
            return Status.Code.OK;
        } catch (io.grpc.StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void moreCallsThanMayWait_areRefusedInEveryBindingUntilOneIsAnswered() throws Exception {
        try (EdgeFixture edge = new EdgeFixture(Map.of("parley.edge.max-calls", 1))) {
            CountDownLatch waits = new CountDownLatch(1);
            CountDownLatch mayAnswer = new CountDownLatch(1);
            edge.tasks.onSend = call -> {
                waits.countDown();
                Await.on(mayAnswer);
                return edge.tasks.echo(call);
            };
            CompletableFuture<Integer> first = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    first.complete(
                            edge.rpc("/", "SendMessage", EdgeFixture.text("x")).statusCode());
                } catch (Exception e) {
                    first.completeExceptionally(e);
                }
            });
            waits.await();

            var second = edge.rpc("/", "GetTask", "{\"id\":\"t\"}");
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).hasValue("1");
            assertThat(second.body()).contains("-32053", "1 calls wait for an answer (expected: at most 1)");
            assertThat(edge.post("/", OLD_GET).body()).contains("-32053");
            assertThat(edge.get("/tasks/t", "A2A-Version", "1.0").statusCode()).isEqualTo(503);
            assertThat(edge.get("/v1/tasks/t").statusCode()).isEqualTo(503);
            assertThat(statusOf(edge)).isEqualTo(Status.Code.UNAVAILABLE);
            try (SocketClient socket = new SocketClient(edge, "/ws", "A2A-Version", "1.0")) {
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetTask\",\"params\":{\"id\":\"t\"}}");
                assertThat(socket.next()).contains("-32053");
            }

            mayAnswer.countDown();
            assertThat(first.get()).isEqualTo(200);
            assertThat(statusOf(edge)).isEqualTo(Status.Code.NOT_FOUND);
        }
    }

    @Test
    void callThatTheTaskServiceDoesNotAnswer_endsAfterItsTimeout() throws Exception {
        try (EdgeFixture edge = new EdgeFixture(Map.of("parley.edge.call-timeout", "200ms"))) {
            edge.tasks.isSilent = true;
            var late = edge.rpc("/", "GetTask", "{\"id\":\"t\"}");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).contains("-32054");
            assertThat(edge.get("/v1/tasks/t").statusCode()).isEqualTo(504);
            assertThat(statusOf(edge)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void noCallsAtAll_isNoLimit() {
        assertThatThrownBy(() -> new EdgeFixture(Map.of("parley.edge.max-calls", 0)))
                .hasStackTraceContaining("maxCalls");
    }
}
