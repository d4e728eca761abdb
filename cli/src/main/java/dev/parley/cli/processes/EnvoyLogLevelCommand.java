package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets how much an Envoy logs, until it is started again. */
@Command(
        name = "log-level",
        mixinStandardHelpOptions = true,
        description = "Sets how much an Envoy logs, until it is started again.")
final class EnvoyLogLevelCommand implements Callable<Integer> {
    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warning", "error", "critical", "off");

    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    @Option(
            names = "--level",
            required = true,
            paramLabel = "LEVEL",
            description = "trace, debug, info, warning, error, critical or off.")
    private String level = "";

    @Option(names = "--logger", paramLabel = "NAME", description = "One logger, rbac for instance; else all of them.")
    private @Nullable String logger;

    EnvoyLogLevelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!LEVELS.contains(level)) {
            throw new CliException(
                    ExitStatus.USAGE, "--level " + level + " (expected: one of " + String.join(", ", LEVELS) + ")");
        }
        envoys.ask(session, admin -> {
                    if (logger == null) {
                        admin.logLevel(level);
                    } else {
                        admin.logLevel(logger, level);
                    }
                    return level;
                })
                .forEach(answer -> session.terminal()
                        .data(answer.instance() + "  " + (logger == null ? "" : logger + " ") + "logs at " + level));
        return ExitStatus.DONE.code();
    }
}
