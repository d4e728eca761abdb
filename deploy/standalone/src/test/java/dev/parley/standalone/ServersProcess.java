package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.standalone.postgres.Database;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link HeldServers} in a JVM of its own, which a test may kill. */
final class ServersProcess implements AutoCloseable {
    private final Process process;
    private final String line;
    private final Path data;

    private ServersProcess(Process process, String line, Path data) {
        this.process = process;
        this.line = line;
        this.data = data;
    }

    static ServersProcess start(Path data) throws IOException {
        return start(data, cache(), List.of(), System.getProperty("java.class.path"));
    }

    /** Waits until it serves or refuses. */
    static ServersProcess start(Path data, Path cache, List<String> prefix, String classPath) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                HeldServers.class.getName(),
                data.toString(),
                cache.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/held-servers.log")))
                .start();
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.startsWith("serving ") && !line.startsWith("refused ")) {
            line = lines.readLine();
        }
        assertThat(line)
                .as("first line of the process; see target/held-servers.log")
                .isNotNull();
        return new ServersProcess(process, String.valueOf(line), data);
    }

    /** Unpacked programs, shared by all tests of this build. */
    static Path cache() {
        return Path.of("target", "cache").toAbsolutePath();
    }

    String line() {
        return line;
    }

    long pid() {
        return process.pid();
    }

    long postgresPid() {
        return Long.parseLong(line.split(" ")[1]);
    }

    long redisPid() {
        return Long.parseLong(line.split(" ")[2]);
    }

    Database database() throws IOException {
        return new Database(line.split(" ")[3], "parley", Files.readString(data.resolve("secrets/postgres")), "test");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
