package dev.parley.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.Parley;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A mesh in a JVM of its own, in a session of its own. */
public final class ServerProcess {
    private static final Duration POLL = Duration.ofMillis(25);

    private final Process process;
    private final Path dataFolder;
    private final Path console;
    private final long consoleStart;

    private ServerProcess(Process process, Path dataFolder, Path console, long consoleStart) {
        this.process = process;
        this.dataFolder = dataFolder;
        this.console = console;
        this.consoleStart = consoleStart;
    }

    /** Starts {@code parley up}, or {@code parley mesh up}, with the same flags and returns at once. */
    public static ServerProcess spawn(UpOptions options, Settings settings, List<String> more) {
        // what the child would refuse is refused here: as wrong usage, and before there is a folder
        options.check(settings);
        Path data = options.dataFolder(settings);
        try {
            Path console = DataFolder.prepare(data).resolve("log").resolve("console.log");
            long start = Files.exists(console) ? Files.size(console) : 0;
            List<String> arguments = new ArrayList<>(options.upCommand());
            arguments.add("--quiet");
            arguments.addAll(options.toArguments(settings));
            arguments.addAll(more);
            Process process = ChildJvm.server(settings, Parley.class.getName(), arguments)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                    .start();
            return new ServerProcess(process, data, console, start);
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, "The mesh cannot be started: " + e.getMessage(), e);
        }
    }

    public Process process() {
        return process;
    }

    /** Waits until it is ready; when it ends instead, its last words are the failure. */
    public MeshRun awaitReady(Duration atMost) throws InterruptedException {
        for (long waited = 0; waited < atMost.toMillis(); waited += POLL.toMillis()) {
            Optional<MeshRun> run =
                    MeshOptions.find(dataFolder).filter(found -> found.ready() && found.pid() == process.pid());
            if (run.isPresent()) {
                return run.get();
            }
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CliException(ExitStatus.FAILURE, lastWords());
            }
        }
        process.destroy();
        throw new CliException(
                ExitStatus.TIMEOUT,
                "The mesh is not ready after " + atMost.toSeconds() + " s (its log: " + dataFolder
                        + "/log/parley.log)");
    }

    private String lastWords() {
        try (RandomAccessFile file = new RandomAccessFile(console.toFile(), "r")) {
            file.seek(Math.min(consoleStart, file.length()));
            byte[] text = new byte[(int) Math.min(file.length() - file.getFilePointer(), 8192)];
            file.readFully(text);
            String words = new String(text, UTF_8).strip();
            return words.isEmpty()
                    ? "The mesh ended with status " + process.exitValue() + " (its log: " + dataFolder
                            + "/log/parley.log)"
                    : words.replaceFirst("^parley: ", "");
        } catch (IOException e) {
            return "The mesh ended with status " + process.exitValue();
        }
    }
}
