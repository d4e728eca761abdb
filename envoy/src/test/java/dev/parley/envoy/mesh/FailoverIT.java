package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.bootstrap.Role;
import dev.parley.kit.rpc.EarlyHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three instances of task-svc behind their sidecars, called by an edge through its own. */
class FailoverIT {
    private TestMesh mesh;
    private final List<GrpcApp> apps = new ArrayList<>();
    private final List<EnvoyProcess> sidecars = new ArrayList<>();
    private EnvoyProcess edge;
    private Calls calls;
    /** By instance; what it answers besides its name. */
    private volatile GrpcApp.Answering behaviour = GrpcApp.saying("");

    /** Answers messages that are sent; its request is the instance that got it. Null: as every call is. */
    private volatile GrpcApp.Answering sends;

    @BeforeEach
    void start() throws Exception {
        mesh = new TestMesh();
        List<Endpoint> inbound = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String id = "task-" + i;
            inbound.add(TestMesh.freeEndpoint());
            GrpcApp.Answering answering = (method, request, answer) -> {
                if (sends != null && method.equals(Calls.SEND_MESSAGE)) {
                    sends.answer(method, id, answer);
                } else if (method.equals(Calls.CANCEL_TASK) || method.equals(Calls.LIST_TASKS)) {
                    behaviour.answer(method, request, answer);
                } else {
                    GrpcApp.saying(id).answer(method, request, answer);
                }
            };
            apps.add(mesh.closedAtTheEnd(new GrpcApp(mesh.app(id, false).grpc(), answering)));
            sidecars.add(mesh.sidecar(
                    Member.TASK, id, inbound.get(i), Map.of(Member.ROUTER, List.of(TestMesh.freeEndpoint()))));
        }
        edge = mesh.sidecar(Member.EDGE, "edge-1", TestMesh.freeEndpoint(), Map.of(Member.TASK, inbound));
        edge.awaitHealthy("service/task", 3);
        calls = mesh.closedAtTheEnd(Calls.over(mesh.egress("edge-1")));
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void taskId_keepsACallAtOneInstance_whichOnlyItsEndChanges() throws Exception {
        Map<String, String> before = owners();
        assertThat(owners()).isEqualTo(before);
        assertThat(new HashSet<>(before.values())).hasSize(3);

        sidecars.get(0).kill();
        awaitOneGivenUp();
        Map<String, String> after = owners();

        assertThat(after.values()).doesNotContain("task-0");
        // Maglev moves a few of the others too; without it two of three would move
        assertThat(before.entrySet().stream()
                        .filter(one -> !one.getValue().equals("task-0"))
                        .filter(one -> !one.getValue().equals(after.get(one.getKey()))))
                .hasSizeLessThan(10);
    }

    private void awaitOneGivenUp() {
        Await.that("an instance is given up", () -> {
            List<UpstreamHost> hosts = edge.hosts("service/task");
            return hosts.stream().filter(UpstreamHost::isHealthy).count() == hosts.size() - 1;
        });
    }

    private Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            String id = "id-" + i;
            owners.put(id, calls.call(Calls.GET_TASK, Map.of("x-task-id", id), Calls.DEADLINE));
        }
        return owners;
    }

    @Test
    void killedProcess_failsNoCall_whateverItsMethod() throws Exception {
        try (Load load = new Load(calls, List.of(Calls.GET_TASK, Calls.SEND_MESSAGE, Calls.CANCEL_TASK))) {
            load.awaitMore(300);
            apps.get(1).kill();
            load.awaitMore(300);
            awaitOneGivenUp();
            // what was in the process when it died and may not be made again is lost with it, a call of each caller at
            // most
            assertThat(load.failuresBeforeAnAnswer()).allMatch(failure -> failure.startsWith(Calls.CANCEL_TASK));
            assertThat(load.failures()).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void killedSidecar_failsNoCallThatMayBeMadeAgain() throws Exception {
        try (Load load = new Load(calls, List.of(Calls.GET_TASK))) {
            load.awaitMore(300);
            sidecars.get(1).kill();
            load.awaitMore(600);
            assertThat(load.failuresBeforeAnAnswer()).isEmpty();
        }
    }

    @Test
    void unreachableInstances_areEjected_butNeverTheLast() throws Exception {
        String ejections = "cluster.service/task.outlier_detection.ejections_";
        try (Load load = new Load(calls, List.of(Calls.GET_TASK))) {
            load.awaitMore(100);
            for (EnvoyProcess sidecar : sidecars) {
                sidecar.kill();
            }
            Await.that("the last one's turn", () -> edge.stat(ejections + "overflow") > 0);
            assertThat(edge.stat(ejections + "active")).isEqualTo(2);
        }
    }

    @Test
    void leavingInstance_failsNoCall() throws Exception {
        try (Load load = new Load(calls, List.of(Calls.GET_TASK, Calls.CANCEL_TASK))) {
            load.awaitMore(300);
            EnvoyProcess leaving = sidecars.get(2);
            leaving.admin().failHealthChecks();
            awaitOneGivenUp();
            leaving.admin().drainInbound();
            Await.that("task-2 has no connections", () -> leaving.stat("http.inbound.downstream_cx_active") == 0);
            leaving.kill();
            load.awaitMore(300);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void callThatTheProcessSaw_isNotMadeAgain_unlessItOnlyReads() {
        AtomicInteger seen = new AtomicInteger();
        behaviour = (method, request, answer) -> {
            seen.incrementAndGet();
            answer.onError(
                    Status.UNAVAILABLE.withDescription("after it was seen").asRuntimeException());
        };
        Status status = statusOf(Calls.CANCEL_TASK);
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("after it was seen");
        assertThat(seen).hasValue(1);
        assertThat(statusOf(Calls.LIST_TASKS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(seen).hasValue(1 + 3);
    }

    /** More than an instance has until a second one is asked. */
    private static final int SLOW_MILLIS = 2500;

    private static final Map<String, String> NEW_TASK = Map.of("x-task-id", "id-1", "x-new-task", "1");

    @Test
    void newTask_isMadeElsewhere_whenItsInstanceIsSilent() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        sends = (method, instance, answer) -> {
            seen.add(instance);
            if (seen.peek().equals(instance)) {
                TimeUnit.SECONDS.sleep(10);
            }
            answer.onNext(instance);
            answer.onCompleted();
        };
        String answered = calls.call(Calls.SEND_MESSAGE, NEW_TASK, Calls.DEADLINE);

        assertThat(seen).hasSize(2).contains(answered);
        assertThat(answered).isNotEqualTo(seen.peek());
    }

    @Test
    void newTask_thatWasTaken_staysWhereItIsHoweverLateItsAnswer() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        sends = (method, instance, answer) -> {
            seen.add(instance);
            EarlyHeaders.send(new Metadata());
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            answer.onNext(instance);
            answer.onCompleted();
        };
        assertThat(calls.call(Calls.SEND_MESSAGE, NEW_TASK, Calls.DEADLINE)).isEqualTo(seen.peek());
        assertThat(seen).hasSize(1);
    }

    @Test
    void messageOfATaskThatExists_waitsForItsInstance() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        sends = (method, instance, answer) -> {
            seen.add(instance);
            TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            answer.onNext(instance);
            answer.onCompleted();
        };
        String answered = calls.call(Calls.SEND_MESSAGE, Map.of("x-task-id", "id-1"), Calls.DEADLINE);
        assertThat(seen).containsExactly(answered);
    }

    @Test
    void rotation_ofLeafAndAuthorityFailsNoCall_andEndsTheOldAuthority() throws Exception {
        List<String> ids = List.of("task-0", "task-1", "task-2", "edge-1");
        var old = mesh.ca().issue("edge");
        try (Load load = new Load(calls, List.of(Calls.GET_TASK, Calls.CANCEL_TASK))) {
            load.awaitMore(200);
            renewLeaves(ids);
            mesh.ca().beginRotation();
            publishAuthorities(ids, 2);
            mesh.ca().switchToNext();
            renewLeaves(ids);
            mesh.ca().endRotation();
            publishAuthorities(ids, 1);
            load.awaitMore(200);
            assertThat(load.failures()).isEmpty();
        }
        Endpoint task = ((Role.Sidecar) sidecars.get(0).settings().role()).inbound();
        try (Calls withOld = Calls.mutualTls(task, old);
                Calls withNew = Calls.mutualTls(task, mesh.ca().issue("edge"))) {
            assertThat(withNew.call(Calls.GET_TASK)).isEqualTo("task-0");
            assertThat(status(() -> withOld.call(Calls.GET_TASK)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private void renewLeaves(List<String> ids) throws Exception {
        for (String id : ids) {
            mesh.ca().renew(mesh.secrets(id));
        }
        awaitSerials(ids);
    }

    private void publishAuthorities(List<String> ids, int number) throws Exception {
        for (String id : ids) {
            mesh.secrets(id).publishBundle(mesh.ca().bundle());
        }
        awaitAuthorities(ids, number);
    }

    private EnvoyProcess envoy(String id) {
        return id.equals("edge-1") ? edge : sidecars.get(id.charAt(id.length() - 1) - '0');
    }

    private void awaitSerials(List<String> ids) throws Exception {
        for (String id : ids) {
            String serial = mesh.secrets(id).certificate().getSerialNumber().toString(16);
            Await.that(
                    id + " has the new leaf",
                    () -> envoy(id).admin().certificates().stream()
                            .anyMatch(one -> !one.authority()
                                    && one.serial().replaceFirst("^0+", "").equals(serial)));
        }
    }

    private void awaitAuthorities(List<String> ids, int number) {
        for (String id : ids) {
            Await.that(id + " trusts " + number, () -> {
                Set<String> serials = new HashSet<>();
                envoy(id).admin().certificates().stream()
                        .filter(one -> one.authority())
                        .forEach(one -> serials.add(one.serial()));
                return serials.size() == number;
            });
        }
    }

    private Status statusOf(String method) {
        return status(() -> calls.call(method));
    }

    static Status status(Runnable call) {
        try {
            call.run();
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }
}
