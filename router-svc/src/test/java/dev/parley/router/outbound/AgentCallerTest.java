package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.artifact;
import static dev.parley.router.agent.Json.bareTask;
import static dev.parley.router.agent.Json.message;
import static dev.parley.router.agent.Json.status;
import static dev.parley.router.agent.Json.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.Eventually;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.outbound.Calls.Heard;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentCallerTest {
    private ScriptedAgent agent;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        agent = new ScriptedAgent();
        calls = new Calls();
    }

    @AfterEach
    void stop() {
        agent.close();
        calls.close();
    }

    private Agent streaming() {
        return agent.registered("a", true);
    }

    private Agent polled() {
        return agent.registered("a", false);
    }

    @Test
    void stream_passesEveryEventInOrder() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream()
                        .event(task("t1", "SUBMITTED"))
                        .event(status("t1", "WORKING"))
                        .event(artifact("t1", "one"))
                        .event(artifact("t1", "two"))
                        .event(status("t1", "COMPLETED"))
                        .end());

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds())
                .containsExactly(
                        "task SUBMITTED", "status WORKING", "artifact one", "artifact two", "status COMPLETED");
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Finished.class);
        ScriptedAgent.Request request = agent.requests().getFirst();
        assertThat(request.headers())
                .containsEntry("a2a-version", "1.0")
                .containsEntry("accept", "text/event-stream")
                .containsEntry("content-type", "application/json");
        assertThat(request.body()).contains("\"tenant\":\"label-a\"").contains("\"https://parley.dev/ext/hops/v1\":1");
    }

    @Test
    void stream_keepsTheConnectionForTheNextCall() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().event(message("hi")).end());

        for (int i = 0; i < 20; i++) {
            assertThat(calls.call(streaming()).kinds()).containsExactly("message hi");
        }

        // the next call may begin a moment before the last one gives its connection back
        assertThat(agent.connections()).isLessThanOrEqualTo(3);
    }

    @Test
    void streamingAgent_mayAnswerWithPlainJson() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.result(task("t1", "COMPLETED")));

        assertThat(calls.call(streaming()).kinds()).containsExactly("task COMPLETED");
    }

    @Test
    void streamingAgent_thatCannotStreamAfterAllIsSentAPlainMessage() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.error(-32004, "no streams"));
        agent.on("SendMessage", (request, reply) -> reply.result(message("hi")));

        assertThat(calls.call(streaming()).kinds()).containsExactly("message hi");
    }

    @Test
    void sse_isReadAsTheStandardSays() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> {
            String id = "\"id\":" + request.id() + ",\"result\":";
            String json = "{\"jsonrpc\":\"2.0\"," + id + task("t1", "COMPLETED") + "}";
            String[] halves = {json.substring(0, 31), json.substring(31)};
            reply.stream().raw(": hello\r\n\r\nevent: x\r\nid: 7\r\ndata:{\"jsonrpc\":\"2.0\",\r");
            reply.raw("\ndata: " + id + status("t1", "WORKING") + "}\r\n\r\n");
            reply.raw("data: " + halves[0]).raw(halves[1] + "\n").raw("\n").end();
        });

        assertThat(calls.call(streaming()).kinds()).containsExactly("status WORKING", "task COMPLETED");
    }

    @Test
    void interruptedState_endsTheCallThoughTheStreamStaysOpen() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "INPUT_REQUIRED"));
            done.await();
        });

        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Finished.class);
        done.countDown();
    }

    @Test
    void halfStream_isCompletedFromTheTask() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream()
                        .event(task("t1", "WORKING"))
                        .event(artifact("t1", "one"))
                        .cut());
        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "COMPLETED")));

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds()).containsExactly("task WORKING", "artifact one", "task COMPLETED");
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Finished.class);
        assertThat(agent.requests("GetTask").getFirst().body())
                .contains("\"id\":\"t1\"")
                .contains("\"tenant\":\"label-a\"");
    }

    @Test
    void halfStream_isRejoinedWhileTheTaskRuns() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().event(task("t1", "WORKING")).end());
        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "WORKING")));
        agent.on(
                "SubscribeToTask",
                (request, reply) -> reply.stream()
                        .event(task("t1", "WORKING"))
                        .event(artifact("t1", "two"))
                        .event(status("t1", "COMPLETED"))
                        .end());

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds()).containsExactly("task WORKING", "artifact two", "status COMPLETED");
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Finished.class);
    }

    @Test
    void halfStream_ofAnAgentThatIsGoneIsBroken() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING"));
            agent.close();
        });

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds()).containsExactly("task WORKING");
        assertThat(heard.outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Broken.class,
                        broken -> assertThat(broken.reason()).contains("broke").contains("refused"));
    }

    @Test
    void halfStream_ofAnAgentThatCannotBeAskedIsBroken() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream()
                        .event(task("t1", "WORKING"))
                        .raw("data: {\"jsonrpc\":")
                        .cut());

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds()).containsExactly("task WORKING");
        assertThat(heard.outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Broken.class,
                        broken -> assertThat(broken.reason())
                                .contains("broke")
                                .endsWith(" and the agent cannot be asked: GetTask answered with error -32601:"
                                        + " no such method"));
    }

    @Test
    @Timeout(20)
    void commentsBehindTheEnd_doNotHoldTheCall() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING")).event(status("t1", "COMPLETED"));
            // until the connection is cut
            while (true) {
                reply.raw(": still here\n\n");
            }
        });

        Heard heard = calls.call(streaming());

        assertThat(heard.kinds()).containsExactly("task WORKING", "status COMPLETED");
        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Finished(TaskState.TASK_STATE_COMPLETED));
        Eventually.await(() -> agent.openConnections() == 0);
    }

    @Test
    void answerUnderAnotherId_isBroken() throws Exception {
        String theirs = "{\"jsonrpc\":\"2.0\",\"id\":\"r999\",\"result\":" + message("for somebody else") + "}";
        agent.on("SendMessage", (request, reply) -> reply.http(200, "application/json", theirs));
        agent.on(
                "SendStreamingMessage",
                (request, reply) ->
                        reply.stream().raw("data: " + theirs + "\n\n").end());

        for (Agent each : List.of(polled(), streaming())) {
            Heard heard = calls.call(each);
            assertThat(heard.events()).isEmpty();
            assertThat(heard.outcome())
                    .isInstanceOfSatisfying(
                            CallOutcome.Broken.class,
                            broken -> assertThat(broken.reason()).contains("$.id: \"r999\" (expected: \"r"));
        }
    }

    @Test
    void cutBeforeTheFirstEvent_isBrokenAndNobodyIsAsked() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.stream().cut());

        Heard heard = calls.call(streaming());

        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Broken.class);
        assertThat(agent.requests()).hasSize(1);
    }

    @Test
    void cutBeforeTheAnswer_isBrokenAndNotSentAgain() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.cut());

        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Broken.class);
        assertThat(agent.requests()).hasSize(1);
    }

    @Test
    void resetOfAKeptConnection_isBrokenAndNotSentAgain() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().event(message("hi")).end());
        calls.call(streaming());
        agent.on("SendStreamingMessage", (request, reply) -> reply.reset());

        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Broken.class);
        assertThat(agent.requests()).hasSize(2);
    }

    @Test
    void followUpWithoutAnEvent_doesNotTakeTheOldStateForItsAnswer() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.stream().end());
        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "INPUT_REQUIRED")));
        SendMessageRequest.Builder followUp = Calls.hello().toBuilder();
        followUp.getMessageBuilder().setTaskId("t1");

        Heard heard = calls.call(streaming(), followUp.build(), null);

        assertThat(heard.events()).isEmpty();
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Broken.class);
    }

    @Test
    void garbage_isBrokenWithAReason() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.http(200, "text/html", "<html>hello</html>"));
        assertThat(calls.call(streaming()).outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Broken.class,
                        broken -> assertThat(broken.reason()).contains("cannot be read"));

        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().raw("data: {\"a\":\n\n").end());
        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Broken.class);

        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().event("{}").end());
        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Broken.class);

        agent.on("SendStreamingMessage", (request, reply) -> reply.http(200, "application/json", ""));
        assertThat(calls.call(streaming()).outcome()).isInstanceOf(CallOutcome.Broken.class);
    }

    @Test
    void oversizedEvent_isBroken() throws Exception {
        String huge = "x".repeat(100_000);
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().raw("data: ");
            for (int i = 0; i < 50; i++) {
                reply.raw(huge);
            }
        });

        assertThat(calls.call(streaming()).outcome())
                .isEqualTo(new CallOutcome.Broken("the agent's answer is larger than 4 MiB"));
    }

    @Test
    void oversizedBody_isBroken() throws Exception {
        agent.on("SendMessage", (request, reply) -> reply.result(message("x".repeat(5 << 20))));

        assertThat(calls.call(polled()).outcome())
                .isEqualTo(new CallOutcome.Broken("the agent's answer is larger than 4 MiB"));
    }

    @Test
    void largeButAllowedAnswers_arrive() throws Exception {
        String text = "y".repeat(3 << 20);
        agent.on("SendMessage", (request, reply) -> reply.result(message(text)));
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream().event(message(text)).end());

        assertThat(calls.call(polled()).kinds()).containsExactly("message " + text);
        assertThat(calls.call(streaming()).kinds()).containsExactly("message " + text);
    }

    @Test
    void silentAgent_isSilentAfterTheIdleTimeout() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> done.await());

        Heard heard = calls.call(streaming(), Calls.hello(), Duration.ofMillis(200));

        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Silent("nothing was heard from agent \"a\" for 200 ms"));
        done.countDown();
    }

    @Test
    void comments_areSignsOfLife() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING"));
            for (int i = 0; i < 8; i++) {
                Thread.sleep(100);
                reply.raw(": still here\n\n");
            }
            reply.event(status("t1", "COMPLETED")).end();
        });

        Heard heard = calls.call(streaming(), Calls.hello(), Duration.ofMillis(500));

        assertThat(heard.kinds()).containsExactly("task WORKING", "status COMPLETED");
    }

    @Test
    void silentStream_ofATaskThatHasEndedMeanwhile_endsWithIt() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING"));
            done.await();
        });
        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "CANCELED")));

        Heard heard = calls.call(streaming(), Calls.hello(), Duration.ofMillis(200));

        assertThat(heard.kinds()).containsExactly("task WORKING", "task CANCELED");
        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Finished(TaskState.TASK_STATE_CANCELED));
        assertThat(agent.requests("GetTask")).hasSize(1);
        done.countDown();
    }

    @Test
    void silentStream_ofATaskThatStillRuns_isSilent() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING"));
            done.await();
        });
        for (String state : List.of("WORKING", "SUBMITTED")) {
            agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", state)));
            assertThat(calls.call(streaming(), Calls.hello(), Duration.ofMillis(200))
                            .outcome())
                    .isInstanceOf(CallOutcome.Silent.class);
        }
        agent.on("GetTask", (request, reply) -> reply.error(-32601, "never heard of it"));
        assertThat(calls.call(streaming(), Calls.hello(), Duration.ofMillis(200))
                        .outcome())
                .isEqualTo(new CallOutcome.Silent("nothing was heard from agent \"a\" for 200 ms"));
        done.countDown();
    }

    @Test
    void followUp_isNotEndedByTheStateItsTaskHadBefore() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> done.await());
        SendMessageRequest.Builder followUp = Calls.hello().toBuilder();
        followUp.getMessageBuilder().setTaskId("t1");

        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "INPUT_REQUIRED")));
        assertThat(calls.call(streaming(), followUp.build(), Duration.ofMillis(200))
                        .outcome())
                .isInstanceOf(CallOutcome.Silent.class);

        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "COMPLETED")));
        assertThat(calls.call(streaming(), followUp.build(), Duration.ofMillis(200))
                        .kinds())
                .containsExactly("task COMPLETED");
        done.countDown();
    }

    @Test
    void commentsAlone_doNotHideThatTheTaskHasEnded() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "WORKING"));
            while (!done.await(50, TimeUnit.MILLISECONDS)) {
                reply.raw(": ping\n\n");
            }
        });
        agent.on(
                "GetTask",
                (request, reply) -> reply.result(bareTask("t1", asked.incrementAndGet() < 3 ? "WORKING" : "CANCELED")));

        Heard heard = calls.call(streaming(), Calls.hello(), Duration.ofMillis(400));

        assertThat(heard.kinds()).containsExactly("task WORKING", "task CANCELED");
        assertThat(asked).hasValue(3);
        done.countDown();
    }

    @Test
    void commentsWhileAuthorizationIsAwaited_keepTheStreamUntilTheTaskHasEnded() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(task("t1", "AUTH_REQUIRED"));
            while (!done.await(50, TimeUnit.MILLISECONDS)) {
                reply.raw(": ping\n\n");
            }
        });
        agent.on(
                "GetTask",
                (request, reply) ->
                        reply.result(bareTask("t1", asked.incrementAndGet() < 3 ? "AUTH_REQUIRED" : "REJECTED")));

        Heard heard = calls.call(streaming(), Calls.hello(), Duration.ofMillis(400));

        assertThat(heard.kinds()).containsExactly("task AUTH_REQUIRED", "task REJECTED");
        done.countDown();
    }

    @Test
    void refusedConnection_provesNotStarted() throws Exception {
        int freePort;
        try (ServerSocket probe = new ServerSocket(0)) {
            freePort = probe.getLocalPort();
        }

        Heard heard = calls.call(ScriptedAgent.registered("a", true, "http://127.0.0.1:" + freePort + "/"));

        assertThat(heard.outcome())
                .isEqualTo(new CallOutcome.NotStarted("connection to 127.0.0.1:" + freePort + " refused"));
    }

    @Test
    void unknownHost_provesNotStarted() throws Exception {
        Heard heard = calls.call(ScriptedAgent.registered("a", true, "http://no-such-host.invalid/"));

        assertThat(heard.outcome()).isInstanceOf(CallOutcome.NotStarted.class);
    }

    @Test
    void agentError_isARefusalWithItsCode() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.error(-32602, "no such skill"));

        assertThat(calls.call(streaming()).outcome())
                .isEqualTo(new CallOutcome.Refused(-32602, "the agent answered with error -32602: no such skill"));
    }

    @Test
    void httpStatuses_areRefusalsOrBroken() throws Exception {
        assertThat(outcomeOf(404)).isEqualTo(new CallOutcome.Refused(0, "the agent answered with HTTP 404"));
        assertThat(outcomeOf(503)).isInstanceOf(CallOutcome.Refused.class);
        assertThat(outcomeOf(500)).isEqualTo(new CallOutcome.Broken("the agent answered with HTTP 500"));
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.http(302, "text/plain", "", "Location: http://elsewhere.example/"));
        assertThat(calls.call(streaming()).outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("302").contains("elsewhere"));
    }

    private CallOutcome outcomeOf(int status) throws Exception {
        for (String method : List.of("SendStreamingMessage", "SendMessage")) {
            agent.on(method, (request, reply) -> reply.http(status, "text/plain", "sorry"));
        }
        return calls.call(streaming()).outcome();
    }

    @Test
    void declaredStatus_provesNotStarted() throws Exception {
        agent.on("SendStreamingMessage", (request, reply) -> reply.http(503, "text/plain", "busy"));
        Agent.Builder declaring = streaming().toBuilder();
        declaring
                .getCardBuilder()
                .getCapabilitiesBuilder()
                .addExtensionsBuilder()
                .setUri("https://parley.dev/ext/agent/v1")
                .getParamsBuilder()
                .putFields(
                        Declared.NOT_STARTED_STATUSES,
                        Value.newBuilder()
                                .setListValue(com.google.protobuf.ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setNumberValue(503)))
                                .build());

        assertThat(calls.call(declaring.build()).outcome()).isInstanceOf(CallOutcome.NotStarted.class);
    }

    @Test
    void nonStreamingAgent_isPolledUntilItsTurnIsOver() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        agent.on("SendMessage", (request, reply) -> reply.result(task("t1", "SUBMITTED")));
        agent.on(
                "GetTask",
                (request, reply) -> reply.result(bareTask(
                        "t1",
                        switch (looks.incrementAndGet()) {
                            case 1 -> "SUBMITTED";
                            case 2, 3 -> "WORKING";
                            default -> "COMPLETED";
                        })));

        Heard heard = calls.call(polled());

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "task WORKING", "task COMPLETED");
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Finished.class);
        assertThat(agent.requests("SendMessage").getFirst().body()).contains("\"returnImmediately\":true");
    }

    @Test
    void nonStreamingAgent_mayAnswerWithAMessage() throws Exception {
        agent.on("SendMessage", (request, reply) -> reply.result(message("hi")));

        assertThat(calls.call(polled()).kinds()).containsExactly("message hi");
    }

    @Test
    void resume_isASnapshotThenLiveEvents() throws Exception {
        agent.on(
                "SubscribeToTask",
                (request, reply) -> reply.stream()
                        .event(task("t1", "WORKING"))
                        .event(status("t1", "COMPLETED"))
                        .end());

        Heard heard = calls.resume(streaming(), "t1");

        assertThat(heard.kinds()).containsExactly("task WORKING", "status COMPLETED");
        assertThat(heard.outcome()).isInstanceOf(CallOutcome.Finished.class);
    }

    @Test
    void resume_ofAnEndedTaskAsksForIt() throws Exception {
        agent.on("SubscribeToTask", (request, reply) -> reply.error(-32004, "it has ended"));
        agent.on("GetTask", (request, reply) -> reply.result(bareTask("t1", "COMPLETED")));

        assertThat(calls.resume(streaming(), "t1").kinds()).containsExactly("task COMPLETED");
        assertThat(calls.resume(polled(), "t1").kinds()).containsExactly("task COMPLETED");
    }

    @Test
    void resume_ofAnUnknownTaskIsRefused() throws Exception {
        agent.on("SubscribeToTask", (request, reply) -> reply.error(-32001, "never heard of it"));

        assertThat(calls.resume(streaming(), "t1").outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(-32001));
    }

    @Test
    void hopLimit_refusesTheNinthHop() throws Exception {
        SendMessageRequest.Builder request = Calls.hello().toBuilder();
        request.getMetadataBuilder()
                .putFields(HopCount.MEMBER, Value.newBuilder().setNumberValue(8).build());

        Heard heard = calls.call(streaming(), request.build(), null);

        assertThat(heard.outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("hop limit 8"));
        assertThat(agent.requests()).isEmpty();
    }

    @Test
    void breaker_opensAfterFiveFailuresAndSaysUntilWhen() throws Exception {
        agent.close();
        for (int i = 0; i < 5; i++) {
            calls.call(streaming());
        }

        assertThat(calls.call(streaming()).outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.NotStarted.class,
                        denied -> assertThat(denied.reason())
                                .startsWith("circuit breaker of agent \"a\" is open until "));
    }

    @Test
    void agentThatSpeaksNothingKnown_isNotStarted() throws Exception {
        Agent.Builder old = streaming().toBuilder();
        old.getCardBuilder().getSupportedInterfacesBuilder(0).setProtocolVersion("0.1");

        assertThat(calls.call(old.build()).outcome())
                .isEqualTo(
                        new CallOutcome.NotStarted(
                                "agent \"a\" offers JSONRPC 0.1 (expected: one of JSONRPC 1.0, JSONRPC 0.3, HTTP+JSON 1.0, HTTP+JSON 0.3, GRPC 1.0, GRPC 0.3)"));
    }
}
