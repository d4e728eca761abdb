package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSON-RPC 1.0 calls to one mesh, with answers told apart by what a caller does about them. Streams on which nothing comes for
 * {@link #SILENCE} are given up (the mesh sends a comment every 15 s). Safe for concurrent use.
 */
public final class MeshCalls implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(40);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(30);
    // OVERLOADED, DEADLINE_EXCEEDED, RATE_LIMITED, AGENT_UNREACHABLE
    private static final Set<Integer> COME_AGAIN = Set.of(-32053, -32054, -32052, -32060);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI mesh;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Thread reaper;

    /** @param mesh its front door */
    public MeshCalls(URI mesh) {
        this.mesh = mesh;
        this.reaper = Thread.ofPlatform().name("silent-streams").daemon().start(this::giveUpSilentStreams);
    }

    /** What a call came to. */
    public sealed interface Answer {
        record Result(JsonNode result) implements Answer {}

        /** Events are to come; whoever gets it closes it. */
        record Events(EventStream stream) implements Answer {}

        /** A caller comes again: nothing is known, or it was told so. */
        record Again(String why) implements Answer {}

        /** A caller that comes again would hear the same. */
        record Refused(int code, String why) implements Answer {}
    }

    /**
     * One call.
     *
     * @param agent its id
     * @param params a JSON object
     * @param headers beside the usual ones
     * @param patience until the answer, or a stream's first byte, is there
     */
    public Answer call(String agent, String method, String params, Map<String, String> headers, Duration patience)
            throws InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        HttpRequest.Builder request = HttpRequest.newBuilder(mesh.resolve("/agents/" + agent))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<java.io.InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            boolean streams =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            if (streams && response.statusCode() == 200) {
                EventStream stream = new EventStream(response.body(), open::remove);
                open.add(stream);
                return new Answer.Events(stream);
            }
            try (var in = response.body()) {
                return answer(response.statusCode(), in.readAllBytes());
            }
        } catch (IOException e) {
            return new Answer.Again(e.getClass().getSimpleName());
        }
    }

    /** The same with the patience that a call has which waits for nothing. */
    public Answer call(String agent, String method, String params, Map<String, String> headers)
            throws InterruptedException {
        return call(agent, method, params, headers, HEAD_WITHIN);
    }

    private static Answer answer(int status, byte[] body) {
        JsonNode reply;
        try {
            reply = JSON.readTree(body);
        } catch (IOException e) {
            return new Answer.Again(status + " without JSON");
        }
        if (reply.has("result")) {
            return new Answer.Result(reply.path("result"));
        }
        int code = reply.path("error").path("code").asInt();
        String why = code + " " + reply.path("error").path("message").asText();
        if (COME_AGAIN.contains(code)) {
            String reason =
                    reply.path("error").path("data").path(0).path("reason").asText(Integer.toString(code));
            return new Answer.Again(reason + ", "
                    + withoutNumbers(reply.path("error").path("message").asText()));
        }
        return code == 0
                ? new Answer.Again(status + " "
                        + new String(body, StandardCharsets.UTF_8)
                                .lines()
                                .findFirst()
                                .orElse(""))
                : new Answer.Refused(code, why);
    }

    /** So that the same trouble is counted as the same. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+", "#");
    }

    private void giveUpSilentStreams() {
        try {
            while (true) {
                Thread.sleep(1_000);
                long now = System.nanoTime();
                open.stream()
                        .filter(stream -> now - stream.lastByteNanos() > SILENCE.toNanos())
                        .forEach(EventStream::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many streams are open. */
    public int streams() {
        return open.size();
    }

    @Override
    public void close() {
        reaper.interrupt();
        open.forEach(EventStream::close);
        client.shutdownNow();
    }
}
