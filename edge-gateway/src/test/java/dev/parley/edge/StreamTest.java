package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
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

final class StreamTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(Map.of("parley.edge.heartbeat", "200ms", "parley.edge.stream-start", "300ms"));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private static String subscription(String taskId) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"SubscribeToTask\",\"params\":{\"id\":\"" + taskId
                + "\"}}";
    }

    @Test
    void sendStreamingMessage_sendsEveryEventAsOneNumberedLine() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            for (int i = 1; i <= 30; i++) {
                out.send(ScriptedTasks.event(call.getTaskId(), i, "line\nbreak " + i));
            }
        };

        HttpResponse<String> response = edge.rpc("/agents/echo", "SendStreamingMessage", EdgeFixture.text("go"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        String[] events = response.body().split("\n\n");
        assertThat(events).hasSize(30);
        for (int i = 1; i <= 30; i++) {
            assertThat(events[i - 1])
                    .startsWith("id: " + i + "\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"statusUpdate\":")
                    .contains("line\\nbreak " + i)
                    .satisfies(event -> assertThat(event.lines()).hasSize(2));
        }
    }

    @Test
    void errorBeforeTheFirstEvent_isPlainJson() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t has ended");
        };

        HttpResponse<String> response = edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body()).contains("-32004", "\"id\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Go-http-client/1.1 | text/event-stream | text/event-stream",
                "Go-http-client/1.1 | text/event-stream, application/json | application/json",
                "Go-http-client/1.1 | */* | application/json",
                "python-httpx/0.28 | text/event-stream | application/json",
                "node | text/event-stream | application/json",
            })
    void errorBeforeTheFirstEvent_isAnEventForTheSdkInGo(String userAgent, String accept, String type)
            throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t has ended");
        };

        // the one in Go takes JSON for a stream that ended well
        for (String params : List.of("{\"id\":\"t\"}", "{\"id\":5}")) {
            HttpResponse<String> response =
                    edge.rpc("/", "SubscribeToTask", params, "User-Agent", userAgent, "Accept", accept);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith(type);
            boolean event = type.equals("text/event-stream");
            assertThat(response.body())
                    .startsWith((event ? "data: " : "") + "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32")
                    .endsWith(event ? "}\n\n" : "}");
        }
    }

    @Test
    void lateError_isTheLastEvent() throws Exception {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "too slow", java.time.Duration.ofSeconds(1));
        };

        String body =
                edge.rpc("/", "SendStreamingMessage", EdgeFixture.text("go")).body();

        assertThat(body).startsWith("id: 1\n");
        assertThat(body.substring(body.indexOf("\n\n") + 2))
                .startsWith("data: {")
                .contains("-32053")
                .endsWith("\n\n");
    }

    @Test
    void lastEventId_isWhereTheStreamResumes() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            for (long i = call.getAfterSequence() + 1; i <= 5; i++) {
                out.send(ScriptedTasks.event("t", i, "e"));
            }
        };
        HttpResponse<String> resumed = edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}", "Last-Event-ID", "3");
        assertThat(resumed.body()).startsWith("id: 4\n").contains("id: 5\n");
        assertThat(edge.tasks.subscribed.getFirst().hasAfterSequence()).isTrue();

        edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}");
        assertThat(edge.tasks.subscribed.getLast().hasAfterSequence()).isFalse();

        edge.rpc("/", "SendStreamingMessage", EdgeFixture.text("go"), "Last-Event-ID", "9");
        assertThat(edge.tasks.sent.getFirst().getAfterSequence()).isEqualTo(9);

        for (String id : new String[] {"abc", "-1", "1.5", "99999999999999999999"}) {
            assertThat(edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}", "Last-Event-ID", id)
                            .body())
                    .contains("-32602", "Last-Event-ID");
        }
    }

    @Test
    void endedTaskWithNothingLeft_isAnEmptyStream() throws Exception {
        HttpResponse<String> response = edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}", "Last-Event-ID", "3");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void slowAgent_getsHeadersAndHeartbeatsMeanwhile() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            speak.await();
            out.send(ScriptedTasks.event("t", 1, "at last"));
        };
        try (RawConnection reader = new RawConnection(edge.port)) {
            reader.post("/", subscription("t"));
            String first = reader.readUntil(": alive");
            assertThat(first)
                    .startsWith("HTTP/1.1 200")
                    .contains("text/event-stream")
                    // an empty line behind a comment would be an event to some clients
                    .contains(": accepted\n")
                    .doesNotContain(": accepted\n\n", ": alive\n\n");
            speak.countDown();
            assertThat(reader.readUntil("0\r\n\r\n")).contains("id: 1\ndata: {", "at last");
        }
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
            reader.post("/", subscription("t"));
            reader.readUntil("id: 1");
        }
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        Await.until("the stream is forgotten", () -> edge.streams() == 0);
    }

    @Test
    void readerThatLeavesBeforeTheFirstEvent_endsItsWatchToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onStream = (call, out) -> {
            out.onCancel(gone::countDown);
            begun.countDown();
            gone.await();
        };
        try (RawConnection reader = new RawConnection(edge.port)) {
            reader.post(
                    "/",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendStreamingMessage\",\"params\":"
                            + EdgeFixture.text("x") + "}");
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
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
        RawConnection reader = new RawConnection(edge.port);
        reader.post("/", subscription("t"));
        assertThat(Await.still(sent))
                .as("events of 10 kB on the way to a reader that reads none")
                .isLessThan(1_500);

        int before = sent.get();
        reader.readUntil("id: " + (before + 10) + "\n");
        assertThat(sent.get()).as("the sender goes on with the reader").isGreaterThan(before);
        reader.close();
        Await.until("the sender ends", ended::get);
    }

    @Test
    void thousandWatchers_allSeeTheSameEvents() throws Exception {
        int watchers = 1_000;
        CountDownLatch watching = new CountDownLatch(watchers);
        CountDownLatch speak = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            watching.countDown();
            speak.await();
            for (int i = 1; i <= 3; i++) {
                out.send(ScriptedTasks.event("t", i, "e" + i));
            }
        };
        List<RawConnection> readers = new ArrayList<>();
        for (int i = 0; i < watchers; i++) {
            readers.add(new RawConnection(edge.port).post("/", subscription("t"), "Connection: close"));
        }
        assertThat(watching.await(30, TimeUnit.SECONDS)).isTrue();
        speak.countDown();
        for (RawConnection reader : readers) {
            String body = reader.readUntil("0\r\n\r\n");
            assertThat(body).contains("e1", "e2", "e3");
            reader.close();
        }
        Await.until("all streams are forgotten", () -> edge.streams() == 0);
    }

    @Test
    void tooManyStreams_areRefusedWithAdvice() throws Exception {
        try (EdgeFixture small = new EdgeFixture(Map.of("parley.edge.max-streams", 1))) {
            CountDownLatch end = new CountDownLatch(1);
            small.tasks.onSubscribe = (call, out) -> {
                out.send(ScriptedTasks.event("t", 1, "one"));
                end.await();
            };
            try (RawConnection first = new RawConnection(small.port)) {
                first.post("/", subscription("t"));
                first.readUntil("id: 1");
                HttpResponse<String> second = small.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}");
                assertThat(second.statusCode()).isEqualTo(503);
                assertThat(second.headers().firstValue("retry-after")).isPresent();
                end.countDown();
            }
        }
    }

    @Test
    void stoppingEdge_letsStreamsEndWithAWord() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        try (RawConnection reader = new RawConnection(edge.port)) {
            reader.post("/", subscription("t"));
            reader.readUntil("id: 1");
            edge.close();
            assertThat(reader.readUntil("\0")).contains(": closing").endsWith("0\r\n\r\n");
        }
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stoppingEdge_finishesWhatIsBeingAnswered() throws Exception {
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
            caller.post(
                    "/",
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("x")
                            + "}");
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            Thread closing = Thread.startVirtualThread(edge::close);
            Await.until("no new connections are taken", () -> {
                try (RawConnection late = new RawConnection(edge.port)) {
                    return false;
                } catch (java.io.IOException refused) {
                    return true;
                }
            });
            answer.countDown();
            assertThat(caller.readUntil("\0")).startsWith("HTTP/1.1 200").contains("\"result\"");
            closing.join();
        }
    }
}
