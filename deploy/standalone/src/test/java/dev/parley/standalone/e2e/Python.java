package dev.parley.standalone.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A Python with the official SDK: the one {@code PARLEY_PYTHON} names, else a virtual environment made once in
 * {@code target}. Where that cannot be made, tests are skipped with what is lacking, and fail where {@code CI} is set.
 */
final class Python {
    private static final Path SCRIPTS = Path.of("src", "test", "python");

    private Python() {}

    /** The command that starts it. */
    static List<String> withPackages() throws IOException, InterruptedException {
        String given = System.getenv("PARLEY_PYTHON");
        if (given != null && !given.isBlank()) {
            return List.of(given);
        }
        Path home = Path.of("target", "python").toAbsolutePath();
        Path program = home.resolve("bin").resolve("python");
        Path complete = home.resolve("complete-" + requirements().hashCode());
        if (Files.exists(complete)) {
            return List.of(program.toString());
        }
        attempt(
                "python3 -m venv (expected: Python 3.10 or newer with its venv module; python3 and python3-venv on Debian)",
                List.of("python3", "-m", "venv", "--clear", home.toString()));
        attempt(
                "pip install of the packages in " + SCRIPTS.resolve("requirements.txt")
                        + " (expected: a package index that can be reached)",
                List.of(
                        program.toString(),
                        "-m",
                        "pip",
                        "--disable-pip-version-check",
                        "-q",
                        "install",
                        "-r",
                        SCRIPTS.resolve("requirements.txt").toString()));
        Files.createFile(complete);
        return List.of(program.toString());
    }

    /** Runs a script and gives its standard output; what it says beside goes to ours. Its exit code does not matter. */
    static String run(List<String> python, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(python);
        command.add(SCRIPTS.resolve(script).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String requirements() throws IOException {
        return Files.readString(SCRIPTS.resolve("requirements.txt"));
    }

    private static void attempt(String what, List<String> command) throws InterruptedException {
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
        String message = "The tests with the official Python SDK need " + what + ":\n" + said;
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        throw new TestAbortedException(message);
    }
}
