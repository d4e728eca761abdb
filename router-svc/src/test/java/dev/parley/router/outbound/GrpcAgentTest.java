package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.artifact;
import static dev.parley.router.agent.Json.bareTask;
import static dev.parley.router.agent.Json.message;
import static dev.parley.router.agent.Json.status;
import static dev.parley.router.agent.Json.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.Eventually;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import dev.parley.router.agent.TestCertificates;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.Calls.Heard;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents of A2A 1.0 over gRPC. */
@Timeout(30)
class GrpcAgentTest {
    private static final Struct WHY = Struct.newBuilder()
            .putFields("why", Value.newBuilder().setStringValue("too dear").build())
            .build();

    @TempDir
    private Path folder;

    private ScriptedGrpcAgent agent;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        agent = new ScriptedGrpcAgent();
        calls = new Calls();
    }

    @AfterEach
    void stop() {
        calls.close();
        agent.close();
    }

    private static void events(StreamObserver<StreamResponse> reply, String... events) {
        for (String event : events) {
            reply.onNext(ScriptedGrpcAgent.event(event));
        }
    }

    private static SendMessageResponse single(String json) {
        StreamResponse event = ScriptedGrpcAgent.event(json);
        return event.hasTask()
                ? SendMessageResponse.newBuilder().setTask(event.getTask()).build()
                : SendMessageResponse.newBuilder()
                        .setMessage(event.getMessage())
                        .build();
    }

    @Test
    void stream_passesEveryEventInOrder() throws Exception {
        agent.onStream((request, reply) -> {
            events(reply, task("t1", "SUBMITTED"), artifact("t1", "one"), status("t1", "COMPLETED"));
            reply.onCompleted();
        });

        Heard heard = calls.call(agent.registered("a", true));

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "artifact one", "status COMPLETED");
        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Finished(TaskState.TASK_STATE_COMPLETED));
        assertThat(agent.calls().getFirst().metadata()).containsEntry("a2a-version", "1.0");
        SendMessageRequest request = (SendMessageRequest) agent.requests().getFirst();
        assertThat(request.getTenant()).isEqualTo("label-a");
        assertThat(request.getMetadata().getFieldsMap()).containsKey(HopCount.MEMBER);
    }

    @Test
    void addresses_mayBeWrittenInManyWays() throws Exception {
        agent.onSend((request, reply) -> {
            reply.onNext(single(message("hi")));
            reply.onCompleted();
        });
        for (String form : new String[] {"%s", "http://%s", "dns:%s", "dns:///%s"}) {
            Agent at = ScriptedAgent.offering(
                    "a", false, ScriptedAgent.at("GRPC", "1.0", form.formatted(agent.address())));

            assertThat(calls.call(at).kinds()).as(form).containsExactly("message hi");
        }
        Agent wrong = ScriptedAgent.offering("a", false, ScriptedAgent.at("GRPC", "1.0", "localhost"));
        assertThat(calls.call(wrong).outcome())
                .isEqualTo(new CallOutcome.NotStarted("agent \"a\" has the URL \"localhost\""
                        + " (expected: http or https with a host, or host:port for gRPC)"));
    }

    @Test
    void tls_isUsedForHttpsAddresses() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "localhost");
        try (ScriptedGrpcAgent secured = new ScriptedGrpcAgent(certificates.keys());
                Calls trusting = new Calls(Calls.CONFIG, Calls.HTTP, new TrustConfig(certificates.caFile()))) {
            secured.onSend((request, reply) -> {
                reply.onNext(single(message("secret")));
                reply.onCompleted();
            });
            Agent at =
                    ScriptedAgent.offering("a", false, ScriptedAgent.at("GRPC", "1.0", "https://" + secured.address()));

            assertThat(trusting.call(at).kinds()).containsExactly("message secret");
            assertThat(calls.call(at).outcome())
                    .isInstanceOfSatisfying(
                            CallOutcome.NotStarted.class,
                            unknownCa -> assertThat(unknownCa.reason()).startsWith("TLS with localhost:"));
        }
    }

    @Test
    void agentThatOnlyBlocks_isAskedUntilItsTurnIsOver() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        agent.onSend((request, reply) -> {
            assertThat(request.getConfiguration().getReturnImmediately()).isTrue();
            reply.onNext(single(task("t1", "SUBMITTED")));
            reply.onCompleted();
        });
        agent.onGet((request, reply) -> {
            reply.onNext(ScriptedGrpcAgent.task(bareTask("t1", looks.incrementAndGet() < 3 ? "WORKING" : "COMPLETED")));
            reply.onCompleted();
        });

        assertThat(calls.call(agent.registered("a", false)).kinds())
                .containsExactly("task SUBMITTED", "task WORKING", "task COMPLETED");
    }

    @Test
    void streamingAgent_thatCannotStreamAfterAllIsSentAPlainMessage() throws Exception {
        agent.onSend((request, reply) -> {
            reply.onNext(single(message("hi")));
            reply.onCompleted();
        });

        assertThat(calls.call(agent.registered("a", true)).kinds()).containsExactly("message hi");
    }

    @Test
    void streamThatLosesItsLastEvent_isFollowedByTheTask() throws Exception {
        agent.onStream((request, reply) -> {
            events(reply, task("t1", "WORKING"));
            reply.onCompleted();
        });
        agent.onGet((request, reply) -> {
            reply.onNext(ScriptedGrpcAgent.task(bareTask("t1", "COMPLETED")));
            reply.onCompleted();
        });

        assertThat(calls.call(agent.registered("a", true)).kinds()).containsExactly("task WORKING", "task COMPLETED");
    }

    @Test
    void streamThatBreaks_isRejoinedWhileTheTaskRuns() throws Exception {
        agent.onStream((request, reply) -> {
            events(reply, task("t1", "WORKING"));
            throw Status.UNAVAILABLE.withDescription("going down").asRuntimeException();
        });
        agent.onGet((request, reply) -> {
            reply.onNext(ScriptedGrpcAgent.task(bareTask("t1", "WORKING")));
            reply.onCompleted();
        });
        agent.onSubscribe((request, reply) -> {
            events(reply, task("t1", "WORKING"), artifact("t1", "two"), status("t1", "COMPLETED"));
            reply.onCompleted();
        });

        assertThat(calls.call(agent.registered("a", true)).kinds())
                .containsExactly("task WORKING", "artifact two", "status COMPLETED");
    }

    @Test
    void resume_isASnapshotThenLiveEvents() throws Exception {
        agent.onSubscribe((request, reply) -> {
            events(reply, task("t1", "WORKING"), status("t1", "COMPLETED"));
            reply.onCompleted();
        });

        assertThat(calls.resume(agent.registered("a", true), "t1").kinds())
                .containsExactly("task WORKING", "status COMPLETED");
    }

    @Test
    void refusedConnection_provesNotStartedAndIsTriedAnewEachTime() throws Exception {
        int freePort;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = probe.getLocalPort();
        }
        Agent gone = ScriptedAgent.offering("a", true, ScriptedAgent.at("GRPC", "1.0", "localhost:" + freePort));

        for (int i = 0; i < 3; i++) {
            assertThat(calls.call(gone).outcome())
                    .isInstanceOfSatisfying(
                            CallOutcome.NotStarted.class,
                            refused -> assertThat(refused.reason())
                                    .startsWith("no connection to localhost:" + freePort)
                                    .contains("refused"));
        }
    }

    @Test
    void unknownHost_provesNotStarted() throws Exception {
        Agent nowhere = ScriptedAgent.offering("a", true, ScriptedAgent.at("GRPC", "1.0", "no-such-host.invalid:1"));

        assertThat(calls.call(nowhere).outcome())
                .isEqualTo(new CallOutcome.NotStarted("host no-such-host.invalid has no address"));
    }

    @Test
    void serverThatSaysNothing_provesNotStarted() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Agent at = ScriptedAgent.offering(
                    "a", true, ScriptedAgent.at("GRPC", "1.0", "localhost:" + mute.getLocalPort()));

            assertThat(calls.call(at, Calls.hello(), Duration.ofMillis(300)).outcome())
                    .isEqualTo(new CallOutcome.NotStarted(
                            "no connection to localhost:" + mute.getLocalPort() + " within 300 ms"));
        }
    }

    @Test
    void serverOfHttp1_provesNotStarted() throws Exception {
        try (ScriptedAgent web = new ScriptedAgent()) {
            Agent at = ScriptedAgent.offering(
                    "a", true, ScriptedAgent.at("GRPC", "1.0", web.url().replaceFirst("/$", "")));

            assertThat(calls.call(at, Calls.hello(), Duration.ofMillis(500)).outcome())
                    .isInstanceOf(CallOutcome.NotStarted.class);
        }
    }

    @Test
    void agentGoneAfterTheRequest_isBroken() throws Exception {
        agent.onStream((request, reply) -> agent.close());

        assertThat(calls.call(agent.registered("a", true)).outcome()).isInstanceOf(CallOutcome.Broken.class);
        assertThat(agent.calls()).hasSize(1);
    }

    @Test
    void agentError_isARefusalWithItsCode() throws Exception {
        agent.onStream((request, reply) -> {
            throw ScriptedGrpcAgent.error(Status.Code.INVALID_ARGUMENT, "CONTENT_TYPE_NOT_SUPPORTED", "no images");
        });
        assertThat(calls.call(agent.registered("a", true)).outcome())
                .isEqualTo(new CallOutcome.Refused(-32005, "the agent answered with error -32005: no images"));

        assertThat(outcomeOf(Status.INVALID_ARGUMENT))
                .isInstanceOfSatisfying(
                        CallOutcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(-32602));
        assertThat(outcomeOf(Status.PERMISSION_DENIED))
                .isEqualTo(new CallOutcome.Refused(0, "the agent answered with PERMISSION_DENIED: because"));
        assertThat(outcomeOf(Status.UNAVAILABLE))
                .isEqualTo(new CallOutcome.Refused(0, "the agent answered with UNAVAILABLE: because"));
        assertThat(outcomeOf(Status.INTERNAL))
                .isEqualTo(new CallOutcome.Broken("the agent answered with INTERNAL: because"));
    }

    private CallOutcome outcomeOf(Status status) throws Exception {
        agent.onStream((request, reply) -> {
            throw status.withDescription("because").asRuntimeException();
        });
        return calls.call(agent.registered("a", true)).outcome();
    }

    @Test
    void declaredStatus_provesNotStarted() throws Exception {
        agent.onStream((request, reply) -> {
            throw Status.RESOURCE_EXHAUSTED.withDescription("busy").asRuntimeException();
        });
        Agent.Builder declaring = agent.registered("a", true).toBuilder();
        declaring
                .getCardBuilder()
                .getCapabilitiesBuilder()
                .addExtensionsBuilder()
                .setUri("https://parley.dev/ext/agent/v1")
                .getParamsBuilder()
                .putFields(
                        Declared.NOT_STARTED_STATUSES,
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setNumberValue(429)))
                                .build());

        assertThat(calls.call(declaring.build()).outcome()).isInstanceOf(CallOutcome.NotStarted.class);
    }

    @Test
    void oversizedEvent_isBroken() throws Exception {
        agent.onStream((request, reply) -> events(reply, message("x".repeat(5 << 20))));

        assertThat(calls.call(agent.registered("a", true)).outcome())
                .isEqualTo(new CallOutcome.Broken("the agent's answer is larger than 4 MiB"));
    }

    @Test
    void silentAgent_isSilentAndItsCallIsCancelled() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        agent.onStream((request, reply) ->
                ((ServerCallStreamObserver<StreamResponse>) reply).setOnCancelHandler(() -> cancelled.set(true)));

        assertThat(calls.call(agent.registered("a", true), Calls.hello(), Duration.ofMillis(300))
                        .outcome())
                .isEqualTo(new CallOutcome.Silent("nothing was heard from agent \"a\" for 300 ms"));
        Eventually.await(cancelled::get);
    }

    @Test
    void silentFollowUp_isSilentAfterOneIdleTimeoutThoughItsConnectionCame() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        agent.onStream((request, reply) -> {});
        agent.onGet((request, reply) -> {
            asked.incrementAndGet();
            reply.onError(Status.UNAVAILABLE.asRuntimeException());
        });
        SendMessageRequest.Builder followUp = Calls.hello().toBuilder();
        followUp.getMessageBuilder().setTaskId("t1");

        assertThat(calls.call(agent.registered("a", true), followUp.build(), Duration.ofMillis(300))
                        .outcome())
                .isEqualTo(new CallOutcome.Silent("nothing was heard from agent \"a\" for 300 ms"));
        assertThat(asked).as("each idle timeout asks once").hasValue(1);
    }

    @Test
    void slowReader_stopsTheAgentAndLosesNothing() throws Exception {
        int many = 2000;
        AtomicInteger sent = new AtomicInteger();
        agent.onStream((request, reply) -> {
            ServerCallStreamObserver<StreamResponse> observer = (ServerCallStreamObserver<StreamResponse>) reply;
            events(reply, task("t1", "WORKING"));
            observer.setOnReadyHandler(() -> {
                while (observer.isReady() && sent.get() < many) {
                    events(observer, artifact("t1", "z".repeat(10_000)));
                    if (sent.incrementAndGet() == many) {
                        events(observer, status("t1", "COMPLETED"));
                        observer.onCompleted();
                    }
                }
            });
        });
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger received = new AtomicInteger();
        CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(calls.caller.call(
                        agent.registered("a", true),
                        Calls.hello(),
                        CallContext.getDefaultInstance(),
                        Optional.empty(),
                        event -> {
                            go.await();
                            received.incrementAndGet();
                        }));
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });

        assertThat(SlowReaderTest.awaitStandstill(sent)).isPositive().isLessThan(many / 2);
        go.countDown();

        assertThat(outcome.get()).isInstanceOf(CallOutcome.Finished.class);
        assertThat(received.get()).isEqualTo(many + 2);
    }

    @Test
    void cancelGetAndCard_areAsked() throws Exception {
        AtomicReference<Struct> heard = new AtomicReference<>();
        agent.onCancel((request, reply) -> {
            heard.set(request.getMetadata());
            throw ScriptedGrpcAgent.error(Status.Code.FAILED_PRECONDITION, "TASK_NOT_CANCELABLE", "too late");
        });
        agent.onGet((request, reply) -> {
            reply.onNext(ScriptedGrpcAgent.task(bareTask(request.getId(), "INPUT_REQUIRED")));
            reply.onCompleted();
        });
        agent.onCard((request, reply) -> {
            reply.onNext(AgentCard.newBuilder().setName("More").build());
            reply.onCompleted();
        });
        Agent registered = agent.registered("a", true);

        assertThatThrownBy(() -> calls.caller.cancelTask(registered, "t1", WHY, Optional.empty()))
                .isInstanceOfSatisfying(
                        CallFailed.class,
                        failed -> assertThat(failed.outcome())
                                .isEqualTo(new CallOutcome.Refused(
                                        -32002, "the agent answered with error -32002: too late")));
        assertThat(heard).hasValue(WHY);
        assertThat(calls.caller.getTask(registered, "t1", Optional.empty()).getId())
                .isEqualTo("t1");
        assertThat(calls.caller.getExtendedCard(registered, Optional.empty()).getName())
                .isEqualTo("More");
    }
}
