package dev.parley.standalone.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A Python with an official SDK: the one that the environment names, else a virtual environment made once in {@code target}.
 * Where that cannot be made, tests are skipped with what is lacking, and fail where {@code CI} is set.
 */
final class Python {
    private static final Path SCRIPTS = Path.of("src", "test", "python");

    private final String program;
    private final Path scripts;

    private Python(String program, Path scripts) {
        this.program = program;
        this.scripts = scripts;
    }

    /** With the SDK of A2A 1.0. */
    static Python withPackages() throws IOException, InterruptedException {
        return withPackages("", "PARLEY_PYTHON");
    }

    /**
     * @param folder of the scripts and their {@code requirements.txt}, below that of all scripts
     * @param variable of the environment that may name a Python which has the packages
     */
    static Python withPackages(String folder, String variable) throws IOException, InterruptedException {
        Path scripts = SCRIPTS.resolve(folder);
        String given = System.getenv(variable);
        if (given != null && !given.isBlank()) {
            return new Python(given, scripts);
        }
        Path requirements = scripts.resolve("requirements.txt");
        Path home = Path.of("target", "python" + folder).toAbsolutePath();
        Python python = new Python(home.resolve("bin").resolve("python").toString(), scripts);
        Path complete =
                home.resolve("complete-" + Files.readString(requirements).hashCode());
        if (Files.exists(complete)) {
            return python;
        }
        attempt(
                "python3 -m venv (expected: Python 3.10 or newer with its venv module; python3 and python3-venv on Debian)",
                List.of("python3", "-m", "venv", "--clear", home.toString()));
        attempt(
                "pip install of the packages in " + requirements + " (expected: a package index that can be reached)",
                List.of(
                        python.program,
                        "-m",
                        "pip",
                        "--disable-pip-version-check",
                        "-q",
                        "install",
                        "-r",
                        requirements.toString()));
        Files.createFile(complete);
        return python;
    }

    /** Runs a script and gives its standard output; what it says beside goes to ours. Its exit code does not matter. */
    String run(String script, String... arguments) throws IOException {
        Process process = start(script, arguments);
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Starts a script; the caller ends it. */
    Process start(String script, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program, scripts.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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
