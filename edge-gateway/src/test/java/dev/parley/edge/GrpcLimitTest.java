package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much one gRPC connection may ask for at once. */
final class GrpcLimitTest {
    private static final int MOST_CALLS = 1_000;

    @Test
    void moreCallsThanAConnectionMayHave_waitUntilOneEnds() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (EdgeFixture edge = new EdgeFixture(Map.of("parley.edge.max-streams", MOST_CALLS + 100))) {
            edge.tasks.onSubscribe = (call, out) -> {
                out.send(ScriptedTasks.event("t", 1, "one"));
                mayEnd.await();
            };
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                    .build();
            try {
                var stub = A2AServiceGrpc.newStub(channel);
                for (int i = 0; i < MOST_CALLS + 1; i++) {
                    stub.subscribeToTask(
                            SubscribeToTaskRequest.newBuilder().setId("t").build(), new Count(begun));
                }
                Await.until("all that may begin have", () -> begun.get() == MOST_CALLS);
                assertThat(edge.streams()).isEqualTo(MOST_CALLS);
                mayEnd.countDown();
                Await.until("the one that waited has begun", () -> begun.get() == MOST_CALLS + 1);
            } finally {
                mayEnd.countDown();
                channel.shutdownNow();
            }
        }
    }

    private record Count(AtomicInteger begun) implements StreamObserver<StreamResponse> {
        @Override
        public void onNext(StreamResponse event) {
            begun.incrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
