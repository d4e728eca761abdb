package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * One command run inside this JVM.
 *
 * @param status its exit status
 */
public record CliRun(int status, String out, String err) {
    public static CliRun of(Map<String, String> environment, String... args) {
        return in(Path.of("target"), environment, args);
    }

    public static CliRun in(Path workingDirectory, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
        int status = Parley.run(args, terminal, environment, workingDirectory);
        return new CliRun(status, out.toString(UTF_8), err.toString(UTF_8));
    }
}
