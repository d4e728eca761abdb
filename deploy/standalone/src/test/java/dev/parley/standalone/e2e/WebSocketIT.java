package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.kit.AgentServer;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON-RPC over WebSocket, through the whole mesh. */
class WebSocketIT {
    private static final int CHUNKS = 20;

    @TempDir
    private Path folder;

    private static String text(String text) {
        return "{\"message\":{\"messageId\":\"m-" + text + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"" + text
                + "\"}]}}";
    }

    private static String chunk(JsonNode event) {
        return event.path("artifactUpdate")
                .path("artifact")
                .path("parts")
                .path(0)
                .path("text")
                .asText();
    }

    @Test
    void webSocket_sendsStreamsCancelsAndResumes() throws Exception {
        var permits = new Semaphore(0);
        try (AgentServer agent = CountingAgent.start((task, chunk) -> permits.acquire());
                MeshProcess mesh = MeshProcess.start(folder.resolve("data"))) {
            new A2aCaller(mesh.http()).register("counter", agent.url());
            String task;
            String lastEvent = "";
            StringBuilder told = new StringBuilder();
            try (var caller = new SocketCaller(mesh.http(), "/agents/counter", "1.0")) {
                caller.call(1, "SendStreamingMessage", text(Integer.toString(CHUNKS)), "");
                JsonNode first = caller.next();
                task = first.path("result").path("task").path("id").asText();
                assertThat(task).isNotEmpty();
                permits.release(5);
                while (!told.toString().equals(CountingAgent.wholeText(5))) {
                    JsonNode frame = caller.next();
                    told.append(chunk(frame.path("result")));
                    lastEvent = frame.path("eventId").asText();
                }
                caller.cancelStream(1);
                assertThat(caller.next().path("streamEnd").asBoolean()).isTrue();
                caller.call(2, "GetTask", "{\"id\":\"" + task + "\"}", "");
                assertThat(caller.next()
                                .path("result")
                                .path("status")
                                .path("state")
                                .asText())
                        .as("cancelStream ends the watching, never the task")
                        .isEqualTo("TASK_STATE_WORKING");
            }
            permits.release(CHUNKS);
            try (var caller = new SocketCaller(mesh.http(), "/ws", "1.0")) {
                caller.call(
                        1,
                        "SubscribeToTask",
                        "{\"id\":\"" + task + "\"}",
                        ",\"serviceParameters\":{\"Last-Event-ID\":\"" + lastEvent + "\"}");
                JsonNode frame = caller.next();
                while (!frame.has("streamEnd")) {
                    told.append(chunk(frame.path("result")));
                    frame = caller.next();
                }
                assertThat(told.toString()).isEqualTo(CountingAgent.wholeText(CHUNKS));
                caller.call(2, "CancelTask", "{\"id\":\"" + task + "\"}", "");
                assertThat(caller.next().path("error").path("code").asInt()).isEqualTo(-32002);
                caller.call(3, "ListTasks", "{}", "");
                assertThat(caller.next().path("result").path("totalSize").asInt())
                        .isEqualTo(1);
                mesh.close();
                assertThat(caller.closed.get()).isEqualTo(1001);
            }
        }
    }
}
