package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Limits;
import dev.parley.envoy.bootstrap.Member;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an edge's Envoy does when task-svc is slow, or fails every call. */
class LimitsIT {
    private static final int REQUESTS = 10;

    private TestMesh mesh;
    private EnvoyProcess edge;
    private Calls calls;
    private GrpcApp app;
    private volatile GrpcApp.Answering behaviour = GrpcApp.saying("");

    @BeforeEach
    void start() throws Exception {
        mesh = new TestMesh();
        app = mesh.closedAtTheEnd(new GrpcApp(
                mesh.app("task-1", false).grpc(),
                (method, request, answer) -> behaviour.answer(method, request, answer)));
        Endpoint task = TestMesh.freeEndpoint();
        mesh.sidecar(Member.TASK, "task-1", task, Map.of(Member.ROUTER, List.of(TestMesh.freeEndpoint())));
        EnvoySettings usual =
                mesh.settings(Member.EDGE, "edge-1", TestMesh.freeEndpoint(), Map.of(Member.TASK, List.of(task)));
        edge = mesh.start(new EnvoySettings(
                usual.id(),
                usual.trustDomain(),
                usual.folder(),
                usual.admin(),
                usual.errorLog(),
                new Limits(100, REQUESTS, 64),
                usual.tracing(),
                usual.role()));
        edge.awaitHealthy("service/task", 1);
        calls = mesh.closedAtTheEnd(Calls.over(mesh.egress("edge-1")));
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void callsBeyondTheLimit_areRefusedAtOnce_andTheOthersAnswered() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        behaviour = (method, request, answer) -> {
            answered.await();
            GrpcApp.saying("late").answer(method, request, answer);
        };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> held = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> callers.submit(() -> calls.call(Calls.CANCEL_TASK)))
                    .toList();
            Await.that("all are under way", () -> app.calls().size() == REQUESTS);

            Status refused = FailoverIT.status(() -> calls.call(Calls.CANCEL_TASK));
            assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(refused.getDescription()).contains("overflow");

            answered.countDown();
            for (Future<String> one : held) {
                assertThat(one.get()).isEqualTo("late");
            }
        }
        assertThat(app.calls()).hasSize(REQUESTS);
    }

    @Test
    void retries_areHeldBack_whenEverythingFails() throws Exception {
        Queue<Status> failures = new ConcurrentLinkedQueue<>();
        behaviour = (method, request, answer) ->
                answer.onError(Status.UNAVAILABLE.withDescription("down").asRuntimeException());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < REQUESTS; caller++) {
                callers.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        failures.add(FailoverIT.status(() -> calls.call(Calls.SEND_MESSAGE)));
                    }
                });
            }
        }
        assertThat(failures).hasSize(REQUESTS * 20).allMatch(status -> status.getCode() == Status.Code.UNAVAILABLE);
        // without the budget each call would be made three times
        assertThat(app.calls().size()).isLessThan(REQUESTS * 20 * 3);
        assertThat(edge.stat("cluster.service/task.upstream_rq_retry_overflow")).isPositive();
    }
}
