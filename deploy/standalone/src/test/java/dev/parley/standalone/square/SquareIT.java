package dev.parley.standalone.square;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.standalone.e2e.MeshProcess;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every caller in front of every agent, each cell a send, a read, a stream, a cancel, a refusal, and what the caller takes; the README's table of the square is what this finds. That others understand these words too is the official SDKs' matrix to prove ({@code ../sdk}).
 */
class SquareIT {
    private static final Path README = Path.of("../../README.md");
    private static final String BEGIN = "<!-- the square, checked by SquareIT -->\n";
    private static final String END = "<!-- the end of the square -->";
    private static final String WORKS = "✓";
    private static final String MODES = String.join(",", Texts.MODES);

    private static final List<Speech> AGENTS = List.of(
            new Speech(Version.V1_0, Binding.JSON_RPC),
            new Speech(Version.V1_0, Binding.HTTP_JSON),
            new Speech(Version.V1_0, Binding.GRPC),
            new Speech(Version.V0_3, Binding.JSON_RPC),
            new Speech(Version.V0_3, Binding.HTTP_JSON),
            new Speech(Version.V0_3, Binding.GRPC),
            new Speech(Version.V0_2, Binding.JSON_RPC));

    @Test
    void everyCaller_worksWithEveryAgent(@TempDir Path folder) throws Exception {
        List<SquareAgent> agents = new ArrayList<>();
        try (MeshProcess mesh = MeshProcess.start(folder.resolve("data"))) {
            Http http = new Http(mesh.http());
            for (Speech speech : AGENTS) {
                SquareAgent agent = new SquareAgent(speech);
                agents.add(agent);
                register(http, agent);
            }
            ManagedChannel channel = Grpc.newChannelBuilder(mesh.run().grpc(), InsecureChannelCredentials.create())
                    .build();
            try {
                String table = table(callers(http, channel), agents);
                assertThat(table).doesNotContain("✗");
                assertThat(between(Files.readString(README)))
                        .as("the square in README.md (expected: what this test found)")
                        .isEqualTo(table);
            } finally {
                channel.shutdownNow();
            }
        } finally {
            for (SquareAgent agent : agents) {
                agent.close();
            }
        }
    }

    private static List<Caller> callers(Http http, ManagedChannel channel) {
        return List.of(
                new JsonRpcCaller(new Speech(Version.V1_0, Binding.JSON_RPC), JsonRpcCaller.post(http, "1.0")),
                new HttpJsonCaller(http, Version.V1_0),
                new GrpcCaller(channel),
                new JsonRpcCaller(new Speech(Version.V0_3, Binding.JSON_RPC), JsonRpcCaller.post(http, "")),
                new HttpJsonCaller(http, Version.V0_3),
                new V03GrpcCaller(channel),
                new JsonRpcCaller(new Speech(Version.V0_2, Binding.JSON_RPC), JsonRpcCaller.post(http, "")),
                new V01JsonRpcCaller(http),
                new JsonRpcCaller(
                        new Speech(Version.V1_0, Binding.WEB_SOCKET), new WebSocketCarrier(http.mesh(), "1.0")),
                new JsonRpcCaller(new Speech(Version.V0_3, Binding.WEB_SOCKET), new WebSocketCarrier(http.mesh(), "")));
    }

    private static void register(Http http, SquareAgent agent) throws Exception {
        String body = "{\"id\":\"%s\",\"url\":\"%s\"}".formatted(agent.id(), agent.url());
        var answer = http.call("POST", "/api/v1/agents/register", "", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode() / 100)
                .as("registration of %s: %s", agent.speech(), new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(2);
    }

    private static String table(List<Caller> callers, List<SquareAgent> agents) {
        StringBuilder table = new StringBuilder("| caller \\ agent |");
        agents.forEach(agent -> table.append(' ').append(agent.speech()).append(" |"));
        table.append("\n| --- |").append(" --- |".repeat(agents.size())).append('\n');
        for (Caller caller : callers) {
            table.append("| **").append(caller.speech()).append("** |");
            agents.forEach(
                    agent -> table.append(' ').append(cell(caller, agent.id())).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    /** What works, or the first thing that does not. */
    private static String cell(Caller caller, String agentId) {
        try {
            Task task = caller.send(agentId, "hello");
            check("send", done(task.getStatus().getState(), Texts.of(task)));
            Task read = caller.get(agentId, task.getId());
            check("get", done(read.getStatus().getState(), Texts.of(read)));
            List<StreamResponse> events = caller.stream(agentId, "hello");
            check("stream", done(events.getLast().getStatusUpdate().getStatus().getState(), Texts.of(events)));
            Task slow = caller.begin(agentId, Script.SLOW);
            Task canceled = caller.cancel(agentId, slow.getId());
            check("cancel", canceled.getStatus().getState() == TaskState.TASK_STATE_CANCELED);
            check("refusal", refuses(caller, agentId));
            check("output modes", Texts.of(caller.send(agentId, Script.MODES)).equals("echo: " + MODES));
            check("authorization", isAuthorized(caller, agentId));
            return WORKS;
        } catch (Exception e) {
            return "✗ " + e;
        }
    }

    /** The agent wants an authorization: the answer says so, and the next message goes on with the task. */
    private static boolean isAuthorized(Caller caller, String agentId) throws Exception {
        TaskState waits = caller.speech().version() == Version.V0_1
                ? TaskState.TASK_STATE_INPUT_REQUIRED
                : TaskState.TASK_STATE_AUTH_REQUIRED;
        Task task = caller.send(agentId, Script.AUTH);
        Task done = caller.reply(agentId, task.getId(), "granted");
        return task.getStatus().getState() == waits
                && done.getId().equals(task.getId())
                && done.getStatus().getState() == TaskState.TASK_STATE_COMPLETED
                && Texts.of(done).equals("echo: granted");
    }

    private static boolean done(TaskState state, String text) {
        return state == TaskState.TASK_STATE_COMPLETED && text.equals("echo: hello");
    }

    /** An unknown task is told as this caller's version and binding tell it. */
    private static boolean refuses(Caller caller, String agentId) throws Exception {
        String expected = switch (caller.speech().binding()) {
            case JSON_RPC, WEB_SOCKET -> "-32001";
            case HTTP_JSON -> "404";
            case GRPC -> "NOT_FOUND";
        };
        try {
            caller.get(agentId, UUID.randomUUID().toString());
            return false;
        } catch (Caller.Refused refused) {
            return expected.equals(refused.getMessage());
        }
    }

    private static void check(String operation, boolean works) {
        if (!works) {
            throw new IllegalStateException(operation);
        }
    }

    private static String between(String readme) {
        return readme.lines()
                .map(line -> line + "\n")
                .dropWhile(line -> !line.equals(BEGIN))
                .skip(1)
                .takeWhile(line -> !line.strip().equals(END))
                .collect(Collectors.joining());
    }
}
