package dev.parley.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** A caller of the mesh that knows JSON-RPC and A2A 1.0 and nothing of ours. Safe for concurrent use. */
final class A2aCaller {
    static final String MESH = "/";

    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI http;

    A2aCaller(URI http) {
        this.http = http;
    }

    static String agent(String id) {
        return "/agents/" + id;
    }

    /** Registers an agent by the URL of its card. */
    void register(String id, String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = tryRegister(id, url);
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("register " + id + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The answer to a registration that may be refused. */
    HttpResponse<String> tryRegister(String id, String url) throws IOException, InterruptedException {
        return client.send(
                request("/api/v1/agents/register")
                        .POST(BodyPublishers.ofString(json.createObjectNode()
                                .put("id", id)
                                .put("url", url)
                                .toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sends a text and gives the Task or the Message that came back. */
    JsonNode send(String path, String text, boolean returnImmediately) throws IOException, InterruptedException {
        return call(path, "SendMessage", params(text, returnImmediately))
                .elements()
                .next();
    }

    /** Sends a text whose events are to be posted to a webhook, and gives the Task as it is at once. */
    JsonNode sendWithWebhook(String path, String text, String webhook) throws IOException, InterruptedException {
        ObjectNode params = params(text, true);
        ((ObjectNode) params.path("configuration"))
                .putObject("taskPushNotificationConfig")
                .put("url", webhook)
                .put("token", text);
        return call(path, "SendMessage", params).path("task");
    }

    /** Sends to the mesh's own endpoint and names the skill that is needed. */
    JsonNode sendForSkill(String skill, String text) throws IOException, InterruptedException {
        ObjectNode params = params(text, true);
        ((ObjectNode) params.path("message"))
                .putObject("metadata")
                .putObject("https://parley.dev/ext/route/v1")
                .put("need", text)
                .putArray("skills")
                .add(skill);
        return call(MESH, "SendMessage", params).path("task");
    }

    JsonNode task(String path, String id) throws IOException, InterruptedException {
        return call(path, "GetTask", json.createObjectNode().put("id", id));
    }

    JsonNode call(String path, String method, JsonNode params) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(post(path, method, params), BodyHandlers.ofString());
        JsonNode reply = json.readTree(answer.body());
        if (answer.statusCode() != 200 || !reply.has("result")) {
            throw new AssertionError(method + " " + params + ": " + answer.statusCode() + " " + answer.body());
        }
        return reply.path("result");
    }

    /** Follows a task on a thread of its own, after the event {@code lastEventId} where that is not empty. */
    EventWatch watch(String path, String taskId, String lastEventId) {
        HttpRequest request =
                post(path, "SubscribeToTask", json.createObjectNode().put("id", taskId));
        if (!lastEventId.isEmpty()) {
            request = HttpRequest.newBuilder(request, (name, value) -> true)
                    .header("Last-Event-ID", lastEventId)
                    .build();
        }
        return EventWatch.start(client, request);
    }

    /** Sends a text with SendStreamingMessage and follows the answer on a thread of its own. */
    EventWatch stream(String path, String text) {
        return EventWatch.start(client, post(path, "SendStreamingMessage", params(text, false)));
    }

    private ObjectNode params(String text, boolean returnImmediately) {
        ObjectNode params = json.createObjectNode();
        ObjectNode message = params.putObject("message")
                .put("messageId", UUID.randomUUID().toString())
                .put("role", "ROLE_USER");
        message.putArray("parts").addObject().put("text", text);
        params.putObject("configuration").put("returnImmediately", returnImmediately);
        return params;
    }

    private HttpRequest post(String path, String method, JsonNode params) {
        ObjectNode body =
                json.createObjectNode().put("jsonrpc", "2.0").put("id", method).put("method", method);
        body.set("params", params);
        return request(path).POST(BodyPublishers.ofString(body.toString())).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(http.resolve(path))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0");
    }
}
