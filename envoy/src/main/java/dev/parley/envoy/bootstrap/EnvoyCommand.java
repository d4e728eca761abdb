package dev.parley.envoy.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact command line of an Envoy.
 *
 * @param program the executable
 * @param config the rendered bootstrap
 * @param log file of Envoy's own log
 * @param level of that log: trace, debug, info, warning, error, critical or off
 */
public record EnvoyCommand(Path program, Path config, Path log, String level) {
    // one worker a process of ours: Envoy's default is one a core, in every sidecar
    private static final String WORKERS = "1";
    private static final String LOG_FORMAT = "%Y-%m-%dT%T.%e%z %l [%n] %v";

    /** To start it. Envoy with hot restart dies with the thread that started it, so it is off. */
    public List<String> line() {
        return line(List.of("--disable-hot-restart"));
    }

    /**
     * To start it so that a later start of the same base id takes over its listeners; for the front only. Envoy then dies
     * with the process or thread that started it.
     *
     * @param baseId one a chain of restarts on this machine
     * @param epoch 0 for the first start, then one more each time
     * @param drainSeconds for how long the one before goes on with what it has begun
     */
    public List<String> restartable(int baseId, int epoch, int drainSeconds) {
        return line(List.of(
                "--base-id",
                Integer.toString(baseId),
                "--restart-epoch",
                Integer.toString(epoch),
                "--drain-time-s",
                Integer.toString(drainSeconds),
                "--parent-shutdown-time-s",
                Integer.toString(drainSeconds + 5)));
    }

    /** To check the configuration only; ends with status 0 if Envoy takes it. */
    public List<String> validation() {
        return List.of(program.toString(), "--mode", "validate", "-c", config.toString(), "-l", "warning");
    }

    private List<String> line(List<String> restart) {
        List<String> line = new ArrayList<>(List.of(program.toString(), "-c", config.toString()));
        line.addAll(restart);
        line.addAll(List.of(
                "--concurrency",
                WORKERS,
                // else a misspelt field of an agent's cluster is only a warning, and the cluster replaces the others
                "--reject-unknown-dynamic-fields",
                // errors are read while they happen
                "--file-flush-interval-msec",
                "500",
                "--log-path",
                log.toString(),
                "--log-format",
                LOG_FORMAT,
                "-l",
                level));
        return List.copyOf(line);
    }
}
