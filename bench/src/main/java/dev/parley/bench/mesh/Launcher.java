package dev.parley.bench.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the {@code parley} command and gives back what it printed to standard output; its messages go to ours. */
final class Launcher {
    private final Path command;

    Launcher(Path command) {
        this.command = command;
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
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0 && mustSucceed) {
            throw new IOException(String.join(" ", line) + " ended with " + code + " (expected: 0)");
        }
        return printed;
    }
}
