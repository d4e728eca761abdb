package dev.parley.cli.local;

import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.mesh.MeshLeftovers;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends what runs on a data folder. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the mesh that runs on a data folder, with everything it started.")
public final class DownCommand implements Callable<Integer> {
    private static final int SECONDS_TO_END = 90;
    private static final int TRIES_FOR_FOLDER = 100;

    private final Session session;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the mesh keeps everything (PARLEY_DATA; ~/.local/share/parley).")
    private @Nullable Path data;

    public DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path folder = session.settings()
                .find(data == null ? null : data.toString(), "PARLEY_DATA", "data")
                .map(Path::of)
                .orElseGet(session.settings()::defaultDataFolder);
        if (!Files.isDirectory(folder)) {
            session.terminal().note("nothing runs on " + folder);
            return ExitStatus.DONE.code();
        }
        Optional<MeshRun> run = MeshOptions.find(folder);
        if (run.isPresent()) {
            end(run.get().pid());
        }
        boolean leftovers = endLeftovers(folder);
        if (run.isPresent()) {
            session.terminal().note("ended process " + run.get().pid() + " on " + folder);
        } else {
            session.terminal()
                    .note(leftovers ? "ended what an earlier run had left on " + folder : "nothing runs on " + folder);
        }
        return ExitStatus.DONE.code();
    }

    private void end(long pid) throws InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            session.terminal().note("process " + pid + " does not end within " + SECONDS_TO_END + " s, killing it");
            process.get().destroyForcibly();
        } catch (ExecutionException e) {
            throw new CliException(
                    ExitStatus.FAILURE, "Process " + pid + " cannot be waited for: " + e.getMessage(), e);
        }
    }

    // the folder's lock goes with its process: holding it means that the mesh is gone
    private static boolean endLeftovers(Path path) throws InterruptedException, IOException {
        for (int i = 0; ; i++) {
            try (DataFolder folder = DataFolder.open(path)) {
                return MeshLeftovers.end(folder, InstantSource.system());
            } catch (StartRefused e) {
                if (i == TRIES_FOR_FOLDER) {
                    throw new CliException(ExitStatus.FAILURE, String.valueOf(e.getMessage()), e);
                }
                Thread.sleep(50);
            }
        }
    }
}
