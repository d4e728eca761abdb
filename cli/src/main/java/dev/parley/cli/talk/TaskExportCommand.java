package dev.parley.cli.talk;

import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a task as a file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a task with its whole journal into one file, for parley task import.%n"
                + "Messages and artifacts are in it; webhooks' tokens are not.")
final class TaskExportCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Parameters(paramLabel = "TASK")
    private String id = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; - is standard output. Default: task-TASK.jsonl.gz, here.")
    private @Nullable String output;

    @Option(names = "--force", description = "Replaces a file that is there.")
    private boolean force;

    TaskExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path file = Path.of(output == null ? "task-" + id.replace('/', '_') + ".jsonl.gz" : output);
        boolean toStandardOutput = "-".equals(output);
        if (!toStandardOutput && !force && Files.exists(file)) {
            throw alreadyThere(file);
        }
        try (MeshClient client = session.open(mesh, TIMEOUT);
                InputStream in = client.download("/api/v1/tasks/" + MeshClient.encoded(id) + "/export")) {
            if (toStandardOutput) {
                in.transferTo(session.terminal().out());
                session.terminal().out().flush();
            } else {
                write(in, file);
                session.terminal().note("task " + id + " is in " + file);
            }
            return ExitStatus.DONE.code();
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(file);
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, "Task " + id + " could not be exported: " + e.getMessage(), e);
        }
    }

    /** Under its name when it is whole, and not before. */
    private void write(InputStream in, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, "." + file.getFileName() + ".", ".part");
        try {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            if (force) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(file, part); // fails where something is
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static CliException alreadyThere(Path file) {
        return new CliException(
                ExitStatus.USAGE, "File " + file + " is there already (expected: another -o, or --force)");
    }
}
