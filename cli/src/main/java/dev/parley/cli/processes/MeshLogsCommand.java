package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.local.LogsCommand;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.kit.log.ServerLog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log of an instance, of its Envoy, or of who watches over them. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the log of an instance; without one, of who watches over them all.")
final class MeshLogsCommand extends LogsCommand {
    @Parameters(arity = "0..1", paramLabel = "INSTANCE", description = "task-2 for instance.")
    private @Nullable String instance;

    @Option(names = "--envoy", description = "The log of its Envoy.")
    private boolean envoy;

    @Option(names = "--errors", description = "The failed requests that its Envoy saw, one line of JSON each.")
    private boolean errors;

    MeshLogsCommand(Session session) {
        super(session);
    }

    @Override
    protected Path file(Path logs) {
        String name = instance;
        if (name == null) {
            if (envoy || errors) {
                throw new CliException(
                        ExitStatus.USAGE,
                        "--envoy and --errors say of which instance (expected: front-1 for instance)");
            }
            return super.file(logs);
        }
        Path folder = logs.resolve(name);
        if (!name.matches("[a-z]+-[0-9]+") || !Files.isDirectory(folder)) {
            throw new CliException(
                    ExitStatus.USAGE, "Instance \"" + name + "\" has no logs (expected: one of `parley mesh status`)");
        }
        if (envoy) {
            return folder.resolve("envoy.log");
        }
        return errors ? folder.resolve("envoy-errors.log") : ServerLog.file(folder);
    }
}
