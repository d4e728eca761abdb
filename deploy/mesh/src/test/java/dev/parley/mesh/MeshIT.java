package dev.parley.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Empty;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.mesh.v1.InstanceStatus;
import dev.parley.proto.mesh.v1.MeshStatus;
import dev.parley.proto.mesh.v1.RestartInstancesRequest;
import dev.parley.proto.mesh.v1.RotateCertificatesRequest;
import dev.parley.proto.mesh.v1.Step;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real mesh: seven services, an Envoy beside each and one in front, PostgreSQL and Redis; one for all tests, which leave it whole. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class MeshIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static TestMesh mesh;

    @BeforeAll
    static void start() throws Exception {
        mesh = new TestMesh(folder.resolve("m"), "task=2,router=2");
    }

    @AfterAll
    static void end() throws IOException {
        if (mesh != null) {
            mesh.close();
            assertThat(ListeningPorts.ofProcessesNaming(mesh.folder)).isEmpty();
            assertThat(ProcessHandle.allProcesses()
                            .filter(process -> process.info()
                                    .commandLine()
                                    .filter(line -> line.contains(mesh.folder.toString()))
                                    .isPresent()))
                    .isEmpty();
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(SOON);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(50);
        }
    }

    private static boolean allReady() {
        return mesh.instances().stream().allMatch(InstanceStatus::getReady);
    }

    @Test
    void message_goesThroughEveryServiceOverHttpAndGrpc() throws Exception {
        assertThat(TestMesh.state(mesh.send())).isEqualTo("TASK_STATE_COMPLETED");
        ManagedChannel channel = Grpc.newChannelBuilder(mesh.grpcAddress(), InsecureChannelCredentials.create())
                .build();
        try {
            var answer = A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .sendMessage(SendMessageRequest.newBuilder()
                            .setTenant("weather")
                            .setMessage(Message.newBuilder()
                                    .setMessageId(UUID.randomUUID().toString())
                                    .setRole(Role.ROLE_USER)
                                    .addParts(Part.newBuilder().setText("What is the weather in Oslo?")))
                            .build());
            assertThat(answer.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void status_hasEveryProcessWithItsEnvoy() {
        MeshStatus status = mesh.control().getMeshStatus(Empty.getDefaultInstance());
        assertThat(status.getInstancesList())
                .extracting(InstanceStatus::getName)
                .containsExactly(
                        "front-1", "edge-1", "task-1", "task-2", "router-1", "router-2", "registry-1", "embed-1");
        assertThat(status.getInstancesList()).allSatisfy(instance -> {
            assertThat(instance.getReady()).as(instance.getReason()).isTrue();
            assertThat(ProcessHandle.of(instance.getSidecar().getPid())).isPresent();
            assertThat(instance.getEnvoyVersion()).contains("1.");
            assertThat(instance.getCertificateExpiresAt().getSeconds())
                    .isGreaterThan(Instant.now().getEpochSecond());
        });
        assertThat(status.getPostgres() + status.getRedis()).doesNotContain("@");
    }

    @Test
    void ports_areThoseOfTheEnvoysAndOfTheStores() throws IOException {
        MeshStatus status = mesh.control().getMeshStatus(Empty.getDefaultInstance());
        Set<Integer> expected = new TreeSet<>();
        status.getInstancesList().forEach(instance -> expected.add(port(instance.getAddress())));
        expected.add(port(status.getGrpc()));
        expected.add(port(status.getPostgres()));
        expected.add(port(status.getRedis()));
        assertThat(ListeningPorts.ofProcessesNaming(mesh.folder)).isEqualTo(expected);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Test
    void portsInside_answerNobodyWithoutACertificate() throws Exception {
        for (InstanceStatus instance : mesh.instances()) {
            if (!instance.getService().equals("front")) {
                int port = port(instance.getAddress());
                try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertUnanswered(plain);
                }
                try (Socket anonymous = trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
                    assertUnanswered(anonymous);
                }
                try (SSLSocket older = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
                    older.setEnabledProtocols(new String[] {"TLSv1.2"});
                    assertThatThrownBy(older::startHandshake).isInstanceOf(IOException.class);
                }
            }
        }
    }

    private static void assertUnanswered(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            socket.getOutputStream().write("GET /-/ready HTTP/1.1\r\nHost: task\r\n\r\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }

    private static List<Certificate> authorities() throws Exception {
        try (var file = Files.newInputStream(mesh.folder
                .resolve("run")
                .resolve("operator")
                .resolve("secrets")
                .resolve("ca.crt"))) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(file));
        }
    }

    private static SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate each : authorities()) {
            trusted.setCertificateEntry("ca-" + trusted.size(), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Sends one message after the other while something happens, and gives the answers that were none. */
    private static List<String> failuresWhile(Callable<?> change) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<String> failures = new ArrayList<>();
        AtomicInteger sent = new AtomicInteger();
        Thread sender = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                try {
                    JsonNode answer = mesh.send();
                    if (!TestMesh.state(answer).equals("TASK_STATE_COMPLETED")) {
                        failures.add(answer.toString());
                    }
                    sent.incrementAndGet();
                } catch (Exception e) {
                    failures.add(e.toString());
                }
            }
        });
        change.call();
        over.set(true);
        sender.join();
        assertThat(sent).hasPositiveValue();
        return failures;
    }

    @Test
    void restart_ofAServiceLosesNoCall() throws Exception {
        long before = mesh.instance("task-1").getProcess().getPid();
        assertThat(failuresWhile(() -> steps(mesh.control()
                        .restartInstances(RestartInstancesRequest.newBuilder()
                                .setName("task")
                                .build()))))
                .isEmpty();
        assertThat(mesh.instance("task-1").getProcess().getPid()).isNotEqualTo(before);
        assertThat(mesh.instance("task-1").getProcess().getCrashes()).isZero();
        try (EnvoyAdmin admin =
                new EnvoyAdmin(AdminAddress.parse(mesh.instance("edge-1").getAdmin()), SOON)) {
            assertThat(admin.clusters())
                    .filteredOn(cluster -> cluster.name().equals("service/task"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.hosts())
                            .as("the restart is over when its callers call it again")
                            .hasSize(2)
                            .allMatch(UpstreamHost::isHealthy));
        }
    }

    @Test
    void restart_ofAnUnknownServiceIsRefused() {
        assertThatThrownBy(() -> steps(mesh.control()
                        .restartInstances(RestartInstancesRequest.newBuilder()
                                .setName("tusk")
                                .build())))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(RpcErrors.fromStatus(refused).text())
                                .contains("\"tusk\" is no service and no instance", "task-2"));
    }

    private static List<String> steps(Iterator<Step> steps) {
        List<String> texts = new ArrayList<>();
        steps.forEachRemaining(step -> texts.add(step.getText()));
        return texts;
    }

    @Test
    void rotation_ofTheAuthorityLosesNoCall() throws Exception {
        List<Certificate> before = authorities();
        assertThat(failuresWhile(() -> steps(mesh.control()
                        .rotateCertificates(RotateCertificatesRequest.newBuilder()
                                .setAuthority(true)
                                .build()))))
                .isEmpty();
        assertThat(authorities()).hasSize(1).doesNotContainAnyElementsOf(before);
        await("everybody speaks to everybody", MeshIT::allReady);
    }

    @Test
    void whatIsKilled_isStartedAgainAndCallsGoOn() throws Exception {
        for (String name : List.of("task-1", "router-1")) {
            long pid = mesh.instance(name).getProcess().getPid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await(name + " runs again", () -> mesh.instance(name).getProcess().getCrashes() > 0 && allReady());
            assertThat(mesh.instance(name).getProcess().getPid()).isNotEqualTo(pid);
        }
        long envoy = mesh.instance("edge-1").getSidecar().getPid();
        ProcessHandle.of(envoy).orElseThrow().destroyForcibly();
        await(
                "the sidecar runs again",
                () -> mesh.instance("edge-1").getSidecar().getPid() != envoy && allReady());
        await("calls are answered", () -> TestMesh.state(mesh.send()).equals("TASK_STATE_COMPLETED"));
    }
}
