package dev.parley.bench.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the {@code parley} command and gives back what it printed to standard output; its messages go to ours. */
final class Launcher {
    private final Path command;
    private final Map<String, String> environment;

    /** @param environment beside that of this process */
    Launcher(Path command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** @throws IOException if the command cannot be started or ends with another code than 0 */
    String run(String... arguments) throws IOException {
        return run(true, arguments);
    }

    /** The same, whatever it ends with: a status says by its code how things are. */
    String runWhatever(String... arguments) throws IOException {
        return run(false, arguments);
    }

    private String run(boolean mustSucceed, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(command.toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0 && mustSucceed) {
            throw new IOException(String.join(" ", line) + " ended with " + code + " (expected: 0)");
        }
        return printed;
    }
}
