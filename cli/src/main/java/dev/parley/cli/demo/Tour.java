package dev.parley.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.Terminal;
import dev.parley.cli.talk.TaskTable;
import dev.parley.cli.talk.TaskText;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The steps of the demo, each a real call whose answer is looked at. */
final class Tour {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STORY_WORDS = 60;

    private final MeshClient client;
    private final Stage stage;
    private final Terminal terminal;

    Tour(MeshClient client, Stage stage, Terminal terminal) {
        this.client = client;
        this.stage = stage;
        this.terminal = terminal;
    }

    /** @param agents base URLs of the example agents by name */
    void play(Map<String, String> agents) {
        stage.play(
                "Three agents register with the card that each of them serves", () -> agents.forEach(this::register));
        stage.play("Ask one of them by name", this::askByName);
        stage.play(
                "Say what you need; the mesh chooses who can do it",
                () -> need("Will it rain in London tomorrow?", "weather"));
        stage.play(
                "Another need, another agent",
                () -> need("Compute the mean and the standard deviation of 3, 5, 8, 13 and 21", "analytics"));
        stage.play("A need that nobody here can serve is refused, with the reasons", this::refusal);
        stage.play(
                "A story, streamed; the connection is cut in the middle and the stream resumed",
                () -> new CutStream(client, stage).play("storyteller", STORY_WORDS));
        stage.play("All of it is in the journal", this::tasks);
    }

    private void register(String name, String url) {
        String card = url + "/.well-known/agent-card.json";
        stage.command("parley agent register " + card + " --id " + name);
        JsonNode agent = client.post(
                "/api/v1/agents/register?replace=true&id=" + name,
                JSON.createObjectNode().put("url", card).toString().getBytes(UTF_8));
        Stage.require(
                agent.path("agent_id").asText().equals(name),
                "registered as \"" + agent.path("agent_id").asText() + "\" (expected: " + name + ")");
        stage.line(
                agent.path("name").asText() + ": " + agent.path("description").asText());
    }

    private void askByName() {
        String text = "What is the weather in Paris?";
        stage.command("parley send -a weather \"" + text + "\"");
        SendMessageResponse response = send("weather", text);
        Stage.require(
                !response.hasTask() || response.getTask().getStatus().getState() == TaskState.TASK_STATE_COMPLETED,
                "the task is " + TaskText.state(response.getTask().getStatus().getState()) + " (expected: completed)");
        String answer =
                response.hasTask() ? TaskText.result(response.getTask()) : TaskText.words(response.getMessage());
        stage.line(answer);
        Stage.require(answer.contains("Paris"), "the answer does not speak of Paris");
    }

    private void need(String text, String expected) {
        stage.command("parley send \"" + text + "\"");
        Task task = send("", text).getTask();
        Struct decision = TaskText.decision(task.getMetadata());
        stage.line(TaskText.result(task));
        explain(decision);
        Stage.require(
                task.getStatus().getState() == TaskState.TASK_STATE_COMPLETED,
                "the task is " + TaskText.state(task.getStatus().getState()) + " (expected: completed)");
        String agent = TaskText.member(decision, "agent");
        Stage.require(agent.equals(expected), "the mesh chose \"" + agent + "\" (expected: " + expected + ")");
    }

    private void refusal() {
        String text = "Repair the brakes of my bicycle";
        stage.command("parley send \"" + text + "\"");
        Task task = send("", text).getTask();
        stage.line(TaskText.state(task.getStatus().getState()) + ": " + TaskText.result(task));
        String reason = TaskText.member(task.getStatus().getMessage().getMetadata(), "reason");
        Stage.require(
                task.getStatus().getState() == TaskState.TASK_STATE_FAILED && reason.equals("NO_AGENT"),
                "the task is " + TaskText.state(task.getStatus().getState()) + " " + reason
                        + " (expected: failed with NO_AGENT)");
    }

    private void explain(Struct decision) {
        String summary = TaskText.member(decision, "summary");
        if (!summary.isEmpty()) {
            stage.aside("why: " + summary);
        }
        for (Value candidate : list(decision, "candidates")) {
            Struct members = candidate.getStructValue();
            stage.aside(String.format(
                    Locale.ROOT,
                    "     %-12s score %.2f, similarity %.2f",
                    TaskText.member(members, "agent"),
                    number(members, "score"),
                    number(members, "similarity")));
        }
        for (Value removed : list(decision, "removed")) {
            Struct members = removed.getStructValue();
            stage.aside(String.format(
                    "     %-12s %s", TaskText.member(members, "agent"), TaskText.member(members, "detail")));
        }
    }

    private static List<Value> list(Struct struct, String name) {
        return struct.getFieldsOrDefault(name, Value.getDefaultInstance())
                .getListValue()
                .getValuesList();
    }

    private static double number(Struct struct, String name) {
        return struct.getFieldsOrDefault(name, Value.getDefaultInstance()).getNumberValue();
    }

    private void tasks() {
        stage.command("parley task list");
        ListTasksResponse page = (ListTasksResponse) client.call(
                "/",
                A2aMethod.LIST_TASKS,
                ListTasksRequest.newBuilder()
                        .setPageSize(10)
                        .setIncludeArtifacts(true)
                        .build());
        terminal.table(TaskTable.rows(page.getTasksList()));
        Stage.require(page.getTasksCount() >= 4, page.getTasksCount() + " tasks are listed (expected: at least 4)");
    }

    private SendMessageResponse send(String agent, String text) {
        return (SendMessageResponse) client.call(MeshClient.endpoint(agent), A2aMethod.SEND_MESSAGE, message(text));
    }

    static SendMessageRequest message(String text) {
        return SendMessageRequest.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId(UUID.randomUUID().toString())
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setText(text)))
                .build();
    }
}
