package dev.parley.cli.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * The scripted agent on the official Python SDK, which stands in {@code deploy/standalone}, run by the Python that
 * {@code PARLEY_PYTHON} names, else by a virtual environment made once in {@code target}. Where that cannot be made the
 * test is skipped with what is lacking, and fails where {@code CI} is set.
 */
final class ScriptedPython {
    private static final Path FOLDER = Path.of("..", "deploy", "standalone", "src", "test", "sdk", "python-1.3");

    private ScriptedPython() {}

    /** Prints one JSON line when it listens, and ends with its input. */
    static Process start(String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(python(), FOLDER.resolve("agent.py").toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String python() throws IOException, InterruptedException {
        String given = System.getenv("PARLEY_PYTHON");
        if (given != null && !given.isBlank()) {
            return given;
        }
        Path requirements = FOLDER.resolve("requirements.txt");
        Path home = Path.of("target", "python").toAbsolutePath();
        Path python = home.resolve("bin").resolve("python");
        Path complete =
                home.resolve("complete-" + Files.readString(requirements).hashCode());
        if (!Files.exists(complete)) {
            attempt(List.of("python3", "-m", "venv", "--clear", home.toString()));
            attempt(List.of(python.toString(), "-m", "pip", "-q", "install", "-r", requirements.toString()));
            Files.createFile(complete);
        }
        return python.toString();
    }

    private static void attempt(List<String> command) throws InterruptedException {
        String said;
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            said = String.valueOf(e.getMessage());
        }
        String message = "The test with the official Python SDK needs " + String.join(" ", command)
                + " to work (expected: Python 3.10 or newer with venv, and a package index):\n" + said;
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        throw new TestAbortedException(message);
    }
}
