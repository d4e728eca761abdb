package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.artifact;
import static dev.parley.router.agent.Json.bareTask;
import static dev.parley.router.agent.Json.message;
import static dev.parley.router.agent.Json.status;
import static dev.parley.router.agent.Json.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.agent.Eventually;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import dev.parley.router.agent.TestCertificates;
import dev.parley.router.egress.ClusterFollower;
import dev.parley.router.egress.ClusterRegistry;
import dev.parley.router.egress.RunningEnvoy;
import dev.parley.router.egress.SidecarReporter;
import dev.parley.router.outbound.Calls.Heard;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents behind the real Envoy, told by a registry. */
@Timeout(120)
class ThroughEnvoyIT {
    private static final String UNREACHED = "(?s).*\\(Envoy says (URX,)?UF(,URX)?\\)";

    @TempDir
    private Path folder;

    private TestCertificates certificates;
    private RunningEnvoy envoy;
    private ClusterRegistry registry;
    private ClusterFollower follower;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        certificates = new TestCertificates(folder, "localhost");
        envoy = new RunningEnvoy();
        registry = new ClusterRegistry(certificates.caFile());
        follower = new ClusterFollower(
                registry.channel(), Objects.requireNonNull(envoy.config().folder()));
        calls = new Calls(envoy.config());
    }

    @AfterEach
    void stop() throws Exception {
        if (envoy != null) {
            calls.close();
            follower.close();
            registry.close();
            envoy.close();
        }
    }

    private static ScriptedAgent talkative() throws Exception {
        return talkative(new ScriptedAgent());
    }

    private static ScriptedAgent talkative(ScriptedAgent agent) {
        return agent.on(
                        "SendStreamingMessage",
                        (request, reply) -> reply.stream().event(message("hi")).end())
                .on("SendMessage", (request, reply) -> reply.result(message("hi")));
    }

    private Heard firstCall(String what, Agent agent) throws Exception {
        long begun = System.nanoTime();
        registry.put(agent);
        Heard heard = calls.call(agent);
        System.out.println(
                what + ": " + Duration.ofNanos(System.nanoTime() - begun).toMillis()
                        + " ms from registration to the end of the first call");
        return heard;
    }

    private String reasonOfNotStarted(Agent agent) throws Exception {
        CallOutcome outcome = calls.call(agent).outcome();
        assertThat(outcome).isInstanceOf(CallOutcome.NotStarted.class);
        return outcome.reason();
    }

    @Test
    void firstCall_works_rightAfterTheRegistration() throws Exception {
        try (ScriptedAgent agent = talkative();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent()) {
            grpc.onStream((request, reply) -> {
                reply.onNext(ScriptedGrpcAgent.event(message("hi")));
                reply.onCompleted();
            });
            for (int i = 0; i < 10; i++) {
                assertThat(firstCall("SSE", agent.registered("streams-" + i, true))
                                .kinds())
                        .containsExactly("message hi");
                assertThat(firstCall("gRPC", grpc.registered("grpc-" + i, true)).kinds())
                        .containsExactly("message hi");
            }
            assertThat(firstCall("JSON", agent.registered("plain", false)).kinds())
                    .containsExactly("message hi");
            assertThat(agent.requests().getFirst().headers())
                    .containsEntry("host", URI.create(agent.url()).getAuthority())
                    .doesNotContainKeys("x-parley-cluster", "x-forwarded-proto", "x-envoy-expected-rq-timeout-ms");
            assertThat(grpc.calls().getFirst().metadata()).doesNotContainKey("x-parley-cluster");
        }
    }

    @Test
    void theRegistryHearsWhatEnvoySeesOfAnAgent() throws Exception {
        try (ScriptedAgent agent = talkative();
                SidecarReporter reporter = new SidecarReporter(
                        "router-1",
                        AdminAddress.parse(Objects.requireNonNull(envoy.config().admin())),
                        registry.channel())) {
            Agent registered = agent.registered("seen", false);
            registry.put(registered);
            calls.call(registered);
            Eventually.await(() -> registry.seen("seen").isPresent());
            ClusterSeen seen = registry.seen("seen").orElseThrow();
            assertThat(seen.getHostsList()).hasSize(1);
            assertThat(seen.getHosts(0).getAddress())
                    .isEqualTo("127.0.0.1:" + URI.create(agent.url()).getPort());
            assertThat(seen.getHosts(0).getHealthy()).isTrue();
            assertThat(seen.getHosts(0).getRequests()).isEqualTo(1);
            Eventually.await(() -> registry.seen("seen").orElseThrow().hasLatency());

            agent.close();
            reasonOfNotStarted(registered);
            Eventually.await(
                    () -> registry.seen("seen").orElseThrow().getHosts(0).getConnectFailures() > 0);
        }
    }

    @Test
    void events_passOneByOne() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (ScriptedAgent agent = new ScriptedAgent()) {
            agent.on("SendStreamingMessage", (request, reply) -> {
                reply.stream().event(task("t1", "WORKING"));
                heard.await();
                reply.event(artifact("t1", "one"))
                        .event(status("t1", "COMPLETED"))
                        .end();
            });
            Agent registered = agent.registered("a", true);
            registry.put(registered);
            CallOutcome outcome = calls.caller.call(
                    registered,
                    Calls.hello(),
                    CallContext.getDefaultInstance(),
                    Optional.empty(),
                    event -> heard.countDown());
            assertThat(outcome).isInstanceOf(CallOutcome.Finished.class);
        }
    }

    @Test
    void stoppedAgent_wasNotStarted_andIsNeverShutOutByEnvoy() throws Exception {
        ScriptedAgent agent = talkative();
        ScriptedGrpcAgent grpc = new ScriptedGrpcAgent();
        Agent web = agent.registered("a", true);
        Agent rpc = grpc.registered("b", true);
        registry.put(web);
        registry.put(rpc);
        agent.close();
        grpc.close();
        for (int i = 0; i < 20; i++) {
            calls.guards.forget(new AgentKey("default", "a"));
            calls.guards.forget(new AgentKey("default", "b"));
            assertThat(reasonOfNotStarted(web))
                    .startsWith("no connection to localhost:")
                    .contains("refused")
                    .matches(UNREACHED);
            assertThat(reasonOfNotStarted(rpc))
                    .startsWith("no connection to localhost:")
                    .contains("refused")
                    .matches(UNREACHED);
        }
    }

    @Test
    void agentWithoutCluster_wasNotStarted_overHttpAndGrpc() throws Exception {
        try (ScriptedAgent agent = talkative();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent()) {
            assertThat(reasonOfNotStarted(agent.registered("a", true)))
                    .startsWith("Envoy has no cluster for localhost:")
                    .endsWith("(Envoy says NC)");
            assertThat(reasonOfNotStarted(grpc.registered("b", true))).endsWith("(Envoy says NC)");
            assertThat(agent.requests()).isEmpty();
        }
    }

    @Test
    void hostWithoutAddress_wasNotStarted() throws Exception {
        Agent nowhere = ScriptedAgent.registered("nowhere", true, "http://no-such-host.invalid:8000/");
        registry.put(nowhere);
        // NC while Envoy still looks for it
        assertThat(reasonOfNotStarted(nowhere))
                .contains("no-such-host.invalid:8000")
                .matches(".*Envoy says (UH|NC)\\)");
        System.out.println(reasonOfNotStarted(nowhere));
    }

    @Test
    void tooManyPlaces_areNotCalled() throws Exception {
        try (ScriptedAgent agent = talkative()) {
            AgentInterface[] places = IntStream.rangeClosed(1, 9)
                    .mapToObj(port -> ScriptedAgent.at(
                            "JSONRPC", "1.0", port == 9 ? agent.url() : "http://127.0.0.1:" + port + "/"))
                    .toArray(AgentInterface[]::new);
            assertThat(reasonOfNotStarted(ScriptedAgent.offering("a", true, places)))
                    .isNotEmpty();
            assertThat(agent.requests()).isEmpty();
        }
    }

    @Test
    void deletedAgent_losesItsCluster() throws Exception {
        try (ScriptedAgent agent = talkative()) {
            Agent registered = agent.registered("a", true);
            registry.put(registered);
            assertThat(calls.call(registered).kinds()).containsExactly("message hi");
            registry.delete("agent/default/a");
            Eventually.await(() -> envoy.clusters() == 0);
            assertThat(reasonOfNotStarted(registered)).endsWith("(Envoy says NC)");
        }
    }

    @Test
    void agentThatHangsUp_mayHaveStarted_andIsAskedOnce() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent()) {
            agent.on("SendStreamingMessage", (request, reply) -> reply.cut());
            Agent registered = agent.registered("a", true);
            registry.put(registered);
            CallOutcome outcome = calls.call(registered).outcome();
            assertThat(outcome).isInstanceOf(CallOutcome.Broken.class);
            assertThat(outcome.reason()).contains("Envoy says UC");
            assertThat(agent.requests()).hasSize(1);
        }
    }

    @Test
    void agentThatSpeaksAsEnvoy_isTakenAtItsOwnWord() throws Exception {
        Metadata.Key<String> flags = Metadata.Key.of("x-parley-envoy-flags", Metadata.ASCII_STRING_MARSHALLER);
        try (ScriptedAgent agent = new ScriptedAgent();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent()) {
            agent.on(
                    "SendStreamingMessage",
                    (request, reply) -> reply.http(500, "text/plain", "mine", "x-parley-envoy-flags: UF"));
            Metadata trailers = new Metadata();
            trailers.put(flags, "UF");
            grpc.onStream((request, reply) -> {
                reply.onNext(ScriptedGrpcAgent.event(task("t1", "WORKING")));
                reply.onError(Status.INTERNAL.asRuntimeException(trailers));
            });
            grpc.onSend((request, reply) -> reply.onError(Status.INTERNAL.asRuntimeException(trailers)));
            for (Agent one :
                    List.of(agent.registered("a", true), grpc.registered("b", true), grpc.registered("c", false))) {
                registry.put(one);
                assertThat(calls.call(one).outcome()).isInstanceOf(CallOutcome.Broken.class);
            }
        }
    }

    @Test
    void httpsAgent_isProvenByEnvoy() throws Exception {
        TestCertificates strange = new TestCertificates(folder, "elsewhere.example");
        try (ScriptedAgent good = talkative(new ScriptedAgent(certificates.context()));
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent(certificates.keys());
                ScriptedAgent bad = talkative(new ScriptedAgent(strange.context()))) {
            grpc.onGet((request, reply) -> {
                reply.onNext(ScriptedGrpcAgent.task(bareTask("t1", "WORKING")));
                reply.onCompleted();
            });
            Agent secure = good.registered("good", true);
            Agent secureGrpc =
                    ScriptedAgent.offering("grpc", true, ScriptedAgent.at("GRPC", "1.0", "https://" + grpc.address()));
            Agent insecure = bad.registered("bad", true);
            List.of(secure, secureGrpc, insecure).forEach(registry::put);
            assertThat(calls.call(secure).kinds()).containsExactly("message hi");
            assertThat(calls.caller.getTask(secureGrpc, "t1", Optional.empty()).getId())
                    .isEqualTo("t1");
            assertThat(reasonOfNotStarted(insecure)).contains("TLS").matches(UNREACHED);
            assertThat(bad.requests()).isEmpty();
        }
    }

    @Test
    void withoutEnvoy_nothingStarts() throws Exception {
        try (ScriptedAgent agent = talkative();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent()) {
            envoy.kill();
            assertThat(reasonOfNotStarted(agent.registered("a", true))).startsWith("no connection to Envoy at ");
            assertThat(reasonOfNotStarted(grpc.registered("b", true))).startsWith("no connection to ");
        }
    }

    @Test
    void oneMoreThanAThousandAgents_isCalled() throws Exception {
        try (ScriptedAgent agent = talkative()) {
            long begun = System.nanoTime();
            IntStream.range(0, 1000).forEach(i -> registry.put(agent.registered("many-" + i, true)));
            Eventually.await(() -> envoy.clusters() == 1000);
            System.out.println("1,000 clusters: "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis()
                    + " ms from first registration to all known");
            for (int i = 0; i < 5; i++) {
                assertThat(firstCall("one more than 1,000", agent.registered("more-" + i, true))
                                .kinds())
                        .containsExactly("message hi");
            }
        }
    }
}
