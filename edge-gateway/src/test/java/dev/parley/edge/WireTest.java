package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.router.v1.WireRecord;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What went over the wire for a task, for who wants to see it. */
final class WireTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(Map.of("parley.edge.wire.enabled", true));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private record Seen(String direction, String head, String body) {}

    private List<Seen> wire(String task) {
        try {
            HttpResponse<String> response = edge.get("/api/v1/tasks/" + task + "/wire");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return ProtoJson.read(response.body().getBytes(StandardCharsets.UTF_8), Struct.getDefaultInstance())
                    .getFieldsOrThrow("records")
                    .getListValue()
                    .getValuesList()
                    .stream()
                    .map(each -> each.getStructValue().getFieldsMap())
                    .map(each -> new Seen(
                            each.get("direction").getStringValue(),
                            each.get("head").getStringValue(),
                            each.get("body").getStringValue()))
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String taskOf(HttpResponse<String> sent) {
        return sent.headers().firstValue("x-task-id").orElseThrow();
    }

    @Test
    void exchangeOverHttp_isKeptWordForWordButForSecrets() throws Exception {
        String params =
                EdgeFixture.text("hello").replace("\"message\"", "\"metadata\":{\"token\":\"s3cret\"},\"message\"");
        HttpResponse<String> sent = edge.rpc(
                "/agents/echo/", "SendMessage", params, "Authorization", "Bearer s3cret", "x-parley-exchange", "1");
        String task = taskOf(sent);
        Await.until("the answer is kept", () -> wire(task).size() == 2);

        List<Seen> records = wire(task);
        assertThat(records).extracting(Seen::direction).containsExactly("caller > mesh", "mesh > caller");
        assertThat(records.getFirst().head())
                .startsWith("POST /agents/echo/\n")
                .containsIgnoringCase("authorization: [redacted]")
                .containsIgnoringCase("a2a-version: 1.0");
        assertThat(records.getFirst().body())
                .contains("hello", "\"method\":\"SendMessage\"", "\"token\":\"[redacted]\"");
        assertThat(records.getLast().head()).startsWith("200 Ok\n");
        assertThat(records.getLast().body()).isEqualTo(sent.body());
        assertThat(records.toString()).doesNotContain("s3cret");
    }

    @Test
    void eventsOfAStream_areKeptOneByOne() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            edge.tasks.echo(call);
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            out.send(ScriptedTasks.event(call.getTaskId(), 2, "two"));
            out.complete();
        };
        edge.rpc("/agents/echo/", "SendStreamingMessage", EdgeFixture.text("hello"));
        String task = edge.tasks.sent.getFirst().getTaskId();

        Await.until("both events are kept", () -> wire(task).toString().contains("two"));

        List<Seen> records = wire(task);
        assertThat(records.get(1).head()).contains("text/event-stream");
        assertThat(records)
                .filteredOn(each -> each.body().contains("\"one\""))
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.body()).doesNotContain("\"two\""));
    }

    @Test
    void framesOfAWebSocket_areKeptOneByOne() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            edge.tasks.echo(call);
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            out.complete();
        };
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            caller.call("1", "SendMessage", EdgeFixture.text("first")).next();
            caller.call("2", "SendStreamingMessage", EdgeFixture.text("second"));
            caller.next();
            caller.next();
        }
        String sent = edge.tasks.sent.getFirst().getTaskId();
        String streamed = edge.tasks.sent.getLast().getTaskId();
        Await.until(
                "both calls are kept",
                () -> wire(sent).size() == 2 && wire(streamed).size() == 3);

        assertThat(wire(sent).getFirst().head()).isEqualTo("WebSocket frame");
        assertThat(wire(sent).getFirst().body()).contains("first");
        assertThat(wire(sent).getLast().body()).contains("TASK_STATE_COMPLETED");
        assertThat(wire(streamed))
                .extracting(Seen::direction)
                .containsExactly("caller > mesh", "mesh > caller", "mesh > caller");
        assertThat(wire(streamed).get(1).body()).contains("\"one\"", "\"eventId\":\"1\"");
        assertThat(wire(streamed).getLast().body()).contains("\"streamEnd\":true");
    }

    @Test
    void longBody_isKeptInPart() throws Exception {
        try (EdgeFixture small =
                new EdgeFixture(Map.of("parley.edge.wire.enabled", true, "parley.edge.wire.max-task-bytes", 4096))) {
            HttpResponse<String> sent = small.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("x".repeat(10_000)));
            String kept = small.get("/api/v1/tasks/" + taskOf(sent) + "/wire").body();

            assertThat(kept).contains("x".repeat(500), " bytes)").doesNotContain("x".repeat(1025));
        }
    }

    @Test
    void exchangeOverGrpc_isKeptAsJson() throws Exception {
        String task = taskOf(edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hello")));
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
        try {
            A2AServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getTask(GetTaskRequest.newBuilder().setId(task).build());
        } finally {
            channel.shutdownNow();
        }
        Await.until("the call is kept", () -> wire(task).size() == 5);

        List<Seen> call = wire(task).subList(2, 5);
        assertThat(call.get(0).head()).startsWith("lf.a2a.v1.A2AService/GetTask\n");
        assertThat(call.get(0).body()).isEqualTo("{\"id\":\"" + task + "\"}");
        assertThat(call.get(1).body()).contains("TASK_STATE_COMPLETED");
        assertThat(call.get(2).head()).isEqualTo("OK");
    }

    @Test
    void refusalsOfATask_areKeptAndOthersAreNot() throws Exception {
        String task = taskOf(edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hello")));
        edge.tasks.onSubscribe = ScriptedTasks::endedTask;

        edge.rpc("/agents/echo/", "CancelTask", "{\"id\":\"" + task + "\"}");
        edge.rpc("/agents/echo/", "SubscribeToTask", "{\"id\":\"" + task + "\"}");
        edge.rpc("/agents/echo/", "GetTask", "{\"id\":\"" + task + "\",\"historyLength\":-1}");
        Await.until("all answers are kept", () -> wire(task).size() >= 6);

        assertThat(wire(task))
                .filteredOn(each -> each.direction().equals("mesh > caller"))
                .extracting(each -> each.body().replaceAll("(?s).*\"code\":(-\\d+).*", "$1"))
                .hasSize(3)
                .endsWith("-32002", "-32004");
    }

    @Test
    void callsAboutItsWebhooks_areKept() throws Exception {
        String task = taskOf(edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hello")));
        String ofTask = "{\"taskId\":\"" + task + "\"";
        edge.rpc(
                "/agents/echo/",
                "CreateTaskPushNotificationConfig",
                ofTask + ",\"id\":\"c\",\"url\":\"https://hook.example/\"}");
        edge.rpc("/agents/echo/", "GetTaskPushNotificationConfig", ofTask + ",\"id\":\"c\"}");
        edge.rpc("/agents/echo/", "ListTaskPushNotificationConfigs", ofTask + "}");
        edge.rpc("/agents/echo/", "DeleteTaskPushNotificationConfig", ofTask + ",\"id\":\"c\"}");
        edge.rpc("/agents/echo/", "GetTaskPushNotificationConfig", ofTask + ",\"id\":\"c\"}");
        Await.until("all answers are kept", () -> wire(task).size() >= 10);

        assertThat(wire(task))
                .as("but for the last, which was refused")
                .filteredOn(each -> each.direction().equals("caller > mesh"))
                .extracting(each -> each.body().replaceAll("(?s).*\"method\":\"(\\w+)\".*", "$1"))
                .containsExactly(
                        "SendMessage",
                        "CreateTaskPushNotificationConfig",
                        "GetTaskPushNotificationConfig",
                        "ListTaskPushNotificationConfigs",
                        "DeleteTaskPushNotificationConfig");
    }

    @Test
    void agentsSide_isShownInItsPlace() throws Exception {
        String task = taskOf(edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hello")));
        edge.router.wire = TaskWireReply.newBuilder()
                .setKept(true)
                .addRecords(WireRecord.newBuilder()
                        .setAt(Timestamp.newBuilder().setSeconds(1))
                        .setDirection("mesh > agent")
                        .setHead("POST http://agent/")
                        .setBody("{}"))
                .build();

        assertThat(wire(task).getFirst()).isEqualTo(new Seen("mesh > agent", "POST http://agent/", "{}"));
    }

    @Test
    void exchangesAboutNoTask_areNotKept() throws Exception {
        edge.get("/agents/echo/.well-known/agent-card.json");
        edge.rpc("/", "GetTask", "{\"id\":\"unknown\"}");

        assertThat(edge.get("/api/v1/tasks/unknown/wire").statusCode()).isEqualTo(404);
    }

    @Test
    void nothingIsKept_unlessThatIsSaid() throws Exception {
        try (EdgeFixture plain = EdgeFixture.start()) {
            String task = taskOf(plain.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hello")));
            HttpResponse<String> refused = plain.get("/api/v1/tasks/" + task + "/wire");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("--wire");
        }
    }
}
