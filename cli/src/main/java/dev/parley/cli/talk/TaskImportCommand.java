package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.ExitStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a task in from a file. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Takes in the task of a file that parley task export wrote, under its own id, and prints that.%n"
                + "No agent is called. A task that is there already, and the same, is no error.")
final class TaskImportCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Session session;

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
            names = "--keep-owner",
            description = "The task stays its owner's, for who has the role admin. Else it becomes yours.")
    private boolean keepOwner;

    TaskImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode answer = client.upload(
                    "/api/v1/tasks/import" + (keepOwner ? "?keepOwner=true" : ""), file, "application/gzip");
            session.print(options, answer.toString(), () -> {
                session.terminal().data(answer.path("taskId").asText());
                session.terminal()
                        .note(
                                answer.path("alreadyThere").asBoolean()
                                        ? "it was there already, the same"
                                        : answer.path("entries").asText("0") + " entries; to see them: parley task get "
                                                + answer.path("taskId").asText() + " --history");
            });
            return ExitStatus.DONE.code();
        }
    }
}
