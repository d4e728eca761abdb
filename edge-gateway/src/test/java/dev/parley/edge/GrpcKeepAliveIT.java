package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Pings on gRPC connections: who is gone without a word, as behind a cut cable, is noticed. gRPC pings after ten seconds at least. */
@EnabledIfEnvironmentVariable(
        named = "PARLEY_LONG",
        matches = ".+",
        disabledReason = "takes 11 s; PARLEY_LONG=1 runs it")
final class GrpcKeepAliveIT {
    private final CountDownLatch gone = new CountDownLatch(1);
    private EdgeFixture edge;
    private SilentProxy proxy;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        edge = new EdgeFixture(Map.of("parley.edge.heartbeat", "200ms"));
        proxy = new SilentProxy(edge.grpcPort);
        channel = Grpc.newChannelBuilder("127.0.0.1:" + proxy.port(), InsecureChannelCredentials.create())
                .build();
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        A2AServiceGrpc.newBlockingStub(channel)
                .subscribeToTask(SubscribeToTaskRequest.newBuilder().setId("t").build())
                .next();
        assertThat(edge.streams()).isEqualTo(1);
    }

    @AfterEach
    void stop() throws Exception {
        gone.countDown();
        channel.shutdownNow();
        proxy.close();
        edge.close();
    }

    @Test
    void callerThatIsGoneWithoutAWord_isNoticedAndItsStreamEnds() throws Exception {
        proxy.fallSilent();

        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        Await.until("the stream is forgotten", () -> edge.streams() == 0);
        assertThat(edge.tasks.withdrawn).isEmpty();
    }
}
