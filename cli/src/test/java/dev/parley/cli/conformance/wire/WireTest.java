package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the clients of the suite do at agents that say too little, too much, or it another way. */
class WireTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final ObjectNode TASK = new JsonMapper().createObjectNode().put("id", "a-task");
    private static final String EVENT = "data: {\"statusUpdate\":{}}\n\n";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<Void> brokenOff = new CompletableFuture<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Transcript transcript = new Transcript();
    private final Http http = new Http(Map.of("X-Team", "blue-team"), TIMEOUT);
    private final HttpServer server;

    WireTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        http.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Answer {
        void to(HttpExchange exchange, OutputStream body) throws Exception;
    }

    /** Answers every request with a head and a body that has no end of its own. */
    private String serve(String type, Answer answer) {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod());
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                answer.to(exchange, body);
            } catch (IOException e) {
                brokenOff.complete(null);
            } catch (Exception e) {
                Thread.currentThread().interrupt();
            }
        });
        return url();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private RestWire rest(String url) {
        return new RestWire(http, url, "").recordingTo(transcript);
    }

    private void stall(HttpExchange exchange, OutputStream body) throws IOException, InterruptedException {
        body.write("{\"id\":".getBytes(UTF_8));
        body.flush();
        over.await();
    }

    private void repeat(OutputStream body, String text) throws IOException {
        while (over.getCount() > 0) {
            body.write(text.getBytes(UTF_8));
            body.flush();
        }
    }

    @Test
    void bodyThatStalls_isUnanswered() {
        String url = serve("application/json", this::stall);
        assertThatExceptionOfType(Unanswered.class)
                .isThrownBy(() -> rest(url).call(A2aMethod.GET_TASK, TASK))
                .withMessageContaining("did not end");
        assertThatExceptionOfType(Unanswered.class)
                .isThrownBy(() -> rest(url).open(A2aMethod.SUBSCRIBE_TO_TASK, TASK))
                .withMessageContaining("did not end");
    }

    @Test
    void streamWithoutEnd_isBroken() {
        String url = serve("text/event-stream", (exchange, body) -> repeat(body, EVENT));
        try (EventStream stream = rest(url).open(A2aMethod.SUBSCRIBE_TO_TASK, TASK)) {
            List<Frame> frames = stream.rest(TIMEOUT);
            assertThat(frames).hasSizeLessThanOrEqualTo(10_001);
            assertThat(frames.getLast().described()).contains("no end after");
        }
        assertThat(brokenOff).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void streamThatGoesOnSlowly_isBroken() {
        EventStream stream = EventStream.open(() -> {});
        try (ScheduledExecutorService agent = Executors.newSingleThreadScheduledExecutor()) {
            agent.scheduleAtFixedRate(() -> stream.offer(new Frame.Event(TASK), 1), 0, 1, TimeUnit.MILLISECONDS);
            // a silence of that length does not come, an end does not either
            assertThat(stream.rest(TIMEOUT).getLast().described()).contains("no end after");
            agent.shutdownNow();
        }
    }

    @Test
    void streamOfLongEvents_isBroken() {
        EventStream stream = EventStream.open(() -> {});
        int offered = 0;
        while (stream.offer(new Frame.Event(TASK), 1024 * 1024)) {
            offered++;
        }
        assertThat(offered).isEqualTo(32);
        assertThat(stream.offer(new Frame.Event(TASK), 1)).isFalse();
        assertThat(stream.rest(TIMEOUT)).hasSize(33).last().isInstanceOf(Frame.Broken.class);
    }

    @Test
    void lineWithoutEnd_isBroken() {
        String url = serve("text/event-stream", (exchange, body) -> repeat(body, "x".repeat(1024 * 1024)));
        try (EventStream stream = rest(url).open(A2aMethod.SUBSCRIBE_TO_TASK, TASK)) {
            assertThat(stream.next(Duration.ofSeconds(30)).described()).contains("longer than 16777216 characters");
        }
    }

    @Test
    void lines_endWithEachOfTheThreeEnds() throws IOException {
        Lines lines = new Lines(new StringReader("a\r\nb\nc\r\rd\n\ne"));
        List<String> all = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        assertThat(all).containsExactly("a", "b", "c", "", "d", "", "e");
    }

    @Test
    void streamThatBeginsWithAnError_isClosed() {
        String error = "data: {\"error\":{\"code\":404,\"message\":\"none\"}}\n\n";
        String url = serve("text/event-stream", (exchange, body) -> repeat(body, error));
        EventStream stream = rest(url).open(A2aMethod.SEND_STREAMING_MESSAGE, TASK);
        assertThat(stream.refusal()).isPresent();
        assertThat(brokenOff).succeedsWithin(Duration.ofSeconds(30));
    }

    private void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        String details = reason.isEmpty()
                ? ""
                : "{\"@type\":\"" + Fault.ERROR_INFO + "\",\"reason\":\"" + reason
                        + "\",\"domain\":\"a2a-protocol.org\"}";
        byte[] body = ("{\"error\":{\"code\":" + status + ",\"details\":[" + details + "]}}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** An agent that answers a subscription so. */
    private EventStream subscribed(Map<String, Integer> statuses, String reason) {
        HttpContext context = server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod());
            int status = statuses.getOrDefault(exchange.getRequestMethod(), 200);
            if (status != 200) {
                refuse(exchange, status, reason);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, EVENT.length());
            exchange.getResponseBody().write(EVENT.getBytes(UTF_8));
            exchange.close();
        });
        EventStream stream = rest(url()).open(A2aMethod.SUBSCRIBE_TO_TASK, TASK);
        server.removeContext(context);
        return stream;
    }

    @Test
    void subscription_isPostedWhereNothingIsToGet() {
        try (EventStream stream = subscribed(Map.of("GET", 405), "")) {
            assertThat(stream.refusal()).isEmpty();
        }
        assertThat(asked).containsExactly("GET", "POST");
    }

    @Test
    void subscription_isNotAskedTwiceForATaskThatIsNotFound() {
        try (EventStream stream = subscribed(Map.of("GET", 404), "TASK_NOT_FOUND")) {
            assertThat(stream.refusal()).isPresent();
        }
        assertThat(asked).containsExactly("GET");
    }

    @Test
    void subscription_isRefusedAsByTheVerbThatIsKnown() {
        try (EventStream stream = subscribed(Map.of("GET", 404, "POST", 405), "")) {
            assertThat(stream.refusal().orElseThrow().described()).contains("404");
        }
        try (EventStream stream = subscribed(Map.of("GET", 405, "POST", 404), "")) {
            assertThat(stream.refusal().orElseThrow().described()).contains("404");
        }
        assertThat(asked).containsExactly("GET", "POST", "GET", "POST");
    }

    @Test
    void headersOfTheRun_areNotKept() {
        String url = serve("application/json", (exchange, body) -> body.write("{}".getBytes(UTF_8)));
        rest(url).call(A2aMethod.GET_TASK, TASK, Map.of("x-team", "red-team"));
        List<String> kept = transcript.exchanges().getFirst().asked();
        assertThat(kept).contains("X-Team: (struck out)", "x-team: (struck out)", "A2A-Version: 1.0");
        assertThat(kept.toString()).doesNotContain("blue-team").doesNotContain("red-team");
    }

    @Test
    void webhook_readsToTheLastAndSaysWhatItLacks() throws Exception {
        try (Webhook webhook = new Webhook("127.0.0.1", transcript);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(webhook.url()));
            HttpRequest post =
                    request.POST(HttpRequest.BodyPublishers.ofString("{}")).build();
            HttpRequest put =
                    request.PUT(HttpRequest.BodyPublishers.ofString("{}")).build();
            assertThat(client.send(put, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(405);
            client.send(post, HttpResponse.BodyHandlers.discarding());
            assertThat(webhook.readTo(notification -> true, TIMEOUT)).isEmpty();
            assertThat(webhook.readTo(notification -> true, Duration.ofMillis(20)))
                    .hasValueSatisfying(why -> assertThat(why).startsWith("none within"));
            threads.execute(() -> {
                while (over.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
                    client.sendAsync(post, HttpResponse.BodyHandlers.discarding())
                            .orTimeout(1, TimeUnit.SECONDS)
                            .handle((answer, failure) -> answer)
                            .join();
                }
            });
            assertThat(webhook.readTo(notification -> false, Duration.ofMillis(200)))
                    .contains("others without end");
            over.countDown();
        }
    }

    @Test
    void loopback_isThisHostAndNoOther() {
        assertThat(List.of("http://localhost:80/x", "127.0.0.1:50051", "ws://127.1.2.3/", "http://[::1]:8080"))
                .allMatch(Loopback::isIn);
        assertThat(List.of("http://127.example.com/", "127.0.0.1.example.com:80", "localhost.example.com", ""))
                .noneMatch(Loopback::isIn);
    }

    @Test
    void jsonInAnotherEncoding_isNoJson() {
        String json = "{\"name\":\"ä\"}";
        assertThat(HttpReply.parse(json.getBytes(UTF_8))).isPresent();
        assertThat(HttpReply.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_16BE)))
                .isEmpty();
        assertThat(HttpReply.parse(json.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isEmpty();
    }
}
