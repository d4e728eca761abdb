package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entrances for tools from before A2A, and the methods that no version of it has. */
final class LegacyTest {
    private EdgeFixture edge;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private HttpResponse<String> plain(String path, String text, String... headers) throws Exception {
        var request = edge.request(path)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.ofString(text, StandardCharsets.UTF_8));
        return edge.send(headers.length == 0 ? request : request.headers(headers));
    }

    private List<Part> sentParts() {
        return edge.tasks.sent.getLast().getRequest().getMessage().getPartsList();
    }

    @Test
    void taskRequest_isSentAndAnsweredWithItsResult() throws Exception {
        HttpResponse<String> response = edge.post(
                "/agents/echo/tasks/send",
                "{\"id\":\"r-1\",\"message\":{\"text\":\"do it\"},\"timestamp\":\"2025-01-01T00:00:00\",\"other\":1}");

        assertThat(response.statusCode()).isEqualTo(200);
        SendMessageCall sent = edge.tasks.sent.getFirst();
        assertThat(response.body())
                .startsWith("{\"id\":\"" + sent.getTaskId()
                        + "\",\"status\":\"completed\",\"result\":\"do it\",\"timestamp\":\"")
                .endsWith("Z\"}");
        assertThat(sent.getAgentId()).isEqualTo("echo");
        assertThat(sent.getRequest().getMessage().getMessageId()).isEqualTo("r-1");

        edge.post("/tasks/send", "{\"message\":\"do it\",\"data\":{\"a\":[1]}}");
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEmpty();
        assertThat(sentParts()).hasSize(2);
        assertThat(sentParts().getLast().getData().getStructValue().getFieldsMap())
                .containsKey("a");
    }

    @Test
    void plainText_isOneTextPart() throws Exception {
        assertThat(plain("/tasks/send", "create file ä.txt").body()).contains("\"result\":\"create file ä.txt\"");
        assertThat(sentParts()).singleElement().extracting(Part::getText).isEqualTo("create file ä.txt");
        assertThat(plain("/agents/echo/tasks/send", "x").statusCode()).isEqualTo(200);
        assertThat(plain("/tasks/send", " ").statusCode()).isEqualTo(422);
        // JSON-RPC's own address takes no plain text
        assertThat(plain("/", "x").body()).contains("-32005");
    }

    @Test
    void plainText_isNotTakenFromPagesOfOtherSites() throws Exception {
        assertThat(plain("/tasks/send", "x", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(plain("/tasks/send", "x", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(plain("/tasks/send", "x", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        assertThat(edge.tasks.sent).hasSize(1);
    }

    @Test
    void refusals_haveADetail() throws Exception {
        HttpResponse<String> nobody = edge.post("/agents/nobody/tasks/send", "{\"message\":{\"text\":\"x\"}}");
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(nobody.body()).isEqualTo("{\"detail\":\"Agent not found\"}");
        for (String body : List.of("{}", "{\"message\":{}}", "{\"message\":5}", "{\"message\":{\"text\":\" \"}}")) {
            HttpResponse<String> empty = edge.post("/tasks/send", body);
            assertThat(empty.statusCode()).as(body).isEqualTo(422);
            assertThat(empty.body()).startsWith("{\"detail\":\"$.message");
        }
        assertThat(edge.post("/tasks/send", "{").statusCode()).isEqualTo(400);
        assertThat(edge.send(edge.request("/tasks/send").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(415);
    }

    private static SendMessageReply ended(SendMessageCall call, TaskState state) {
        return SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setTask(Task.newBuilder()
                        .setId(call.getTaskId())
                        .setStatus(TaskStatus.newBuilder()
                                .setState(state)
                                .setMessage(Message.newBuilder()
                                        .setRole(Role.ROLE_AGENT)
                                        .addParts(Part.newBuilder().setText("out of paper")))))
                .build();
    }

    @Test
    void failedAgent_is500WithADetail() throws Exception {
        edge.tasks.onSend = call -> ended(call, TaskState.TASK_STATE_FAILED);
        HttpResponse<String> failed = plain("/tasks/send", "print");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("{\"detail\":\"Agent execution failed: out of paper\"}");

        edge.tasks.onSend = call -> ended(call, TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(plain("/tasks/send", "print").body())
                .contains("\"status\":\"input-required\",\"result\":\"out of paper\"");
    }

    @Test
    void bareMessage_isTheResult() throws Exception {
        edge.tasks.onSend = call -> SendMessageReply.newBuilder()
                .setTaskId(call.getTaskId())
                .setMessage(Message.newBuilder()
                        .setRole(Role.ROLE_AGENT)
                        .addParts(Part.newBuilder().setText("hello")))
                .build();
        assertThat(plain("/tasks/send", "hi").body()).contains("\"status\":\"completed\",\"result\":\"hello\"");
    }

    @Test
    void oldPath_showsTheCallersTasks() throws Exception {
        plain("/tasks/send", "x");
        assertThat(edge.get("/a2a/tasks").body())
                .isEqualTo(edge.get("/api/v1/tasks").body());
        assertThat(edge.get("/a2a/tasks?pageSize=0").statusCode()).isEqualTo(422);
    }

    @Test
    void discover_searchesAgents() throws Exception {
        HttpResponse<String> found =
                edge.rpc("/", "agent.discover", "{\"query\":\"say it\",\"skills\":[\"say\"],\"limit\":3}");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"matches\":[{\"similarity\":0.9")
                .contains("\"agent_id\":\"echo\"", edge.base() + "/agents/echo", "\"engine\":\"exact-scan\"");
        assertThat(edge.registry.searches.getFirst().getText()).isEqualTo("say it");
        assertThat(edge.registry.searches.getFirst().getLimit()).isEqualTo(3);

        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            assertThat(caller.call("\"d\"", "agent.discover", "{\"need\":\"say it\"}")
                            .next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"d\",\"result\":{\"matches\"");
        }
        assertThat(edge.management("/metrics"))
                .contains("a2a_requests_total{endpoint=\"/\",method=\"agent.discover\",status=\"200\"}");
    }

    @Test
    void discover_refusesWhatIsWrong() throws Exception {
        assertThat(edge.rpc("/", "agent.discover", "{}").body()).contains("\"id\":1", "-32602", "need is empty");
        assertThat(edge.rpc("/", "agent.discover", "{\"need\":\"x\",\"limit\":0,\"what\":1}")
                        .body())
                .contains("-32602", "$.params.limit", "$.params.what");
        assertThat(edge.rpc("/", "agent.discover", "[1]").body()).contains("-32602", "$.params");
        assertThat(edge.rpc("/agents/echo", "agent.discover", "{\"need\":\"x\"}")
                        .body())
                .contains("-32601");
        assertThat(edge.rpc("/", "agent.destroy", "{}").body()).contains("-32601");
        assertThat(edge.post(
                                "/",
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.discover\",\"params\":{\"need\":\"x\"}}",
                                "A2A-Version",
                                "99.0")
                        .body())
                .contains("-32009");
        assertThat(edge.post("/", "{\"jsonrpc\":\"2.0\",\"method\":\"agent.discover\",\"params\":{\"need\":\"x\"}}")
                        .body())
                .as("without an id it is no call")
                .contains("-32601");
        // no version at all is as good: no version of A2A has it
        assertThat(edge.post(
                                "/",
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.discover\",\"params\":{\"need\":\"x\"}}")
                        .body())
                .contains("matches");
    }
}
