package dev.parley.proto.a2a;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The official Python SDK in a virtual environment under {@code target}, made at its first use. */
final class PythonSdk {
    private static final List<String> PACKAGES =
            List.of("a2a-sdk==1.3.0", "protobuf==7.36.2", "googleapis-common-protos==1.76.0");
    private static final Path VENV = Path.of("target", "a2a-sdk-venv").toAbsolutePath();
    private static final Path COMPLETE = VENV.resolve("complete");
    private static final long TIMEOUT_SECONDS = 180;

    private PythonSdk() {}

    /** Something on this machine that the SDK needs is not there. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String what) {
            super(what);
        }
    }

    /** What the script printed. */
    static String run(Path script, String argument) throws Missing, IOException, InterruptedException {
        if (!Files.exists(COMPLETE)) {
            require("python3 with its venv module", "python3", "-m", "venv", VENV.toString());
            List<String> install = new ArrayList<>(
                    List.of(VENV.resolve("bin/python").toString(), "-m", "pip", "install", "--quiet", "--no-deps"));
            install.addAll(PACKAGES);
            require("pip with a package index that has " + PACKAGES, install.toArray(String[]::new));
            Files.createFile(COMPLETE);
        }
        Path output = Files.createTempFile(VENV, "out", ".txt");
        int exit = exitOf(
                output,
                VENV.resolve("bin/python").toString(),
                script.toAbsolutePath().toString(),
                argument);
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (exit != 0) {
            throw new IOException(script + " ended with " + exit + " (expected: 0): " + text);
        }
        return text.strip();
    }

    private static void require(String what, String... command) throws Missing, IOException, InterruptedException {
        Path output = Files.createTempFile("python", ".txt");
        int exit;
        try {
            exit = exitOf(output, command);
        } catch (IOException notFound) {
            throw new Missing(what + ": " + notFound.getMessage());
        }
        if (exit != 0) {
            throw new Missing(what + ": "
                    + Files.readString(output, StandardCharsets.UTF_8).strip());
        }
        Files.delete(output);
    }

    private static int exitOf(Path output, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException(String.join(" ", command) + " took longer than " + TIMEOUT_SECONDS + " s");
        }
        return process.exitValue();
    }
}
