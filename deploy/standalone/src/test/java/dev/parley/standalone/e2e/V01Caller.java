package dev.parley.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A caller of one agent that knows A2A 0.1 and nothing of ours: it names its tasks itself and states no version. */
final class V01Caller {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI agent;

    V01Caller(URI mesh, String agentId) {
        this.agent = mesh.resolve("/agents/" + agentId + "/");
    }

    /** Params of {@code tasks/send} and {@code tasks/sendSubscribe}. */
    static ObjectNode text(String taskId, String text) {
        ObjectNode params = about(taskId).put("sessionId", "session");
        params.putObject("message")
                .put("role", "user")
                .putArray("parts")
                .addObject()
                .put("type", "text")
                .put("text", text);
        return params;
    }

    /** Params of every other method. */
    static ObjectNode about(String taskId) {
        return JSON.createObjectNode().put("id", taskId);
    }

    /** The whole reply, for what may be refused. */
    JsonNode reply(String method, ObjectNode params) throws IOException, InterruptedException {
        return JSON.readTree(
                client.send(request(method, params), BodyHandlers.ofString()).body());
    }

    JsonNode call(String method, ObjectNode params) throws IOException, InterruptedException {
        JsonNode reply = reply(method, params);
        if (!reply.has("result")) {
            throw new AssertionError(method + " " + params + ": " + reply);
        }
        return reply.path("result");
    }

    /** Follows a stream on a thread of its own. */
    EventWatch stream(String method, ObjectNode params) {
        return EventWatch.start(client, request(method, params));
    }

    private HttpRequest request(String method, ObjectNode params) {
        ObjectNode body =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", method).put("method", method);
        body.set("params", params);
        return HttpRequest.newBuilder(agent)
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }
}
