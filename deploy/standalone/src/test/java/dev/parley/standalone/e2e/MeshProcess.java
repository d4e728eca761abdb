package dev.parley.standalone.e2e;

import dev.parley.standalone.folder.MeshRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A mesh in a JVM of its own, on a data folder that outlives it. Ports are free ones. */
public final class MeshProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final MeshRun run;

    private MeshProcess(Process process, MeshRun run) {
        this.process = process;
        this.run = run;
    }

    /**
     * Starts a mesh and returns when it is ready. Its messages go to {@code DATA.log}, beside the folder.
     *
     * @param settings {@code key=value} each, instead of the defaults
     */
    public static MeshProcess start(Path data, String... settings) throws Exception {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1", // a third of the processor time until it is ready
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        Stream.of(settings).map(setting -> "-D" + setting).forEach(command::add);
        command.addAll(List.of(MeshProgram.class.getName(), data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            Waiting.until("mesh on " + data + " ready", START, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("mesh ended with " + process.exitValue() + ":\n" + Files.readString(log));
                }
                return MeshRun.read(data)
                        .filter(run -> run.pid() == process.pid() && run.ready())
                        .isPresent();
            });
        } catch (AssertionError e) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(e.getMessage() + "\n" + Files.readString(log), e);
        }
        return new MeshProcess(process, MeshRun.read(data).orElseThrow());
    }

    public URI http() {
        return URI.create(run.http());
    }

    public MeshRun run() {
        return run;
    }

    /** A connection to its database. */
    Connection database() throws IOException, SQLException {
        String address = run.postgres().substring(run.postgres().indexOf("127.0.0.1"));
        String password =
                Files.readString(run.dataDir().resolve("secrets/postgres")).strip();
        return DriverManager.getConnection("jdbc:postgresql://" + address + "/postgres", "parley", password);
    }

    /** SIGKILL: no shutdown hook runs, PostgreSQL and Redis are left behind. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it as a user would. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("mesh " + process.pid() + " did not end within 30 s of SIGTERM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
