package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RestTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private static String card(String name) {
        return ProtoJson.toString(SmallRegistry.card(name));
    }

    @Test
    void deliveries_areShownWithoutSecrets() throws Exception {
        edge.rpc(
                "/",
                "CreateTaskPushNotificationConfig",
                "{\"taskId\":\"t\",\"id\":\"c\",\"url\":\"http://x/\",\"token\":\"secret\"}");

        assertThat(edge.get("/api/v1/tasks/t/deliveries").body())
                .isEqualTo("{\"deliveries\":[{\"configId\":\"c\",\"url\":\"http://x/\",\"state\":\"OPEN\"}]}");
    }

    @Test
    void history_isReadAPageAtATime() throws Exception {
        assertThat(edge.get("/api/v1/tasks/t/history?page_size=2&pageToken=5").body())
                .isEqualTo("{\"entries\":[{\"sequence\":\"6\",\"other\":\"t 2\"}],\"nextPageToken\":\"6\"}");
        assertThat(edge.get("/api/v1/tasks/t/history?pageSize=501").statusCode())
                .isEqualTo(422);
    }

    @Test
    void register_acceptsAUrlACardAndABareCard() throws Exception {
        HttpResponse<String> byUrl =
                edge.post("/api/v1/agents/register", "{\"url\":\"http://127.0.0.1:9/\",\"agent_id\":\"by-url\"}");
        String spaced = "{ \"name\" : \"raw\",  \"description\":\"d\"}";
        HttpResponse<String> byCard = edge.post(
                "/api/v1/agents/register",
                "{\"id\":\"by-card\",\"card\": " + spaced + " ,\"routing\":{\"cost_per_request\":0.5}}");
        HttpResponse<String> bare = edge.post("/api/v1/agents/register?id=bare", card("Bare"));

        assertThat(byUrl.statusCode()).isEqualTo(201);
        assertThat(byUrl.headers().firstValue("location")).hasValue(edge.base() + "/api/v1/agents/by-url");
        assertThat(byUrl.body()).contains("\"agent_id\":\"by-url\"").contains("\"created\":true");
        assertThat(byCard.statusCode()).isEqualTo(201);
        assertThat(edge.registry.registrations.get(1).getCard().toStringUtf8())
                .as("the card goes on byte for byte")
                .isEqualTo(spaced);
        assertThat(edge.registry.registrations.get(1).getRouting().getCostPerRequest())
                .isEqualTo(0.5);
        assertThat(bare.statusCode()).isEqualTo(201);
        assertThat(edge.registry.registrations.get(2).getId()).isEqualTo("bare");
    }

    @Test
    void register_answers200ForTheSameAgain409ForAnother() throws Exception {
        edge.post("/api/v1/agents/register?id=one", card("One"));

        assertThat(edge.post("/api/v1/agents/register?id=one", card("One")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> other = edge.post("/api/v1/agents/register?id=one", card("Other"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("AGENT_EXISTS");
    }

    @Test
    void register_listsEveryViolation() throws Exception {
        HttpResponse<String> badCard = edge.post("/api/v1/agents/register", "{\"card\":{\"description\":\"x\"}}");
        assertThat(badCard.statusCode()).isEqualTo(422);
        assertThat(badCard.body())
                .contains("$.card.name")
                .contains("$.card.version")
                .contains("AGENT_CARD_INVALID");
        HttpResponse<String> bareCard = edge.post("/api/v1/agents/register", "{\"name\":\" \"}");
        assertThat(bareCard.body()).contains("\"$.name\"").doesNotContain("$.card");

        HttpResponse<String> badBody = edge.post(
                "/api/v1/agents/register", "{\"url\":7,\"replace\":\"yes\",\"routing\":{\"cost\":1},\"extra\":1}");
        assertThat(badBody.statusCode()).isEqualTo(422);
        assertThat(badBody.body()).contains("$.url", "$.replace", "$.routing.cost", "$.extra");
    }

    @Test
    void register_saysThatTheUrlDoesNotAnswer() throws Exception {
        assertThat(edge.post("/api/v1/agents/register", "{\"url\":\"http://down/\"}")
                        .statusCode())
                .isEqualTo(502);
    }

    @Test
    void agents_areShownWithWhatGoesOn() throws Exception {
        String activity = "\"connection_count\":2,\"message_rate\":0.5";
        assertThat(edge.get("/api/v1/agents").body()).contains(activity);
        assertThat(edge.get("/api/v1/agents/echo").body()).contains(activity);
    }

    @Test
    void agents_areShownWithoutItWhileTheRouterIsAway() throws Exception {
        try (EdgeFixture lonely = new EdgeFixture(Map.of("parley.services.router", "in-process:nobody-here"))) {
            HttpResponse<String> one = lonely.get("/api/v1/agents/echo");
            assertThat(one.statusCode()).isEqualTo(200);
            assertThat(one.body()).contains("\"agent_id\":\"echo\"").doesNotContain("connection_count");
        }
    }

    @Test
    void agents_areListedReadUpdatedAndDeleted() throws Exception {
        HttpResponse<String> list = edge.get("/api/v1/agents?page_size=10&status=active");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("\"agent_id\":\"echo\"").contains("\"total_size\":1");

        HttpResponse<String> one = edge.get("/api/v1/agents/echo");
        assertThat(one.body()).contains("\"status\":\"active\"", "\"health_score\":1.0", "\"card\":{\"name\":\"Echo\"");

        assertThat(edge.call("PUT", "/api/v1/agents/echo", card("Echo 2")).body())
                .contains("Echo 2");
        assertThat(edge.call("PUT", "/api/v1/agents/echo/maintenance", "").body())
                .contains("\"status\":\"maintenance\"");
        assertThat(edge.call("DELETE", "/api/v1/agents/echo/maintenance", "").body())
                .contains("\"status\":\"active\"");

        assertThat(edge.call("DELETE", "/api/v1/agents/echo", "").statusCode()).isEqualTo(204);
        assertThat(edge.get("/api/v1/agents/echo").statusCode()).isEqualTo(404);
        assertThat(edge.get("/api/v1/agents?status=sleeping").statusCode()).isEqualTo(422);
    }

    @Test
    void find_takesWordsByGetAndAllByPost() throws Exception {
        HttpResponse<String> byWords = edge.get("/api/v1/agents/find?q=say%20it&tag=a,b");
        assertThat(byWords.statusCode()).isEqualTo(200);
        assertThat(byWords.body()).contains("\"similarity\":0.9", "\"agent_id\":\"echo\"", "\"engine\":\"exact-scan\"");
        assertThat(edge.registry.searches.getFirst().getTagsList()).containsExactly("a", "b");

        assertThat(edge.post("/api/v1/agents/find", "{\"need\":\"x\",\"input_modes\":[\"text/plain\"],\"limit\":3}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(edge.registry.searches.getLast().getLimit()).isEqualTo(3);
        assertThat(edge.post("/api/v1/agents/find", "{}").statusCode()).isEqualTo(422);
        assertThat(edge.post("/api/v1/agents/find", "{\"need\":\"x\",\"limit\":0}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void createTask_answersWithItsIdBeforeItIsDone() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setTask(working(call))
                .build();
        HttpResponse<String> response = edge.post(
                "/api/v1/tasks", "{\"target_agent\":\"echo\",\"input\":{\"a\":[1,2]},\"metadata\":{\"k\":\"v\"}}");

        assertThat(response.statusCode()).isEqualTo(202);
        SendMessageCall sent = edge.tasks.sent.getFirst();
        assertThat(response.headers().firstValue("location"))
                .hasValue(edge.base() + "/api/v1/tasks/" + sent.getTaskId());
        assertThat(response.body()).contains("\"task_id\":\"" + sent.getTaskId() + "\"", "\"status\":\"working\"");
        assertThat(sent.getAgentId()).isEqualTo("echo");
        assertThat(sent.getRequest().getConfiguration().getReturnImmediately()).isTrue();
        assertThat(sent.getRequest().getMessage().getParts(0).hasData()).isTrue();
        assertThat(sent.getRequest().getMessage().getMetadata().getFieldsMap()).containsKey("k");
    }

    private static Task working(SendMessageCall call) {
        return Task.newBuilder()
                .setId(call.getTaskId())
                .setContextId("c")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING))
                .build();
    }

    @Test
    void createTask_doesNotWaitForAnAgentThatOnlyAnswersAtTheEnd() throws Exception {
        edge.tasks.onSend = call -> {
            edge.tasks.tasks.put(call.getTaskId(), working(call));
            throw new A2aException(A2aErrorCode.DEADLINE_EXCEEDED, "The deadline of the call passed");
        };

        HttpResponse<String> response = edge.post("/api/v1/tasks", "{\"input\":\"do it\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).contains(edge.tasks.sent.getFirst().getTaskId());
    }

    @Test
    void createTask_passesANeedOn() throws Exception {
        assertThat(edge.post("/api/v1/tasks", "{\"input\":{\"x\":1},\"need\":\"someone who says it\"}")
                        .statusCode())
                .isEqualTo(201);

        assertThat(edge.tasks.sent.getFirst().getNeed().getText()).isEqualTo("someone who says it");
        assertThat(edge.tasks
                        .sent
                        .getFirst()
                        .getRequest()
                        .getMessage()
                        .getMetadata()
                        .getFieldsMap())
                .containsKey(Extensions.ROUTE);
    }

    @Test
    void createTask_refusesWhatItCannotMean() throws Exception {
        assertThat(edge.post("/api/v1/tasks", "{\"target_agent\":\"nobody\",\"input\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> schema = edge.post("/api/v1/tasks", "{\"target_agent\":5,\"priority\":1}");
        assertThat(schema.statusCode()).isEqualTo(422);
        assertThat(schema.body())
                .contains("$.targetAgent", "$.input", "$.priority")
                .contains("missing (expected: a text, or any JSON for a data part)", "5 (expected: a text that is not");
        HttpResponse<String> undocumented = edge.post("/api/v1/tasks", "{\"agent_id\":\"echo\",\"input\":\"x\"}");
        assertThat(undocumented.statusCode()).isEqualTo(422);
        assertThat(undocumented.body()).contains("$.agent_id: unknown member (expected: ", "targetAgent");
        assertThat(edge.post("/api/v1/tasks", "{\"input\":").statusCode()).isEqualTo(400);
        assertThat(edge.post("/api/v1/tasks", "{\"input\":{}}").statusCode()).isEqualTo(422);
        assertThat(edge.send(edge.request("/api/v1/tasks")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void createTask_passesOverloadOnWithAdvice() throws Exception {
        edge.tasks.onSend = call -> {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "full", Duration.ofMillis(1500));
        };
        HttpResponse<String> overloaded = edge.post("/api/v1/tasks", "{\"input\":\"x\"}");
        assertThat(overloaded.statusCode()).isEqualTo(503);
        assertThat(overloaded.headers().firstValue("retry-after")).hasValue("2");

        edge.tasks.onSend = call -> {
            throw new A2aException(A2aErrorCode.RATE_LIMITED, "slower");
        };
        assertThat(edge.post("/api/v1/tasks", "{\"input\":\"x\"}").statusCode()).isEqualTo(429);
    }

    @Test
    void tasks_areListedReadAndCancelled() throws Exception {
        edge.post("/api/v1/tasks", "{\"target_agent\":\"echo\",\"input\":\"x\"}");
        String id = edge.tasks.sent.getFirst().getTaskId();

        assertThat(edge.get("/api/v1/tasks?agent=echo&status=input-required&page_size=5&include_artifacts=true")
                        .body())
                .contains(id, "\"totalSize\":1", "\"nextPageToken\":\"\"");
        assertThat(edge.tasks.listed.getFirst().getRequest().getStatus())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(edge.tasks.listed.getFirst().getAgentId()).isEqualTo("echo");
        assertThat(edge.get("/api/v1/tasks?page_size=101").statusCode()).isEqualTo(422);
        assertThat(edge.get("/api/v1/tasks/" + id + "?history_length=1").body()).contains(id);
        assertThat(edge.get("/api/v1/tasks/unknown").statusCode()).isEqualTo(404);
        HttpResponse<String> cancel = edge.call("POST", "/api/v1/tasks/" + id + "/cancel", "");
        assertThat(cancel.statusCode()).isEqualTo(400);
        assertThat(cancel.body()).contains("TASK_NOT_CANCELABLE");
    }

    @Test
    void taskStream_sendsNumberedEventsAndRefusesProperly() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            switch (call.getRequest().getId()) {
                case "old" -> throw new A2aException(A2aErrorCode.TASK_EXPIRED, "gone");
                case "t1" -> {
                    out.send(ScriptedTasks.event("t1", 4, "four"));
                    out.send(ScriptedTasks.event("t1", 5, "five"));
                }
                default -> throw ScriptedTasks.unknown(call.getRequest().getId());
            }
        };

        HttpResponse<String> stream = edge.get("/api/v1/tasks/t1/stream", "Last-Event-ID", "3");
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(stream.body()).startsWith("id: 4\ndata: {\"statusUpdate\":").contains("\n\nid: 5\ndata: {");
        assertThat(edge.tasks.subscribed.getFirst().getAfterSequence()).isEqualTo(3);
        assertThat(edge.get("/api/v1/tasks/nope/stream").statusCode()).isEqualTo(404);
        assertThat(edge.get("/api/v1/tasks/old/stream").statusCode()).isEqualTo(410);
        assertThat(edge.get("/api/v1/tasks/t1/stream", "Last-Event-ID", "x").statusCode())
                .isEqualTo(422);
    }

    @Test
    void invoke_isASkillWithParameters() throws Exception {
        HttpResponse<String> response =
                edge.post("/api/v1/agents/echo/invoke", "{\"method\":\"say\",\"parameters\":{\"n\":[1,\"a\"]}}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"result\":{\"n\":[1,\"a\"]},\"metadata\":{\"method\":\"say\",")
                .contains("\"status\":\"completed\"");
        assertThat(edge.post("/api/v1/agents/nobody/invoke", "{\"method\":\"say\"}")
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> noSkill = edge.post("/api/v1/agents/echo/invoke", "{\"method\":\"sing\"}");
        assertThat(noSkill.statusCode()).isEqualTo(404);
        assertThat(noSkill.body()).contains("sing", "expected: say", "METHOD_NOT_FOUND");
        assertThat(edge.post("/api/v1/agents/echo/invoke", "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void invoke_tellsFailureFromTimeout() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setTask(working(call).toBuilder()
                        .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_FAILED)))
                .build();
        HttpResponse<String> failed = edge.post("/api/v1/agents/echo/invoke", "{\"method\":\"say\"}");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("Agent execution failed");

        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setTask(working(call))
                .build();
        HttpResponse<String> late = edge.post("/api/v1/agents/echo/invoke", "{\"method\":\"say\",\"timeout_ms\":50}");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains(edge.tasks.sent.getLast().getTaskId());
    }
}
