package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A2A 1.0 over HTTP+JSON: the mesh's own paths, an agent's, and those behind a tenant. */
final class HttpJsonTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(Map.of("parley.edge.max-body-bytes", 100_000, "parley.edge.stream-start", "300ms"));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private Task keep(String id, TaskState state) {
        Task task = Task.newBuilder()
                .setId(id)
                .setContextId("ctx-1")
                .setStatus(TaskStatus.newBuilder().setState(state))
                .build();
        edge.tasks.tasks.put(id, task);
        return task;
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return edge.send(versioned(path, headers).GET());
    }

    private HttpResponse<String> postNothing(String path) throws Exception {
        return edge.send(versioned(path).POST(BodyPublishers.noBody()));
    }

    private java.net.http.HttpRequest.Builder versioned(String path, String... headers) {
        var request = edge.request(path).header("A2A-Version", "1.0");
        return headers.length == 0 ? request : request.headers(headers);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "/agents/echo, echo", "/echo, echo"})
    void everyOperation_isAtTheMeshAtTheAgentAndBehindTheTenant(String prefix, String agent) throws Exception {
        HttpResponse<String> sent =
                edge.post(prefix + "/message:send", EdgeFixture.text("hello"), "A2A-Version", "1.0");
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(sent.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(sent.body()).startsWith("{\"task\":{\"id\":\"").contains("\"text\":\"hello\"");
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
        String id = edge.tasks.sent.getLast().getTaskId();
        assertThat(sent.headers().firstValue("x-task-id")).hasValue(id);

        assertThat(get(prefix + "/tasks/" + id + "?historyLength=3").body()).startsWith("{\"id\":\"" + id + "\"");
        assertThat(get(prefix + "/tasks").body()).startsWith("{\"tasks\":[{\"id\":\"" + id + "\"");
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo(agent);
        keep("working", TaskState.TASK_STATE_WORKING);
        assertThat(postNothing(prefix + "/tasks/working:cancel").body()).contains("TASK_STATE_CANCELED");
        edge.tasks.onSubscribe = (call, out) -> out.send(ScriptedTasks.event("working", 7, "on it"));
        for (HttpResponse<String> stream :
                List.of(get(prefix + "/tasks/working:subscribe"), postNothing(prefix + "/tasks/working:subscribe"))) {
            assertThat(stream.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(stream.body())
                    .startsWith("id: 7\ndata: {\"statusUpdate\":{\"taskId\":\"working\"")
                    .endsWith("\n\n");
        }
        assertThat(edge.tasks.subscribed.getLast().getAgentId()).isEqualTo(agent);
        assertThat(edge.tasks.subscribed.getLast().getRequest().getId()).isEqualTo("working");
        edge.tasks.onStream = (call, out) -> out.send(ScriptedTasks.event(call.getTaskId(), 1, "line\nbreak"));
        HttpResponse<String> streamed = edge.post(prefix + "/message:stream", EdgeFixture.text("go"));
        assertThat(streamed.body())
                .startsWith("id: 1\ndata: {\"statusUpdate\":")
                .contains("line\\nbreak");
        assertThat(streamed.body().lines()).hasSize(3);
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/agents/echo", "/echo"})
    void webhooks_areKeptListedAndDeleted(String prefix) throws Exception {
        String configs = prefix + "/tasks/t/pushNotificationConfigs";

        HttpResponse<String> made =
                edge.post(configs, "{\"id\":\"c\",\"url\":\"http://x\",\"token\":\"secret\"}", "A2A-Version", "1.0");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).isEqualTo("{\"id\":\"c\",\"taskId\":\"t\",\"url\":\"http://x\",\"token\":\"secret\"}");
        CreatePushConfigCall asked = edge.tasks.created.getLast();
        assertThat(asked.getAgentId()).isEqualTo(prefix.isEmpty() ? "" : "echo");
        assertThat(asked.getProtocolVersion()).isEqualTo("1.0");
        assertThat(get(configs + "/c").body()).isEqualTo(made.body());
        assertThat(get(configs + "?pageSize=1&pageToken=next").body())
                .isEqualTo("{\"configs\":[" + made.body() + "],\"nextPageToken\":\"next\"}");
        for (int i = 0; i < 2; i++) {
            assertThat(edge.send(versioned(configs + "/c").DELETE()).body()).isEqualTo("{}");
        }
        assertError(get(configs + "/c"), 404, "NOT_FOUND", "TASK_NOT_FOUND");
        assertThat(get(configs).body()).doesNotContain("secret");
    }

    @Test
    void webhooks_thatAreWronglyStatedAreRefused() throws Exception {
        String configs = "/tasks/t/pushNotificationConfigs";

        assertThat(edge.post(configs, "{}", "A2A-Version", "1.0").body()).contains("$.url");
        assertThat(edge.post(configs, "{\"url\":\"http://x\",\"taskId\":\"other\"}", "A2A-Version", "1.0")
                        .body())
                .contains("$.taskId", "other");
        assertThat(get(configs + "?pageSize=0").body()).contains("pageSize");
        assertThat(edge.tasks.created).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/agents/echo", "/echo"})
    void whatTheMeshDoesNotOffer_isRefusedAsItsCardSays(String prefix) throws Exception {
        assertError(get(prefix + "/extendedAgentCard"), 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION");
    }

    private static void assertError(HttpResponse<String> response, int httpStatus, String status, String reason) {
        assertThat(response.body())
                .startsWith("{\"error\":{\"code\":" + httpStatus + ",\"status\":\"" + status + "\",\"message\":\"")
                .contains("\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"" + reason)
                .doesNotContain("\tat ", "Exception");
        assertThat(response.statusCode()).isEqualTo(httpStatus);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void errors_haveTheTablesStatusAndTypedDetails() throws Exception {
        keep("done", TaskState.TASK_STATE_COMPLETED);

        assertError(get("/tasks/nothing"), 404, "NOT_FOUND", "TASK_NOT_FOUND");
        assertError(get("/agents/nobody/tasks/nothing"), 404, "NOT_FOUND", "AGENT_NOT_FOUND");
        assertError(get("/nobody/tasks/nothing"), 404, "NOT_FOUND", "AGENT_NOT_FOUND");
        assertError(postNothing("/tasks/done:cancel"), 400, "FAILED_PRECONDITION", "TASK_NOT_CANCELABLE");
        assertError(edge.post("/message:send", "{broken"), 400, "INVALID_ARGUMENT", "PARSE_ERROR");
        assertError(edge.post("/nobody/message:send", EdgeFixture.text("x")), 404, "NOT_FOUND", "AGENT_NOT_FOUND");
        assertError(
                edge.post("/tasks/done:explode", "{}", "A2A-Version", "1.0"), 404, "UNIMPLEMENTED", "METHOD_NOT_FOUND");
        HttpResponse<String> incomplete = edge.post("/message:send", "{\"message\":{\"parts\":[{\"text\":5}]}}");
        assertError(incomplete, 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
        assertThat(incomplete.body())
                .contains("google.rpc.BadRequest", "\"field\":\"$.message.parts[0].text\"", "$.message.messageId");
        assertThat(edge.post(
                                "/agents/echo/message:send",
                                "{\"tenant\":\"other\"," + EdgeFixture.text("x").substring(1))
                        .body())
                .contains("\"field\":\"$.tenant\"");
        edge.tasks.onSend = call -> {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "full", java.time.Duration.ofSeconds(3));
        };
        HttpResponse<String> full = edge.post("/message:send", EdgeFixture.text("x"));
        assertError(full, 503, "UNAVAILABLE", "OVERLOADED");
        assertThat(full.headers().firstValue("retry-after")).hasValue("3");
        assertThat(full.body()).contains("\"retryDelay\":\"3");
        edge.tasks.onSend = call -> {
            throw new IllegalStateException("secret");
        };
        assertError(edge.post("/message:send", EdgeFixture.text("x")), 500, "INTERNAL", "INTERNAL_ERROR");
        assertThat(edge.post("/message:send", EdgeFixture.text("x")).body()).doesNotContain("secret");
    }

    @Test
    void list_takesEveryFilterFromTheQuery() throws Exception {
        get("/tasks?contextId=c&status=TASK_STATE_WORKING&pageSize=7&pageToken=p&historyLength=2"
                + "&includeArtifacts=true&statusTimestampAfter=2026-11-21T10:00:00Z");

        ListTasksRequest asked = edge.tasks.listed.getLast().getRequest();
        assertThat(asked.getContextId()).isEqualTo("c");
        assertThat(asked.getStatus()).isEqualTo(TaskState.TASK_STATE_WORKING);
        assertThat(asked.getPageSize()).isEqualTo(7);
        assertThat(asked.getPageToken()).isEqualTo("p");
        assertThat(asked.getHistoryLength()).isEqualTo(2);
        assertThat(asked.getIncludeArtifacts()).isTrue();
        assertThat(asked.getStatusTimestampAfter().getSeconds()).isEqualTo(1_795_255_200L);
        get("/tasks?tenant=echo");
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo("echo");
        assertThat(edge.tasks.listed.getLast().getRequest().getTenant()).isEmpty();
        for (String wrong : new String[] {
            "pageSize=0",
            "pageSize=101",
            "status=nope",
            "historyLength=-1",
            "statusTimestampAfter=now",
            "includeArtifacts=1"
        }) {
            HttpResponse<String> response = get("/tasks?" + wrong);
            assertError(response, 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
            assertThat(response.body()).contains("\"field\":\"" + wrong.substring(0, wrong.indexOf('=')) + "\"");
        }
        assertThat(get("/tasks/t?historyLength=x").body()).contains("INVALID_PARAMS", "historyLength");
        assertThat(edge.post(
                                "/message:send",
                                "{\"configuration\":{\"historyLength\":-1},"
                                        + EdgeFixture.text("x").substring(1))
                        .body())
                .contains("$.configuration.historyLength: -1 (expected: a whole number from 0 on)");
    }

    @Test
    void version_mayBeLeftOutButNotBeAnother() throws Exception {
        assertThat(edge.get("/tasks").statusCode()).isEqualTo(200);
        assertThat(edge.edge
                        .context()
                        .getBean(MeterRegistry.class)
                        .get("a2a.requests.unversioned")
                        .counter()
                        .count())
                .isPositive();
        assertThat(edge.get("/tasks", "A2A-Version", "1.0.9").statusCode()).isEqualTo(200);
        assertThat(edge.get("/tasks?A2A-Version=1.0").statusCode()).isEqualTo(200);
        assertThat(edge.get("/tasks", "A2A-Version", "0.3").body())
                .isEqualTo(edge.get("/v1/tasks", "A2A-Version", "0.3").body());
        assertThat(edge.get("/agents/echo/extendedAgentCard", "A2A-Version", "0.3")
                        .body())
                .isEqualTo(
                        edge.get("/agents/echo/v1/card", "A2A-Version", "0.3").body())
                .contains("\"code\":-32");
        assertError(edge.get("/tasks?A2A-Version=99.0"), 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
        assertError(
                edge.post("/message:send", "{}", "A2A-Version", "99.0"),
                400,
                "FAILED_PRECONDITION",
                "VERSION_NOT_SUPPORTED");
        try (EdgeFixture strict = new EdgeFixture(Map.of("parley.edge.strict-version", true))) {
            assertError(strict.get("/tasks"), 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
            assertThat(strict.get("/tasks", "A2A-Version", "1.0").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void mediaTypes_areA2asOrJsons() throws Exception {
        assertThat(get("/tasks", "Accept", "application/a2a+json, application/json")
                        .headers()
                        .firstValue("content-type"))
                .hasValue("application/a2a+json");
        assertThat(get("/tasks", "Accept", "*/*").headers().firstValue("content-type"))
                .hasValue("application/json");
        var a2aJson = versioned("/message:send", "Content-Type", "application/a2a+json");
        assertThat(edge.send(a2aJson.POST(BodyPublishers.ofString(EdgeFixture.text("x"))))
                        .statusCode())
                .isEqualTo(200);
        for (String type : new String[] {"text/plain", "application/xml"}) {
            var other = versioned("/message:send", "Content-Type", type);
            assertError(
                    edge.send(other.POST(BodyPublishers.ofString("{broken"))),
                    415,
                    "INVALID_ARGUMENT",
                    "CONTENT_TYPE_NOT_SUPPORTED");
        }
        edge.tasks.onSend = call -> {
            throw new A2aException(A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED, "image/png is not taken");
        };
        assertError(
                edge.post("/message:send", EdgeFixture.text("x")),
                400,
                "INVALID_ARGUMENT",
                "CONTENT_TYPE_NOT_SUPPORTED");
    }

    @Test
    void tooLargeBody_isRefusedInTheFormOfItsPath() throws Exception {
        for (String path : new String[] {"/message:send", "/agents/echo/message:send", "/echo/message:send"}) {
            try (RawConnection caller = new RawConnection(edge.port)) {
                caller.head(
                        "POST " + path + " HTTP/1.1",
                        "Host: localhost",
                        "A2A-Version: 1.0",
                        "Content-Type: application/json",
                        "Content-Length: 100001");
                assertThat(caller.readUntil("}}"))
                        .startsWith("HTTP/1.1 413")
                        .contains("{\"error\":{\"code\":413,\"status\":\"OUT_OF_RANGE\"", "PAYLOAD_TOO_LARGE");
            }
        }
    }

    @Test
    void pathThatOnly10Has_isAnsweredInItsWordsUnlessAnotherVersionIsStated() throws Exception {
        for (String path : new String[] {"/tasks", "/agents/echo/extendedAgentCard"}) {
            assertThat(edge.call("PUT", path, "{}").body()).as(path).doesNotContain("\"type\":");
            assertThat(edge.call("PUT", path, "{}", "A2A-Version", "0.3").body())
                    .as(path)
                    .contains("\"type\":");
        }
    }

    @Test
    void extensions_areActivatedByHeader() throws Exception {
        HttpResponse<String> response = edge.post(
                "/message:send", EdgeFixture.text("x"), "A2A-Extensions", Extensions.ONCE + ", http://unknown");

        assertThat(response.headers().firstValue("a2a-extensions")).hasValue(Extensions.ONCE);
        assertThat(edge.tasks.sent.getLast().getOnceKey()).isEqualTo("message:m-1");
    }

    @Test
    void pathsOfOthers_stayTheirs() throws Exception {
        assertThat(get("/api/v1/tasks").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).contains("status");
        assertThat(get("/api/tasks").statusCode()).isEqualTo(404);
        for (String odd :
                new String[] {"/agents/message:send", "/tasks/tasks", "/agents/tasks/tasks", "/v1/message:send"}) {
            assertThat(edge.post(odd, EdgeFixture.text("x")).statusCode()).isBetween(200, 499);
            assertThat(get(odd).statusCode()).isBetween(400, 499);
        }
        assertThat(edge.send(versioned("/message:send").DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void stream_resumesBehindLastEventId() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            for (long i = call.getAfterSequence() + 1; i <= 5; i++) {
                out.send(ScriptedTasks.event("t", i, "e"));
            }
        };
        assertThat(get("/tasks/t:subscribe", "Last-Event-ID", "3").body())
                .startsWith("id: 4\n")
                .contains("id: 5\n");
        assertThat(edge.tasks.subscribed.getLast().getAfterSequence()).isEqualTo(3);
        assertError(get("/tasks/t:subscribe", "Last-Event-ID", "x"), 400, "INVALID_ARGUMENT", "INVALID_PARAMS");
        edge.post("/message:stream", EdgeFixture.text("go"), "Last-Event-ID", "9");
        assertThat(edge.tasks.sent.getLast().getAfterSequence()).isEqualTo(9);
    }

    @Test
    void errorOfAStream_isPlainBeforeTheFirstEventAndTheLastEventAfterIt() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw ScriptedTasks.unknown("t");
        };
        assertError(get("/tasks/t:subscribe"), 404, "NOT_FOUND", "TASK_NOT_FOUND");
        assertError(get("/agents/nobody/tasks/t:subscribe"), 404, "NOT_FOUND", "AGENT_NOT_FOUND");
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            throw new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, "nonsense");
        };
        String body = edge.post("/message:stream", EdgeFixture.text("go")).body();
        assertThat(body).startsWith("id: 1\n");
        assertThat(body.substring(body.indexOf("\n\n") + 2))
                .startsWith("data: {\"error\":{\"code\":500,\"status\":\"INTERNAL\"")
                .contains("INVALID_AGENT_RESPONSE");
    }

    @Test
    void readerThatLeaves_endsItsWatchOnly() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        try (RawConnection reader = new RawConnection(edge.port)) {
            reader.head("GET /tasks/t:subscribe HTTP/1.1", "Host: localhost", "A2A-Version: 1.0");
            reader.readUntil("id: 1");
        }
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        Await.until("the stream is forgotten", () -> edge.streams() == 0);
    }

    @Test
    void readerThatStopsReading_stopsItsOwnStream() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        String tenKilobytes = "x".repeat(10_000);
        edge.tasks.onSubscribe = (call, out) -> {
            while (out.send(ScriptedTasks.event("t", sent.incrementAndGet(), tenKilobytes))) {
                // as fast as it is taken
            }
            ended.set(true);
        };
        try (RawConnection reader = new RawConnection(edge.port)) {
            reader.head("GET /tasks/t:subscribe HTTP/1.1", "Host: localhost", "A2A-Version: 1.0");
            assertThat(Await.still(sent))
                    .as("events of 10 kB to a reader that reads none")
                    .isLessThan(1_500);
        }
        Await.until("the sender ends", ended::get);
    }

    @Test
    void answerThatCannotBeDelivered_isWithdrawn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return edge.tasks.echo(call);
        };
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.post("/message:send", EdgeFixture.text("x"));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            caller.reset();
        }
        Await.until("the connection is gone", () -> edge.connections() == 0);
        answer.countDown();
        Await.until("the answer is withdrawn", () -> edge.tasks.withdrawn.size() == 1);
        assertThat(edge.tasks.withdrawn.getFirst())
                .isEqualTo(edge.tasks.sent.getFirst().getTaskId());
    }
}
