package dev.parley.standalone.watchers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Gives the talker something to do. */
final class Talk {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI mesh;

    /** Registers the agent as {@code talker}. */
    Talk(URI mesh, String agentUrl) throws IOException, InterruptedException {
        this.mesh = mesh;
        post("/api/v1/agents/register", "{\"id\":\"talker\",\"url\":\"" + agentUrl + "\"}");
    }

    /** Begins a task that is watched, and gives its id. */
    String begin(String text) throws IOException, InterruptedException {
        return post(
                        "/agents/talker/message:send",
                        "{\"message\":{\"messageId\":\"" + text + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\""
                                + text + "\"}]},\"configuration\":{\"returnImmediately\":true}}")
                .path("task")
                .path("id")
                .asText();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        var answer = client.send(
                HttpRequest.newBuilder(mesh.resolve(path))
                        .header("Content-Type", "application/json")
                        .header("A2A-Version", "1.0")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + new String(answer.body(), UTF_8));
        }
        return new JsonMapper().readTree(answer.body());
    }
}
