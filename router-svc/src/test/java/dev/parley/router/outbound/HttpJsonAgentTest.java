package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.artifact;
import static dev.parley.router.agent.Json.bareTask;
import static dev.parley.router.agent.Json.message;
import static dev.parley.router.agent.Json.status;
import static dev.parley.router.agent.Json.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.outbound.Calls.Heard;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents of A2A 1.0 over HTTP+JSON. */
@Timeout(30)
class HttpJsonAgentTest {
    private static final Struct WHY = Struct.newBuilder()
            .putFields("why", Value.newBuilder().setStringValue("too dear").build())
            .build();
    private ScriptedAgent agent;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        agent = new ScriptedAgent();
        calls = new Calls();
    }

    @AfterEach
    void stop() {
        calls.close();
        agent.close();
    }

    private Agent registered(boolean streaming) {
        return ScriptedAgent.offering("a", streaming, ScriptedAgent.at("HTTP+JSON", "1.0", agent.url() + "base/"));
    }

    @Test
    void stream_passesEveryEventInOrder() throws Exception {
        agent.on(
                "POST /base/message:stream",
                (request, reply) -> reply.stream()
                        .bareEvent(task("t1", "SUBMITTED"))
                        .raw(": comment\n\n")
                        .bareEvent(artifact("t1", "one").replace(",", ",\ndata: "))
                        .bareEvent(status("t1", "COMPLETED"))
                        .end());

        Heard heard = calls.call(registered(true));

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "artifact one", "status COMPLETED");
        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Finished(TaskState.TASK_STATE_COMPLETED));
        ScriptedAgent.Request request = agent.requests().getFirst();
        assertThat(request.headers())
                .containsEntry("a2a-version", "1.0")
                .containsEntry("accept", "text/event-stream")
                .containsEntry("content-type", "application/json");
        assertThat(request.body())
                .startsWith("{\"message\":{\"messageId\":\"m-1\"")
                .doesNotContain("jsonrpc");
    }

    @Test
    void tenantOfTheInterface_isInPathAndBody() throws Exception {
        agent.on("POST /base/label%20x/message:send", (request, reply) -> reply.json(message("hi")));
        Agent labelled = ScriptedAgent.offering(
                "a",
                false,
                ScriptedAgent.at("http+json", "1.0", agent.url() + "base").toBuilder()
                        .setTenant("label x")
                        .build());

        assertThat(calls.call(labelled).kinds()).containsExactly("message hi");
        assertThat(agent.requests().getFirst().body()).contains("\"tenant\":\"label x\"");
    }

    @Test
    void agentThatOnlyBlocks_isAskedUntilItsTurnIsOver() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        agent.on("POST /base/message:send", (request, reply) -> reply.json(task("t/1", "SUBMITTED")));
        agent.on(
                "GET /base/tasks/t%2F1",
                (request, reply) -> reply.json(bareTask("t/1", looks.incrementAndGet() < 3 ? "WORKING" : "COMPLETED")));

        Heard heard = calls.call(registered(false));

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "task WORKING", "task COMPLETED");
        assertThat(agent.requests().getFirst().body()).contains("\"returnImmediately\":true");
        assertThat(agent.requests().getLast().headers()).doesNotContainKey("content-type");
    }

    @Test
    void streamThatLosesItsLastEvent_isFollowedByTheTask() throws Exception {
        agent.on(
                "POST /base/message:stream",
                (request, reply) ->
                        reply.stream().bareEvent(task("t1", "WORKING")).end());
        agent.on("GET /base/tasks/t1", (request, reply) -> reply.json(bareTask("t1", "COMPLETED")));

        assertThat(calls.call(registered(true)).kinds()).containsExactly("task WORKING", "task COMPLETED");
    }

    @Test
    void cutStream_isRejoinedWithTheVerbThatTheAgentKnows() throws Exception {
        agent.on(
                "POST /base/message:stream",
                (request, reply) ->
                        reply.stream().bareEvent(task("t1", "WORKING")).cut());
        agent.on("GET /base/tasks/t1", (request, reply) -> reply.json(bareTask("t1", "WORKING")));
        agent.on(
                "POST /base/tasks/t1:subscribe",
                (request, reply) -> reply.stream()
                        .bareEvent(task("t1", "WORKING"))
                        .bareEvent(status("t1", "COMPLETED"))
                        .end());

        assertThat(calls.call(registered(true)).kinds()).containsExactly("task WORKING", "status COMPLETED");
        assertThat(agent.requests("GET /base/tasks/t1:subscribe")).hasSize(1);
    }

    @Test
    void resume_subscribesWithGetFirst() throws Exception {
        agent.on(
                "GET /base/tasks/t1:subscribe",
                (request, reply) ->
                        reply.stream().bareEvent(task("t1", "COMPLETED")).end());

        assertThat(calls.resume(registered(true), "t1").kinds()).containsExactly("task COMPLETED");
        assertThat(agent.requests()).hasSize(1);
    }

    @Test
    void resumeOfAnEndedTask_asksForIt() throws Exception {
        agent.on(
                "GET /base/tasks/t1:subscribe",
                (request, reply) -> reply.http(
                        400,
                        "application/json",
                        "{\"error\":{\"code\":400,\"status\":\"FAILED_PRECONDITION\",\"message\":\"it has ended\"}}"));
        agent.on("GET /base/tasks/t1", (request, reply) -> reply.json(bareTask("t1", "FAILED")));

        assertThat(calls.resume(registered(true), "t1").kinds()).containsExactly("task FAILED");
    }

    @Test
    void agentError_isARefusalWithItsCode() throws Exception {
        String details = ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"%s\"}]";
        agent.on(
                "POST /base/message:stream",
                (request, reply) -> reply.http(
                        415,
                        "application/a2a+json",
                        "{\"error\":{\"code\":415,\"message\":\"no images\""
                                + details.formatted("CONTENT_TYPE_NOT_SUPPORTED") + "}}"));
        assertThat(calls.call(registered(true)).outcome())
                .isEqualTo(new CallOutcome.Refused(-32005, "the agent answered with error -32005: no images"));

        agent.on(
                "POST /base/message:stream",
                (request, reply) -> reply.stream()
                        .bareEvent("{\"error\":{\"code\":500,\"message\":\"sorry\""
                                + details.formatted("INTERNAL_ERROR") + "}}")
                        .end());
        assertThat(calls.call(registered(true)).outcome())
                .isEqualTo(new CallOutcome.Refused(-32603, "the agent answered with error -32603: sorry"));
    }

    @Test
    void statusesWithoutAnError_areRefusalsOrBroken() throws Exception {
        assertThat(outcomeOf(404)).isEqualTo(new CallOutcome.Refused(0, "the agent answered with HTTP 404"));
        assertThat(outcomeOf(401)).isEqualTo(new CallOutcome.Refused(0, "the agent answered with HTTP 401"));
        assertThat(outcomeOf(500)).isEqualTo(new CallOutcome.Broken("the agent answered with HTTP 500"));
    }

    private CallOutcome outcomeOf(int status) throws Exception {
        agent.on("POST /base/message:stream", (request, reply) -> reply.http(status, "text/plain", "sorry"));
        return calls.call(registered(true)).outcome();
    }

    @Test
    void garbage_isBrokenWithAReason() throws Exception {
        agent.on("POST /base/message:stream", (request, reply) -> reply.json("{\"task\": 5}"));
        assertThat(calls.call(registered(true)).outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Broken.class,
                        broken -> assertThat(broken.reason())
                                .contains("cannot be read")
                                .contains("$.task: 5"));

        agent.on("POST /base/message:stream", (request, reply) -> reply.json("{}"));
        assertThat(calls.call(registered(true)).outcome()).isInstanceOf(CallOutcome.Broken.class);
    }

    @Test
    void cancelGetAndCard_haveTheirPaths() throws Exception {
        agent.on(
                "POST /base/tasks/t1:cancel",
                (request, reply) -> reply.http(
                        400,
                        "application/json",
                        "{\"error\":{\"code\":400,\"status\":\"FAILED_PRECONDITION\",\"message\":\"too late\"}}"));
        agent.on("GET /base/tasks/t1", (request, reply) -> reply.json(bareTask("t1", "INPUT_REQUIRED")));
        agent.on("GET /base/extendedAgentCard", (request, reply) -> reply.json("{\"name\":\"More\"}"));

        assertThatThrownBy(() -> calls.caller.cancelTask(registered(true), "t1", WHY, Optional.empty()))
                .isInstanceOfSatisfying(
                        CallFailed.class,
                        failed -> assertThat(failed.outcome())
                                .isEqualTo(new CallOutcome.Refused(
                                        -32002, "the agent answered with error -32002: too late")));
        assertThat(agent.requests("POST /base/tasks/t1:cancel").getFirst().body())
                .contains("\"metadata\":{\"why\":\"too dear\"}");
        assertThat(calls.caller
                        .getTask(registered(true), "t1", Optional.empty())
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        AgentCard card = calls.caller.getExtendedCard(registered(true), Optional.empty());
        assertThat(card.getName()).isEqualTo("More");
    }
}
