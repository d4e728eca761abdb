package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JsonRpcTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void sendMessage_answersWithTheTask() throws Exception {
        HttpResponse<String> response = edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("hi"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        SendMessageCall sent = edge.tasks.sent.getFirst();
        assertThat(UUID.fromString(sent.getTaskId()).version()).isEqualTo(7);
        assertThat(sent.getAgentId()).isEqualTo("echo");
        assertThat(sent.getOnceKey()).isEmpty();
        assertThat(response.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"task\":{\"id\":\"" + sent.getTaskId() + "\"");
        assertThat(response.headers().firstValue("x-task-id")).hasValue(sent.getTaskId());
    }

    @Test
    void agentPath_mayEndWithASlash() throws Exception {
        assertThat(edge.rpc("/agents/echo/", "SendMessage", EdgeFixture.text("hi"))
                        .body())
                .contains("\"result\"");
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEqualTo("echo");
        // a client may append a slash to the card's URL
        assertThat(edge.rpc("/agents/echo//", "SendMessage", EdgeFixture.text("hi"))
                        .body())
                .contains("\"result\"");
        assertThat(edge.rpc("//", "SendMessage", EdgeFixture.text("hi")).body()).contains("\"result\"");
    }

    @Test
    void meshItself_isTheRoot() throws Exception {
        assertThat(edge.rpc("/", "SendMessage", EdgeFixture.text("hi")).body()).contains("\"result\"");
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEmpty();
    }

    @Test
    void bareMessage_isPassedOn() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setMessage(Message.newBuilder()
                        .setMessageId("r")
                        .setRole(Role.ROLE_AGENT)
                        .addParts(Part.newBuilder().setText("bare")))
                .build();

        assertThat(edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("hi"))
                        .body())
                .contains("\"result\":{\"message\":{\"messageId\":\"r\"");
    }

    @Test
    void id_comesBackExactlyAsItWasSent() throws Exception {
        for (String id :
                new String[] {"7", "\"abc\"", "-1", "1.50", "\"\\u00e9\\n\"", "123456789012345678901234567890"}) {
            HttpResponse<String> response = edge.post(
                    "/", "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"GetTask\",\"params\":{\"id\":\"nope\"}}");
            assertThat(response.body()).contains("\"id\":" + id + ",").contains("-32001");
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void routingTenant_namesAnAgentAtTheRoot() throws Exception {
        String params = "{\"tenant\":\"echo\"," + EdgeFixture.text("hi").substring(1);
        assertThat(edge.rpc("/", "SendMessage", params).body()).contains("\"result\"");
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEqualTo("echo");
        assertThat(edge.tasks.sent.getFirst().getRequest().getTenant()).isEmpty();

        HttpResponse<String> unknown = edge.rpc("/", "SendMessage", params.replace("echo", "nobody"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("-32057");
        assertThat(edge.rpc("/agents/echo", "GetTask", "{\"id\":\"x\",\"tenant\":\"other\"}")
                        .body())
                .contains("-32602", "$.params.tenant");
    }

    @Test
    void getListAndCancel_reachTheTaskService() throws Exception {
        edge.tasks.tasks.put(
                "t1",
                Task.newBuilder()
                        .setId("t1")
                        .setContextId("c")
                        .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING))
                        .build());

        assertThat(edge.rpc("/", "GetTask", "{\"id\":\"t1\"}").body()).contains("\"result\":{\"id\":\"t1\"");
        assertThat(edge.rpc("/", "ListTasks", "{\"pageSize\":7,\"contextId\":\"c\"}")
                        .body())
                .contains("\"tasks\":[{\"id\":\"t1\"", "\"nextPageToken\":\"\"", "\"totalSize\":1");
        assertThat(edge.tasks.listed.getFirst().getRequest().getPageSize()).isEqualTo(7);
        assertThat(edge.rpc("/agents/echo", "ListTasks", "{}").body()).contains("\"tasks\"");
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo("echo");
        assertThat(edge.rpc("/", "CancelTask", "{\"id\":\"t1\"}").body()).contains("TASK_STATE_CANCELED");
    }

    @Test
    void unknownAgent_isNotFound_butItsTasksWouldBe() throws Exception {
        HttpResponse<String> send = edge.rpc("/agents/nobody", "SendMessage", EdgeFixture.text("hi"));
        assertThat(send.statusCode()).isEqualTo(404);
        assertThat(send.body()).contains("-32057", "nobody");
        assertThat(edge.rpc("/agents/nobody", "GetTask", "{\"id\":\"x\"}").body())
                .contains("-32057");
        assertThat(edge.rpc("/agents/nobody", "ListTasks", "{}").body()).contains("-32057");
        assertThat(edge.rpc("/agents/echo", "GetTask", "{\"id\":\"x\"}").body()).contains("-32001");
    }

    @Test
    void webhooks_areKeptListedAndDeleted() throws Exception {
        String config = "{\"taskId\":\"t\",\"id\":\"c\",\"url\":\"http://x/\"}";
        String id = "{\"taskId\":\"t\",\"id\":\"c\"}";

        assertThat(edge.rpc("/", "CreateTaskPushNotificationConfig", config).body())
                .contains("\"result\":{\"id\":\"c\",\"taskId\":\"t\",\"url\":\"http://x/\"}");
        assertThat(edge.tasks.created.getLast().getProtocolVersion()).isEqualTo("1.0");
        assertThat(edge.rpc("/", "GetTaskPushNotificationConfig", id).body()).contains("http://x/");
        assertThat(edge.rpc("/", "ListTaskPushNotificationConfigs", "{\"taskId\":\"t\"}")
                        .body())
                .contains("\"configs\":[{");
        assertThat(edge.rpc("/", "DeleteTaskPushNotificationConfig", id).body()).contains("\"result\":{}");
        assertThat(edge.rpc("/", "GetTaskPushNotificationConfig", id).body()).contains("-32001");
        assertThat(edge.rpc("/", "CreateTaskPushNotificationConfig", "{\"url\":\"http://x/\"}")
                        .body())
                .contains("-32602", "$.params.taskId");
    }

    @Test
    void send_passesItsWebhookOn() throws Exception {
        String push = EdgeFixture.text("hi");
        push = push.substring(0, push.length() - 1)
                + ",\"configuration\":{\"taskPushNotificationConfig\":{\"url\":\"http://x/\"}}}";

        assertThat(edge.rpc("/", "SendMessage", push).statusCode()).isEqualTo(200);
        SendMessageCall sent = edge.tasks.sent.getLast();
        assertThat(sent.getRequest()
                        .getConfiguration()
                        .getTaskPushNotificationConfig()
                        .getUrl())
                .isEqualTo("http://x/");
        assertThat(sent.getProtocolVersion()).isEmpty();
    }

    @Test
    void otherMethods_answerWithTheirOwnError() throws Exception {
        assertThat(edge.rpc("/", "GetExtendedAgentCard", "{}").body()).contains("-32004");
        assertThat(edge.tasks.sent).isEmpty();
    }

    @Test
    void version_mustBeOneZeroWhereItIsStated() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}";
        assertThat(edge.post("/", call).body()).contains("-32001");
        assertThat(edge.post("/", call, "A2A-Version", "1.0.7").body()).contains("-32001");
        assertThat(edge.post("/", call, "A2A-Version", "").body()).contains("-32001");
        for (String version : new String[] {"99.0", "0.3", "1.1", "x"}) {
            HttpResponse<String> response = edge.post("/", call, "A2A-Version", version);
            assertThat(response.body()).contains("-32009", "\"id\":1", "VERSION_NOT_SUPPORTED");
            assertThat(response.statusCode()).isEqualTo(200);
        }
        assertThat(edge.post("/?A2A-Version=0.3", call).body()).contains("-32009");
        assertThat(edge.post("/", call.replace("\"x\"", "5"), "A2A-Version", "99.0")
                        .body())
                .contains("-32009");
    }

    @Test
    void strictEdge_wantsTheVersion() throws Exception {
        try (EdgeFixture strict = new EdgeFixture(Map.of("parley.edge.strict-version", "true"))) {
            assertThat(strict.post("/", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ListTasks\",\"params\":{}}")
                            .body())
                    .contains("-32009");
            assertThat(strict.rpc("/", "ListTasks", "{}").body()).contains("\"result\"");
        }
    }

    @Test
    void onceKey_isTheHeaderOrTheMessageId() throws Exception {
        edge.rpc("/", "SendMessage", EdgeFixture.text("hi"), "Idempotency-Key", "k-1");
        HttpResponse<String> activated =
                edge.rpc("/", "SendMessage", EdgeFixture.text("hi"), "A2A-Extensions", "http://x/," + Extensions.ONCE);

        assertThat(edge.tasks.sent.get(0).getOnceKey()).isEqualTo("key:k-1");
        assertThat(edge.tasks.sent.get(1).getOnceKey()).isEqualTo("message:m-1");
        assertThat(activated.headers().firstValue("a2a-extensions")).hasValue(Extensions.ONCE);
        assertThat(edge.tasks.sent.get(0).hasContext()).isFalse();
        assertThat(edge.tasks.sent.get(1).getContext().getExtensionsList()).containsExactly("http://x/");
        assertThat(edge.rpc("/", "SendMessage", EdgeFixture.text("hi"), "Idempotency-Key", "k".repeat(300))
                        .body())
                .contains("-32602");
    }

    @Test
    void choice_isReadAtTheMeshOnly_handlingEverywhere() throws Exception {
        String params = "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"x\"}],"
                + "\"metadata\":{\"" + Extensions.ROUTE + "\":{\"need\":\"weather\",\"maxCost\":0.5}}}}";
        edge.rpc("/", "SendMessage", params);
        edge.rpc("/agents/echo", "SendMessage", params);

        assertThat(edge.tasks.sent.get(0).getNeed().getText()).isEqualTo("weather");
        assertThat(edge.tasks.sent.get(0).getNeed().getMaxCost()).isEqualTo(0.5);
        assertThat(edge.tasks.sent.get(1).hasNeed()).isFalse();
        assertThat(edge.rpc("/", "SendMessage", params.replace("maxCost", "maxcost"))
                        .body())
                .contains("-32602");

        edge.rpc(
                "/agents/echo", "SendMessage", params.replace("\"maxCost\":0.5", "\"deadline\":\"5s\",\"priority\":9"));
        assertThat(edge.tasks.sent.get(2).getNeed())
                .isEqualTo(Need.newBuilder()
                        .setDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(5))
                        .setPriority(9)
                        .build());
    }

    @Test
    void ourOwnErrors_carryTheirHttpStatusAndAdvice() throws Exception {
        edge.tasks.onSend = call -> {
            throw A2aException.retryable(A2aErrorCode.RATE_LIMITED, "slower", Duration.ofSeconds(3));
        };
        HttpResponse<String> limited = edge.rpc("/", "SendMessage", EdgeFixture.text("hi"));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("3");
        assertThat(limited.body()).contains("-32052", "\"id\":1", "RetryInfo");
    }

    @Test
    void unexpectedFailure_saysNothingOfItsCause() throws Exception {
        edge.tasks.onSend = call -> {
            throw new IllegalStateException("secret detail");
        };
        HttpResponse<String> response = edge.rpc("/", "SendMessage", EdgeFixture.text("hi"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("-32603", "\"id\":1").doesNotContain("secret", "Exception");
    }

    @Test
    void answerThatCannotBeDelivered_isWithdrawn() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            waiting.countDown();
            awaitUninterrupted(gone);
            return edge.tasks.echo(call).toBuilder().setTaskId("joined").build();
        };
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.post(
                    "/agents/echo",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("x")
                            + "}");
            assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Await.until("the edge has seen the caller leave", () -> edge.connections() == 0);
        gone.countDown();

        Await.until("the answer is withdrawn", () -> edge.tasks.withdrawn.equals(List.of("joined")));
    }

    @Test
    void deliveredAnswer_isNotWithdrawn() throws Exception {
        edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("x"));
        edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("y"));
        edge.close();

        assertThat(edge.tasks.sent).hasSize(2);
        assertThat(edge.tasks.withdrawn).isEmpty();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void badContentType_isRefusedBeforeTheBodyIsRead() throws Exception {
        for (String contentType :
                new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
            HttpResponse<String> response = edge.send(
                    edge.request("/").header("Content-Type", contentType).POST(BodyPublishers.ofString("{broken")));
            assertThat(response.body()).as(contentType).contains("-32005", "\"id\":null");
        }
        assertThat(edge.send(edge.request("/").POST(BodyPublishers.ofString("{}")))
                        .body())
                .contains("-32005");
        assertThat(edge.send(edge.request("/")
                                .header("Content-Type", "application/a2a+json; charset=utf-8")
                                .POST(BodyPublishers.ofString("{broken")))
                        .body())
                .contains("-32700");
    }
}
