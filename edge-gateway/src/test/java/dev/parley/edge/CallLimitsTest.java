package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.A2AServiceGrpc.A2AServiceBlockingStub;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How many sends may wait at the edge, and how long other calls. */
final class CallLimitsTest {
    private static final String OLD_SEND = """
            {"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"kind":"message","messageId":"m",\
            "role":"user","parts":[{"kind":"text","text":"x"}]},"configuration":{"blocking":true}}}""";
    private static final String OLD_REST_SEND = """
            {"message":{"messageId":"m","role":"ROLE_USER","content":[{"text":"x"}]},"configuration":{"blocking":true}}""";

    /** What a call of gRPC ends with. */
    private static Status.Code statusOf(EdgeFixture edge, Consumer<A2AServiceBlockingStub> call) {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
        try {
            call.accept(A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS));
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static Status.Code get(EdgeFixture edge) {
        return statusOf(
                edge,
                stub -> stub.getTask(GetTaskRequest.newBuilder().setId("t").build()));
    }

    private static Status.Code send(EdgeFixture edge) {
        Message message = Message.newBuilder()
                .setMessageId("m")
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText("x"))
                .build();
        return statusOf(
                edge,
                stub -> stub.sendMessage(
                        SendMessageRequest.newBuilder().setMessage(message).build()));
    }

    @Test
    void moreSendsThanMayWait_areRefusedInEveryBindingUntilOneIsAnswered() throws Exception {
        try (EdgeFixture edge = new EdgeFixture(Map.of("parley.edge.max-sends", 1))) {
            CountDownLatch waits = new CountDownLatch(1);
            CountDownLatch mayAnswer = new CountDownLatch(1);
            edge.tasks.onSend = call -> {
                waits.countDown();
                Await.on(mayAnswer);
                return edge.tasks.echo(call);
            };
            CompletableFuture<Status.Code> first =
                    CompletableFuture.supplyAsync(() -> send(edge), Thread::startVirtualThread);
            assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();

            var second = edge.rpc("/", "SendMessage", EdgeFixture.text("x"));
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).hasValue("1");
            assertThat(second.body()).contains("-32053", "1 messages wait for their answer (expected: at most 1)");
            assertThat(edge.post("/", OLD_SEND).body()).contains("-32053");
            assertThat(edge.post("/message:send", EdgeFixture.text("x"), "A2A-Version", "1.0")
                            .statusCode())
                    .isEqualTo(503);
            assertThat(edge.post("/v1/message:send", OLD_REST_SEND).statusCode())
                    .isEqualTo(503);
            assertThat(send(edge)).isEqualTo(Status.Code.UNAVAILABLE);
            try (SocketClient socket = new SocketClient(edge, "/ws", "A2A-Version", "1.0")) {
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":"
                        + EdgeFixture.text("x") + "}");
                assertThat(socket.next()).contains("-32053");
            }
            assertThat(get(edge)).as("what does not wait").isEqualTo(Status.Code.NOT_FOUND);

            mayAnswer.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(Status.Code.OK);
            assertThat(send(edge)).isEqualTo(Status.Code.OK);
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
            assertThat(get(edge)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void noSendsAtAll_isNoLimit() {
        assertThatThrownBy(() -> new EdgeFixture(Map.of("parley.edge.max-sends", 0)))
                .hasStackTraceContaining("maxSends");
    }
}
