package dev.parley.cli.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Calls a mesh over JSON-RPC of A2A 1.0 from a host: a connection a call, no second try that was not asked for. */
final class HostCaller {
    private static final JsonMapper JSON = new JsonMapper();

    private final TestBed bed;
    private final String host;
    private final String url;
    private final Duration patience;

    /**
     * @param host from where
     * @param url of the mesh, without a trailing slash
     * @param patience for one answer
     */
    HostCaller(TestBed bed, String host, String url, Duration patience) {
        this.bed = bed;
        this.host = host;
        this.url = url;
        this.patience = patience;
    }

    /**
     * What came back.
     *
     * @param status of HTTP; 0: nothing came, and the body says what was seen instead
     */
    record Answer(int status, JsonNode body, Duration took) {
        /** The state of the task that it is; empty when it is none. */
        String state() {
            JsonNode result = body.path("result");
            JsonNode task = result.has("task") ? result.path("task") : result;
            return task.path("status").path("state").asText();
        }

        boolean isCompleted() {
            return state().equals("TASK_STATE_COMPLETED");
        }

        String taskId() {
            JsonNode result = body.path("result");
            return (result.has("task") ? result.path("task") : result)
                    .path("id")
                    .asText();
        }

        /** The text of the first part of the first artifact. */
        String artifact() {
            JsonNode result = body.path("result");
            return (result.has("task") ? result.path("task") : result)
                    .path("artifacts")
                    .path(0)
                    .path("parts")
                    .path(0)
                    .path("text")
                    .asText();
        }

        /** In few words, for a table of outcomes. */
        String outcome() {
            if (status == 0) {
                return body.path("seen").asText();
            }
            return status + " "
                    + (body.has("error")
                            ? body.path("error").path("code").asInt() + " "
                                    + body.path("error").path("message").asText()
                            : state());
        }
    }

    Answer send(String agent, String messageId, String text) throws Exception {
        return call(agent, "SendMessage", message(messageId, text, false));
    }

    /** Does not wait for the end of the task. */
    Answer begin(String agent, String messageId, String text) throws Exception {
        return call(agent, "SendMessage", message(messageId, text, true));
    }

    private static String message(String messageId, String text, boolean returnAtOnce) {
        return "{\"message\":{\"messageId\":\"" + messageId + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"" + text
                + "\"}]}" + (returnAtOnce ? ",\"configuration\":{\"returnImmediately\":true}" : "") + "}";
    }

    Answer task(String agent, String taskId) throws Exception {
        return call(agent, "GetTask", "{\"id\":\"" + taskId + "\"}");
    }

    Answer call(String agent, String method, String params) throws Exception {
        return post(
                agent.isEmpty() ? "/" : "/agents/" + agent + "/",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    /** A mesh that is still starting says when to come back, and is asked again. */
    Answer register(String id, String agentUrl) throws Exception {
        Instant end = Instant.now().plus(patience);
        Answer answer;
        do {
            answer = post("/api/v1/agents/register?id=" + id, "{\"url\":\"" + agentUrl + "\"}");
        } while (answer.status() == 503 && Instant.now().isBefore(end));
        return answer;
    }

    Answer get(String path) throws Exception {
        return http("GET", path, "");
    }

    Answer post(String path, String json) throws Exception {
        return http("POST", path, json);
    }

    private Answer http(String method, String path, String body) throws Exception {
        return bed.in(host, () -> {
            Instant begin = Instant.now();
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
                connection.setConnectTimeout((int) patience.toMillis());
                connection.setReadTimeout((int) patience.toMillis());
                connection.setRequestProperty("Connection", "close");
                connection.setRequestProperty("A2A-Version", "1.0");
                connection.setRequestProperty("Accept", "application/json");
                if (method.equals("POST")) {
                    connection.setRequestProperty("Content-Type", "application/json");
                    connection.setDoOutput(true);
                    // a stream cannot be sent twice: no silent second try of Java's
                    connection.setFixedLengthStreamingMode(body.getBytes(UTF_8).length);
                    connection.getOutputStream().write(body.getBytes(UTF_8));
                }
                int status = connection.getResponseCode();
                try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                    return new Answer(status, json(in), Duration.between(begin, Instant.now()));
                }
            } catch (IOException e) {
                return new Answer(
                        0,
                        JSON.createObjectNode().put("seen", e.getClass().getSimpleName()),
                        Duration.between(begin, Instant.now()));
            }
        });
    }

    private static JsonNode json(InputStream in) throws IOException {
        byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            return JSON.createObjectNode().put("text", new String(bytes, UTF_8));
        }
    }
}
