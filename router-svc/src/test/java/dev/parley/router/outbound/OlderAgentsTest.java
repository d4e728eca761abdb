package dev.parley.router.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.router.agent.ScriptedAgent;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents of A2A 0.3 and 0.2, called over JSON-RPC in their own words. */
@Timeout(30)
class OlderAgentsTest {
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

    private static String task(String state) {
        return "{\"kind\":\"task\",\"id\":\"t\",\"contextId\":\"c\",\"status\":{\"state\":\"" + state + "\"}}";
    }

    private static String status(String state, boolean last) {
        return "{\"kind\":\"status-update\",\"taskId\":\"t\",\"contextId\":\"c\",\"status\":{\"state\":\"" + state
                + "\"},\"final\":" + last + "}";
    }

    @Test
    void stream_isHeardInOneZero() throws Exception {
        agent.on(
                "message/stream",
                (request, reply) -> reply.stream()
                        .event(task("submitted"))
                        .event(status("working", false))
                        .event("{\"kind\":\"artifact-update\",\"taskId\":\"t\",\"contextId\":\"c\",\"artifact\":"
                                + "{\"artifactId\":\"a\",\"parts\":[{\"kind\":\"text\",\"text\":\"sun\"}]}}")
                        .event(status("completed", true))
                        .end());

        Calls.Heard heard = calls.call(agent.registeredAsV03("old", true));

        assertThat(heard.kinds())
                .containsExactly("task SUBMITTED", "status WORKING", "artifact sun", "status COMPLETED");
        assertThat(heard.outcome()).isEqualTo(new CallOutcome.Finished(TaskState.TASK_STATE_COMPLETED));
        ScriptedAgent.Request request = agent.requests().getFirst();
        assertThat(request.headers()).doesNotContainKey("a2a-version");
        assertThat(request.body())
                .contains("\"message\":{\"kind\":\"message\",\"messageId\":\"m-1\",\"role\":\"user\"")
                .contains("{\"kind\":\"text\",\"text\":\"hello\"}")
                .doesNotContain("tenant");
    }

    @Test
    void agentWithoutStreams_isAskedUntilItIsDone() throws Exception {
        agent.on("message/send", (request, reply) -> reply.result(task("working")));
        agent.on(
                "tasks/get",
                (request, reply) ->
                        reply.result(task(agent.requests("tasks/get").size() < 3 ? "working" : "completed")));

        Calls.Heard heard = calls.call(agent.registeredAsV03("old", false));

        assertThat(heard.kinds()).containsExactly("task WORKING", "task COMPLETED");
        assertThat(agent.requests("message/send").getFirst().body()).contains("\"configuration\":{\"blocking\":false}");
    }

    @Test
    void streamThatLosesItsLastEvent_isFollowedByTheTask() throws Exception {
        agent.on(
                "message/stream",
                (request, reply) -> reply.stream().event(task("working")).end());
        agent.on("tasks/get", (request, reply) -> reply.result(task("completed")));

        assertThat(calls.call(agent.registeredAsV03("old", true)).kinds())
                .containsExactly("task WORKING", "task COMPLETED");
    }

    @Test
    void cancelAndGet_useTheOldNames() throws Exception {
        agent.on("tasks/cancel", (request, reply) -> reply.result(task("canceled")));
        agent.on("tasks/get", (request, reply) -> reply.result(task("input-required")));

        Task canceled = calls.caller.cancelTask(agent.registeredAsV03("old", true), "t", WHY, Optional.empty());
        Task read = calls.caller.getTask(agent.registeredAsV03("old", true), "t", Optional.empty());

        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(agent.requests("tasks/cancel").getFirst().body()).contains("\"metadata\":{\"why\":\"too dear\"}");
        assertThat(read.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
    }

    @Test
    void garbage_isSaidToBeSo() throws Exception {
        agent.on("message/stream", (request, reply) -> reply.result("{\"kind\":\"poem\"}"));

        assertThat(calls.call(agent.registeredAsV03("old", true)).outcome())
                .isInstanceOfSatisfying(
                        CallOutcome.Broken.class,
                        broken -> assertThat(broken.reason()).contains("$.result.kind: \"poem\""));
    }
}
