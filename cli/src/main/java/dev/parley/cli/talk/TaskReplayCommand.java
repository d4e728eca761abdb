package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does again what a task did. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Sends a message of a task that has ended once more, as a new task, and prints its id.%n"
                + "It goes where it went, or where --agent or --need say. Each task has the other in its history.")
final class TaskReplayCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "TASK")
    private String id = "";

    @Option(
            names = {"-a", "--agent"},
            paramLabel = "AGENT",
            description = "To this agent. Without it and --need: as the task was sent.")
    private @Nullable String agent;

    @Option(names = "--need", paramLabel = "TEXT", description = "To whoever the mesh chooses for this need.")
    private @Nullable String need;

    @Option(
            names = "--turn",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which of the task's messages; the first by default.")
    private int turn;

    @Option(
            names = "--keep-context",
            description = "In the task's own context: its agent remembers the first time, if it remembers anything.")
    private boolean keepContext;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The same command under this key makes one task only, for as long as once-keys hold.")
    private @Nullable String key;

    @Option(names = "--follow", description = "Follows the new task to its end. Ends with 1 when that failed.")
    private boolean follow;

    TaskReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (agent != null && need != null) {
            throw new CliException(ExitStatus.USAGE, "--agent beside --need (expected: either)");
        }
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode answer = client.post(
                    "/api/v1/tasks/" + MeshClient.encoded(id) + "/replay",
                    body().toString().getBytes(StandardCharsets.UTF_8),
                    key == null ? Map.of() : Map.of("Idempotency-Key", key));
            String made = answer.path("taskId").asText();
            if (answer.path("madeBefore").asBoolean()) {
                session.terminal().note("made before, under the same key");
            }
            if (follow) {
                session.terminal().note("task " + id + " is replayed as " + made);
                return follow(client, made).code();
            }
            session.print(options, answer.toString(), () -> session.terminal().data(made));
            return ExitStatus.DONE.code();
        }
    }

    private ObjectNode body() {
        ObjectNode body = JSON.createObjectNode().put("turn", turn).put("keepContext", keepContext);
        if (agent != null) {
            body.put("toAgent", agent);
        }
        if (need != null) {
            body.put("need", need);
        }
        return body;
    }

    private ExitStatus follow(MeshClient client, String made) {
        TaskFollower follower = new TaskFollower(
                client,
                MeshClient.endpoint(""),
                OptionalLong.of(0),
                new StreamPrinter(session.terminal(), options.format()),
                session.terminal()::note);
        return TaskText.exitStatus(follower.follow(
                A2aMethod.SUBSCRIBE_TO_TASK,
                SubscribeToTaskRequest.newBuilder().setId(made).build()));
    }
}
