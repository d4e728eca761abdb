package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.certs.DevelopmentCa;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may speak to a service: a task sidecar and its process, and a sidecar of an edge that calls it. */
class InboundIT {
    private static final Endpoint TASK = TestMesh.freeEndpoint();
    private static final Endpoint IMPOSTOR = TestMesh.freeEndpoint();
    private static TestMesh mesh;
    private static EnvoyProcess task;

    @BeforeAll
    static void start() throws Exception {
        mesh = new TestMesh();
        mesh.closedAtTheEnd(new GrpcApp(mesh.app("task-1", false).grpc(), (method, request, answer) -> {
            String caller = GrpcApp.HEADERS.get().get(Calls.header("x-forwarded-client-cert"));
            answer.onNext(String.valueOf(caller));
            answer.onCompleted();
        }));
        mesh.closedAtTheEnd(new HttpApp(mesh.app("task-1", false).management(), HttpApp::echo));
        task = mesh.sidecar(Member.TASK, "task-1", TASK, Map.of(Member.ROUTER, List.of(TestMesh.freeEndpoint())));
    }

    @AfterAll
    static void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    private static Calls as(String member) throws Exception {
        return Calls.mutualTls(TASK, mesh.ca().issue(member));
    }

    private static Status.Code refusal(Calls caller) throws Exception {
        try (caller) {
            caller.call(Calls.GET_TASK);
            throw new AssertionError("not refused");
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static long inboundStat(String name) {
        return task.stat("listener.127.0.0.1_" + TASK.port() + ".ssl." + name);
    }

    @Test
    void caller_isKnownToTheProcessByItsId() throws Exception {
        try (Calls edge = as("edge")) {
            assertThat(edge.call(Calls.GET_TASK, Map.of("x-forwarded-client-cert", "URI=spiffe://x/y"), Calls.DEADLINE))
                    .startsWith("By=spiffe://parley.local/task;")
                    .endsWith(";URI=spiffe://parley.local/edge");
        }
    }

    @Test
    void operator_isLetThrough() throws Exception {
        try (Calls operator = as("operator")) {
            assertThat(operator.call(Calls.GET_TASK)).contains("operator");
        }
    }

    @Test
    void member_whoMayNotCall_isDenied() throws Exception {
        assertThat(refusal(as("router"))).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal(as("edge2"))).isEqualTo(Status.Code.PERMISSION_DENIED);
        Await.that("the denial in the log", () -> task.errors().contains("spiffe://parley.local/router"));
        assertThat(task.errors()).contains("rbac_access_denied");
    }

    @Test
    void plainText_isRefused() throws Exception {
        assertThat(refusal(Calls.plain(TASK))).isIn(Status.Code.UNAVAILABLE, Status.Code.INTERNAL);
    }

    @Test
    void callerWithoutCertificate_isRefused() throws Exception {
        assertThat(refusal(Calls.tls(TASK, GrpcSslContexts.forClient()))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(inboundStat("fail_verify_no_cert")).isPositive();
    }

    @Test
    void certificateOfAnotherAuthority_isRefused() throws Exception {
        DevelopmentCa other = mesh.authority("other-ca");
        assertThat(refusal(Calls.mutualTls(TASK, other.issue("edge")))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(inboundStat("fail_verify_error")).isPositive();
    }

    @Test
    void olderTls_isRefused() throws Exception {
        var leaf = mesh.ca().issue("edge");
        SslContextBuilder older =
                GrpcSslContexts.forClient().protocols("TLSv1.2").keyManager(leaf.key(), leaf.certificate());
        assertThat(refusal(Calls.tls(TASK, older))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(inboundStat("versions.TLSv1.2")).isZero();
    }

    @Test
    void health_isForEveryMember() throws Exception {
        try (Calls embed = as("embed")) {
            assertThat(embed.call("grpc.health.v1.Health/Check")).isNotNull();
        }
    }

    @Test
    void management_isForTheOperator_readinessForAll() throws Exception {
        try (MutualTlsHttp operator = new MutualTlsHttp(mesh, "operator", TASK);
                MutualTlsHttp edge = new MutualTlsHttp(mesh, "edge", TASK)) {
            assertThat(operator.get("/-/metrics")).isEqualTo("200 GET /metrics");
            assertThat(operator.get("/-/envoy/metrics")).startsWith("200").contains("envoy_cluster_upstream_cx_total");
            assertThat(operator.get("/metrics")).startsWith("404");
            assertThat(edge.get("/-/serving")).isEqualTo("200 GET /serving");
            assertThat(edge.get("/-/metrics")).startsWith("403");
            assertThat(edge.get("/-/envoy/metrics")).startsWith("403");
            assertThat(edge.get("/x/../-/metrics")).startsWith("403");
            assertThat(edge.get("//-/metrics")).startsWith("403");
            assertThat(edge.get("/%2D/metrics")).isNotEqualTo("200 GET /metrics");
        }
    }

    @Test
    void deadline_ofTheCallerIsObeyed() throws Exception {
        GrpcApp.Answering never = (method, request, answer) -> {};
        try (GrpcApp silent = new GrpcApp(mesh.app("embed-1", false).grpc(), never)) {
            Endpoint inbound = TestMesh.freeEndpoint();
            mesh.sidecar(Member.EMBED, "embed-1", inbound, Map.of());
            try (MutualTlsHttp registry = new MutualTlsHttp(mesh, "registry", inbound)) {
                HttpResponse<String> answer = registry.call("parley.embed.v1.EmbedService/Embed", "200m");
                assertThat(answer.headers().firstValue("grpc-status"))
                        .hasValue(Integer.toString(
                                Status.DEADLINE_EXCEEDED.getCode().value()));
            }
            assertThat(silent.calls()).hasSize(1);
        }
    }

    @Test
    void peer_withAnotherId_isRefused() throws Exception {
        mesh.secrets("impostor").publish(mesh.ca().issue("embed"), mesh.ca().bundle());
        try (GrpcApp unheard = new GrpcApp(mesh.app("impostor", false).grpc(), GrpcApp.saying("I am task"))) {
            mesh.sidecar(Member.TASK, "impostor", IMPOSTOR, Map.of(Member.ROUTER, List.of(TestMesh.freeEndpoint())));
            EnvoyProcess edge = mesh.sidecar(
                    Member.EDGE, "edge-2", TestMesh.freeEndpoint(), Map.of(Member.TASK, List.of(IMPOSTOR)));
            try (Calls calls = Calls.over(mesh.egress("edge-2"))) {
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> calls.call(Calls.GET_TASK))
                        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
            }
            assertThat(edge.stat("cluster.service/task.ssl.fail_verify_san")).isPositive();
            assertThat(unheard.calls()).isEmpty();
        }
    }

    @Test
    void sockets_areForTheirUserOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mesh.egress("task-1"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(mesh.folder("task-1").resolve("admin.sock"))))
                .isEqualTo("rw-------");
    }
}
