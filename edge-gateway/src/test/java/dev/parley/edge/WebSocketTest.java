package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallContext;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON-RPC over WebSocket as its callers see it; {@link WebSocketLifeTest} has the life of its connections. */
final class WebSocketTest {
    private static final String END = "\"streamEnd\":true}";

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void forget() {
        edge.tasks.sent.clear();
        edge.tasks.subscribed.clear();
        edge.tasks.onStream = (call, out) -> {};
        edge.tasks.onSubscribe = (call, out) -> {};
        edge.tasks.onSend = edge.tasks::echo;
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Await.until("all sockets and streams are gone", () -> edge.sockets() == 0 && edge.streams() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/agents/echo", "/ws/agents/echo/", "/agents/echo", "/agents/echo/"})
    void agent_isCalledAtAnyOfItsPaths(String path) throws Exception {
        try (SocketClient caller = new SocketClient(edge, path)) {
            assertThat(caller.call("1", "SendMessage", EdgeFixture.text("hello"))
                            .next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"task\":{")
                    .contains("hello", "TASK_STATE_COMPLETED");
        }
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEqualTo("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ws", "/ws/", "/?A2A-Version=1.0"})
    void mesh_isCalledAtAnyOfItsPaths(String path) throws Exception {
        try (SocketClient caller = new SocketClient(edge, path)) {
            assertThat(caller.call("\"a\"", "SendMessage", EdgeFixture.text("hello"))
                            .next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{");
        }
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEmpty();
    }

    @Test
    void allVersions_shareOneConnection() throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            String old = "{\"message\":{\"kind\":\"message\",\"messageId\":\"m\",\"role\":\"user\","
                    + "\"parts\":[{\"kind\":\"text\",\"text\":\"hi\"}]}}";
            assertThat(caller.call("1", "message/send", old).next())
                    .contains("\"kind\":\"task\"", "\"state\":\"completed\"");
            assertThat(caller.call("2", "message.send", old).next()).contains("\"kind\":\"task\"");
            String task =
                    caller.call("3", "SendMessage", EdgeFixture.text("hi")).next();
            String id = task.substring(task.indexOf("\"task\":{\"id\":\"") + 14).split("\"")[0];
            assertThat(caller.call("4", "tasks/get", "{\"id\":\"" + id + "\"}").next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"kind\":\"task\"");
            assertThat(caller.call("5", "ListTasks", "{}").next()).contains("\"totalSize\"");
            assertThat(caller.call("6", "GetTask", "{\"id\":\"unknown\"}").next())
                    .contains("\"id\":6,\"error\":{\"code\":-32001", "TASK_NOT_FOUND");
            assertThat(caller.sendInParts(SocketClient.request("7", "CancelTask", "{\"id\":\"" + id + "\"}", ""))
                            .next())
                    .contains("\"id\":7,\"error\":{\"code\":-32002");
        }
    }

    @Test
    void stream_hasTheEventsOfSseAndOneEnd() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            for (int i = 1; i <= 30; i++) {
                out.send(ScriptedTasks.event("t", i, "line\nbreak " + i));
            }
        };
        String sse = edge.rpc("/agents/echo", "SendStreamingMessage", EdgeFixture.text("go"))
                .body();
        List<String> payloads = sse.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        assertThat(payloads).hasSize(30);
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            caller.call("1", "SendStreamingMessage", EdgeFixture.text("go"));
            for (int i = 1; i <= 30; i++) {
                String payload = payloads.get(i - 1);
                assertThat(caller.next())
                        .isEqualTo(payload.substring(0, payload.length() - 1) + ",\"eventId\":\"" + i + "\"}");
            }
            assertThat(caller.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1," + END);
            // the id is free again
            assertThat(caller.call("1", "ListTasks", "{}").next()).contains("\"id\":1,\"result\"");
            assertThat(caller.hasNothing()).isTrue();
        }
    }

    @Test
    void streams_runSideBySide() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            if (call.getRequest().getId().equals("a")) {
                second.await();
            }
            out.send(ScriptedTasks.event(
                    call.getRequest().getId(), 1, "from " + call.getRequest().getId()));
            second.countDown();
        };
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("\"first\"", "SubscribeToTask", "{\"id\":\"a\"}");
            caller.call("\"second\"", "SubscribeToTask", "{\"id\":\"b\"}");
            List<String> frames = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                frames.add(caller.next());
            }
            assertThat(frames)
                    .anySatisfy(frame -> assertThat(frame).contains("\"id\":\"first\",\"result\"", "from a"))
                    .anySatisfy(frame -> assertThat(frame).contains("\"id\":\"second\",\"result\"", "from b"))
                    .anySatisfy(frame -> assertThat(frame).contains("\"id\":\"first\"," + END))
                    .anySatisfy(frame -> assertThat(frame).contains("\"id\":\"second\"," + END));
        }
    }

    @Test
    void cancelStream_endsTheWatchingOnly() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            caller.call("7", "SubscribeToTask", "{\"id\":\"t\"}");
            assertThat(caller.next()).contains("one");
            caller.send("{\"jsonrpc\":\"2.0\",\"id\":7,\"cancelStream\":true}");
            assertThat(caller.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7," + END);
            gone.await();
            // nothing to cancel: no answer, and the connection goes on
            caller.send("{\"jsonrpc\":\"2.0\",\"id\":7,\"cancelStream\":true}");
            assertThat(caller.call("8", "ListTasks", "{}").next()).contains("\"id\":8,\"result\"");
        }
    }

    @Test
    void errorOfAStream_isItsLastFrame() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "too slow", java.time.Duration.ofSeconds(1));
        };
        edge.tasks.onSubscribe = (call, out) -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t has ended");
        };
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("1", "SendStreamingMessage", EdgeFixture.text("go"));
            assertThat(caller.next()).contains("one");
            assertThat(caller.next())
                    .contains("\"id\":1,\"error\":{\"code\":-32053")
                    .endsWith("," + END);
            caller.call("2", "SubscribeToTask", "{\"id\":\"t\"}");
            assertThat(caller.next())
                    .contains("\"id\":2,\"error\":{\"code\":-32004")
                    .endsWith("," + END);
            caller.call(
                    "3",
                    "SendStreamingMessage",
                    "{\"tenant\":\"nobody\",\"message\":{\"messageId\":\"m\","
                            + "\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"x\"}]}}");
            assertThat(caller.next())
                    .contains("\"id\":3,\"error\":{\"code\":-32057")
                    .endsWith("," + END);
        }
    }

    @Test
    void serviceParametersOfAFrame_areForItsRequestOnly() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            for (long i = call.getAfterSequence() + 1; i <= 5; i++) {
                out.send(ScriptedTasks.event("t", i, "e"));
            }
        };
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("1", "SubscribeToTask", "{\"id\":\"t\"}", "\"last-event-id\":\"4\"");
            assertThat(caller.next()).contains("\"eventId\":\"5\"");
            assertThat(caller.next()).contains(END);
            caller.call("2", "SubscribeToTask", "{\"id\":\"t\"}", "\"Last-Event-ID\":\"x\"");
            assertThat(caller.next()).contains("-32602", "Last-Event-ID").endsWith(END);

            caller.call("3", "SendMessage", EdgeFixture.text("hi"), "\"Idempotency-Key\":\"k1\",\"unknown\":\"y\"");
            caller.next();
            caller.call("4", "SendMessage", EdgeFixture.text("hi"));
            caller.next();
            assertThat(edge.tasks.sent).extracting(call -> call.getOnceKey()).containsExactly("key:k1", "");

            caller.call(
                    "5",
                    "SendMessage",
                    EdgeFixture.text("hi"),
                    "\"A2A-Extensions\":\"https://parley.dev/ext/once/v1, urn:other\","
                            + "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                            + "\"baggage\":\"k=v\"");
            assertThat(caller.next())
                    .endsWith(",\"serviceParameters\":{\"A2A-Extensions\":\"https://parley.dev/ext/once/v1\"}}");
            assertThat(edge.tasks.sent.getLast().getOnceKey()).isEqualTo("message:m-1");
            assertThat(edge.tasks.sent.getLast().getContext())
                    .isEqualTo(CallContext.newBuilder()
                            .addExtensions("urn:other")
                            .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .setBaggage("k=v")
                            .build());
        }
    }

    @Test
    void olderMethods_nameExtensionsByTheirOlderHeader() throws Exception {
        edge.tasks.onSubscribe = ScriptedTasks::endedTask;
        String activated = "\"X-A2A-Extensions\":\"https://parley.dev/ext/once/v1\"";
        String told = ",\"serviceParameters\":{" + activated + "}}";
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            String hi = "{\"message\":{\"kind\":\"message\",\"messageId\":\"m\",\"role\":\"user\","
                    + "\"parts\":[{\"kind\":\"text\",\"text\":\"hi\"}]}}";
            assertThat(caller.call("1", "message/send", hi, activated).next()).endsWith(told);
            assertThat(caller.call("2", "tasks/resubscribe", "{\"id\":\"t\"}", activated)
                            .next())
                    .as("the task, though it has ended")
                    .contains("\"kind\":\"task\"", "\"state\":\"completed\"")
                    .endsWith(told);
            assertThat(caller.next()).endsWith(END);
        }
    }

    @Test
    void versionOfTheHandshake_countsUnlessTheFrameHasOne() throws Exception {
        String get = "{\"id\":\"unknown\"}";
        for (String[] headers : new String[][] {{"A2A-Version", "1.0"}, {}}) {
            String path = headers.length == 0 ? "/ws?A2A-Version=1.0" : "/ws";
            try (SocketClient caller = new SocketClient(edge, path, headers)) {
                assertThat(caller.call("1", "GetTask", get).next()).contains("-32001");
                assertThat(caller.call("2", "tasks/get", get).next())
                        .contains("-32600", "A2A-Version", "expected: 0.3");
                assertThat(caller.call("3", "tasks/get", get, "\"A2A-Version\":\"0.3\"")
                                .next())
                        .contains("-32001");
                assertThat(caller.call("4", "GetTask", get, "\"A2A-Version\":\"99.0\"")
                                .next())
                        .contains("-32009", "99.0", "1.0, 0.3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{} {}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"GetTask\",\"params\":{\"id\":\"t\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"cancelStream\":true}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"GetTask\"}"
            })
    void unreadableFrame_isAnsweredWithoutAnIdAndTheConnectionGoesOn(String frame) throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            assertThat(caller.send(frame).next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32")
                    .containsAnyOf("-32700", "-32600");
            assertThat(caller.call("1", "ListTasks", "{}").next()).contains("\"id\":1,\"result\"");
        }
    }

    @Test
    void wrongFrame_isAnsweredWithItsId() throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            assertThat(caller.call("1", "Nonsense", "{}").next()).contains("\"id\":1,\"error\":{\"code\":-32601");
            assertThat(caller.call("2", "GetTask", "{}").next()).contains("\"id\":2,\"error\":{\"code\":-32602");
            assertThat(caller.send("{\"jsonrpc\":\"2.0\",\"serviceParameters\":5,\"id\":3,\"method\":\"ListTasks\"}")
                            .next())
                    .contains("\"id\":3,\"error\":{\"code\":-32600", "$.serviceParameters");
            assertThat(caller.call("4", "ListTasks", "{}", "\"A2A-Version\":1").next())
                    .contains("\"id\":4,\"error\":{\"code\":-32600", "$.serviceParameters");
            assertThat(caller.call("4", "ListTasks", "{}", "\"A2A-Version\":\"1.0\",\"a2a-version\":\"0.3\"")
                            .next())
                    .contains("\"id\":4,\"error\":{\"code\":-32600", "a2a-version twice");
            assertThat(caller.send("{\"id\":5,\"cancelStream\":\"yes\"}").next())
                    .contains("\"id\":5,\"error\":{\"code\":-32600", "$.cancelStream");
        }
    }

    @Test
    void idOfACallInProgress_isRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> go.await();
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("\"x\"", "SubscribeToTask", "{\"id\":\"t\"}");
            Await.until("the stream is there", () -> edge.streams() == 1);
            assertThat(caller.call("\"x\"", "ListTasks", "{}").next())
                    .contains("\"id\":\"x\",\"error\":{\"code\":-32600", "in use")
                    .doesNotContain("streamEnd");
            go.countDown();
            assertThat(caller.next()).contains(END);
        }
    }

    private static int refusal(String path, String... headers) {
        try (SocketClient caller = new SocketClient(edge, path, headers)) {
            throw new AssertionError("connected, closed: " + caller.closed);
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void upgrade_isRefusedAsEveryRequestIs() throws Exception {
        assertThat(refusal("/ws/agents/nobody")).isEqualTo(404);
        assertThat(refusal("/agents/nobody")).isEqualTo(404);
        assertThat(refusal("/ws/other")).isEqualTo(404);
        assertThat(refusal("/ws", "Origin", "https://evil.example")).isEqualTo(403);
        assertThat(refusal("/ws", "A2A-Version", "99.0")).isEqualTo(400);
        assertThat(refusal("/ws?A2A-Version=0.3", "A2A-Version", "1.0")).isEqualTo(400);
        assertThat(refusal("/ws?A2A-Version=1.0&A2A-Version=0.3")).isEqualTo(400);
        assertThat(refusal("/ws?Last-Event-ID=3")).isEqualTo(422);
        assertThat(refusal("/ws", "Idempotency-Key", "k")).isEqualTo(422);
        assertThat(edge.get("/ws/agents/echo").statusCode()).isEqualTo(426);
        assertThat(edge.get("/ws/agents/echo").headers().firstValue("upgrade")).hasValue("websocket");
        // no upgrade: as before
        assertThat(edge.get("/agents/echo").statusCode()).isEqualTo(405);
        try (SocketClient ours = new SocketClient(edge, "/ws", "Origin", "http://localhost:5173")) {
            assertThat(ours.call("1", "ListTasks", "{}").next()).contains("result");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: x", "Sec-WebSocket-Version: 13"})
    void handshakeThatIsNone_isRefusedAndTheConnectionGoesOn(String headers) throws Exception {
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.write("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Upgrade: websocket\r\n" + headers + "\r\n\r\n");
            assertThat(caller.readUntil("}}")).startsWith("HTTP/1.1 426").contains("Sec-WebSocket");
            caller.write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(caller.readUntil("}")).contains("HTTP/1.1 200");
            // a wish is of one request
            caller.write("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(caller.readUntil("}}")).contains("HTTP/1.1 426");
        }
    }

    @Test
    void callsAreCounted() throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("1", "GetTask", "{\"id\":\"nobody\"}").next();
            caller.send("x").next();
        }
        String metrics = edge.management("/metrics");
        assertThat(metrics)
                .contains("a2a_requests_total{endpoint=\"websocket\",method=\"GetTask\",status=\"-32001\"}")
                .contains("a2a_requests_total{endpoint=\"websocket\",method=\"none\",status=\"-32700\"}");
    }
}
