package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes over HTTP to A2A's paths, the legacy one and our own: an answer, or an error with a status of the specification, and
 * never an exception that nobody thought of, which would be a 500.
 */
final class RequestFuzzTest {
    /** What makes a difference there. Others could change the connection itself, which is not what is looked at. */
    private static final List<String> HEADERS = List.of(
            "a2a-version",
            "content-type",
            "accept",
            "user-agent",
            "x-a2a-extensions",
            "a2a-extensions",
            "last-event-id",
            "idempotency-key",
            "origin",
            "traceparent",
            "tracestate",
            "baggage",
            "sec-fetch-site");

    private static final Pattern ANSWER = Pattern.compile("HTTP/1.1 (20[0-2]|4[0-9][0-9]|501) ");
    private static final Pattern OWN = Pattern.compile("/api/v1/(?:tasks|agents/find|agents/[^/?]+/invoke)");
    private static final String JSON = "Content-Type: application/json\n";

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(Map.of("parley.edge.max-body-bytes", 100_000, "parley.edge.stream-start", "5s"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** Method and path, header lines, and behind an empty line the body. */
    static Stream<byte[]> requests() {
        String message = "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"%s\":[{\"text\":\"x\"},"
                + "{\"data\":{%s},\"metadata\":{\"a\":null}}]},\"configuration\":{\"historyLength\":3,\"%s\":true}}";
        String of10 = message.formatted("parts", "\"b\":[1.5]", "returnImmediately");
        String of03 = message.formatted("content", "\"data\":{\"b\":[1.5]}", "blocking");
        String config = "{\"url\":\"http://127.0.0.1/\",\"token\":\"t\",\"authentication\":{\"scheme\":\"Bearer\"}}";
        return Stream.of(
                        "POST /message:send\nA2A-Version: 1.0\n" + JSON + "\n" + of10,
                        "POST /agents/echo/message:stream\nA2A-Version: 1.0\n" + JSON + "\n" + of10,
                        "POST /v1/message:send\n" + JSON + "\n" + of03,
                        "POST /message:stream\nUser-Agent: node\n" + JSON + "\n"
                                + of03.replace(
                                        "\"text\":\"x\"",
                                        "\"file\":" + "{\"fileWithBytes\":\"AAAA\",\"mimeType\":\"a/b\"}"),
                        "GET /tasks?contextId=c&status=TASK_STATE_WORKING&pageSize=7&pageToken=p&historyLength=2"
                                + "&includeArtifacts=true&statusTimestampAfter=2026-11-21T10%3A00%3A00Z\nA2A-Version: 1.0\n\n",
                        "GET /v1/tasks/t?historyLength=%31\n\n",
                        "GET /tasks/t:subscribe\nLast-Event-ID: 3\nA2A-Version: 1.0\n\n",
                        "POST /tasks/t:cancel?A2A-Version=1.0\n\n",
                        "POST /unsure/tasks/t:cancel?A2A-Version=1.0\n\n",
                        "POST /tasks/t/pushNotificationConfigs\nA2A-Version: 1.0\n" + JSON + "\n" + config,
                        "POST /v1/tasks/t/pushNotificationConfigs\n" + JSON
                                + "\n{\"config\":{\"pushNotificationConfig\":" + config + "}}",
                        "GET /tasks/t/pushNotificationConfigs?pageSize=1&pageToken=a%20b\nA2A-Version: 1.0\n\n",
                        "POST /tasks/send\n" + JSON
                                + "\n{\"id\":\"r\",\"message\":{\"text\":\"x\"},\"data\":{\"a\":[1]}}",
                        "POST /agents/echo/tasks/send\nContent-Type: text/plain\nSec-Fetch-Site: none\n\nhello",
                        "POST /\n" + JSON
                                + "\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.discover\",\"params\":{\"need\":\"weather\","
                                + "\"skills\":[\"a\"],\"tags\":[\"b\"],\"limit\":3}}",
                        "POST /message:send\nA2A-Version: 1.0\nBaggage: a=b;c=d,e=f\nTracestate: v=1\n" + JSON + "\n"
                                + of10.replace(
                                        "\"role\"",
                                        "\"metadata\":{\"https://parley.dev/ext/route/v1\":{\"need\":\"x\",\"skills\":[\"a\"],"
                                                + "\"maxCost\":0.5,\"weights\":{\"cost\":1},\"deadline\":"
                                                + "\"2030-01-01T00:00:00Z\"}},\"role\""),
                        "POST /api/v1/tasks\n" + JSON + "\n{\"agent_id\":\"echo\",\"message\":\"x\"}",
                        "POST /api/v1/agents/echo/invoke\n" + JSON
                                + "\n{\"method\":\"echo\",\"params\":{\"a\":[1,null]}}",
                        "POST /api/v1/agents/find\n" + JSON + "\n{\"need\":\"weather\",\"tags\":[\"a\"],\"limit\":2}",
                        "GET /.well-known/agent-card.json?A2A-Version=0.3\nOrigin: http://localhost\n\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("requests")
    @FuzzTest(maxDuration = "30s")
    void request_isAnsweredOrRefused(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        String body = end < 0 ? "" : text.substring(end + 2);
        String line = requestLine(head.lines().findFirst().orElse(""));
        if (line.isEmpty()) {
            return;
        }
        forgetOldOnes();
        String whole = String.join(
                "\r\n",
                line + " HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "Content-Length: " + body.length(),
                headers(head),
                "",
                body);
        String answer;
        try {
            answer = answer(whole);
        } catch (SocketTimeoutException stalled) {
            answer = answer(whole); // a machine stalls once, a request that hangs does so again
        } catch (SocketException reset) {
            // refused before its body was read: then the end may come as a reset, which takes the answer with it
            return;
        }
        if (!answer.contains(SmallRegistry.UNSURE)) {
            assertThat(answer).containsPattern(ANSWER);
        }
        assertThat(answer).doesNotContain("Internal error", "\tat ");
    }

    private static String answer(String request) throws IOException {
        try (var allowed = BugDetectors.allowNetworkConnections();
                RawConnection caller = new RawConnection(edge.port)) {
            return caller.write(request).readUntil("\0");
        }
    }

    /** Of the methods and paths that A2A has, and of our own REST those that open no ports and register no agents. */
    private static String requestLine(String first) {
        String[] words = first.split(" ", 2);
        boolean known =
                words.length == 2 && Stream.of("GET", "POST", "DELETE", "PUT").anyMatch(words[0]::equals);
        String path = known ? words[1].replaceAll("[\\s\\x00-\\x20]", "") : "";
        boolean harmless = !path.startsWith("/api") || OWN.matcher(path).lookingAt();
        return path.startsWith("/") && !path.startsWith("//") && harmless ? words[0] + " " + path : "";
    }

    private static String headers(String head) {
        String known = head.lines()
                .skip(1)
                .filter(line -> HEADERS.contains(
                        line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT)))
                .map(line -> line.replaceAll("[\\x00-\\x1f]", ""))
                .collect(Collectors.joining("\r\n"));
        return known.isEmpty() ? "X-None: 1" : known;
    }

    private static void forgetOldOnes() {
        if (edge.tasks.sent.size() > 1_000) {
            edge.tasks.forget();
        }
    }
}
