package dev.parley.cli.local;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal;
import dev.parley.mesh.MeshLeftovers;
import dev.parley.standalone.MeshProcess;
import dev.parley.standalone.Standalone;
import dev.parley.standalone.StandaloneConfig;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a mesh up. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Brings the mesh up: PostgreSQL, Redis, the model and all services.")
public final class UpCommand implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Session session;

    @Mixin
    private UpOptions options = new UpOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Return when it is ready, and leave it running.")
    private boolean detach;

    @Option(names = "--quiet", hidden = true)
    private boolean quiet;

    // for the launcher, which records what a start loads
    @Option(names = "--exit-when-ready", hidden = true)
    private boolean exitWhenReady;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    public UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (detach) {
            ServerProcess server = ServerProcess.spawn(options, session.settings(), List.of());
            tell(server.awaitReady(READY_WITHIN));
            return ExitStatus.DONE.code();
        }
        Path data = options.dataFolder(session.settings());
        OptionalLong parent = options.parent().map(OptionalLong::of).orElseGet(OptionalLong::empty);
        StandaloneConfig config = options.toConfig(session.settings());
        MeshProcess.run(
                data,
                options.logLevel(session.settings()),
                !quiet,
                parent,
                (folder, ending) -> {
                    endLeftovers(folder);
                    Standalone mesh = Standalone.start(folder, config, InstantSource.system());
                    return new MeshProcess.Started(mesh, mesh.run());
                },
                run -> {
                    if (!quiet) {
                        tell(run);
                    }
                    if (exitWhenReady) {
                        Thread.ofPlatform().name("exit-when-ready").start(() -> System.exit(0));
                    }
                });
        return ExitStatus.DONE.code();
    }

    /** Of a mesh of processes, too: its front may have our port. */
    private static void endLeftovers(DataFolder folder) {
        try {
            MeshLeftovers.end(folder, InstantSource.system());
        } catch (IOException e) {
            folder.close();
            throw new StartRefused("What an earlier run left on " + folder.root() + " cannot be ended: " + e, e);
        } catch (InterruptedException e) {
            folder.close();
            Thread.currentThread().interrupt();
            throw new StartRefused("Interrupted before it was ready", e);
        }
    }

    private void tell(MeshRun run) {
        session.print(format, run.toJson().toString(), () -> announce(session, run, options, detach));
    }

    /** Says where everything is, for the person who started it. */
    public static void announce(Session session, MeshRun run, UpOptions options, boolean detached) {
        boolean elsewhere = run.http().isEmpty();
        String front = elsewhere ? "on the front's host only" : run.http();
        session.terminal()
                .data(session.terminal().paint(Terminal.Tone.GOOD, "ready") + (elsewhere ? "" : "  " + run.http()));
        session.terminal().note("  A2A and REST  " + front);
        if (!run.management().isEmpty()) {
            session.terminal().note("  management    " + run.management());
        }
        session.terminal().note("  data          " + run.dataDir());
        session.terminal().note("  log           " + run.log());
        session.terminal().note("  vectors       " + run.vectors());
        session.terminal().note("  end it with   " + (detached ? options.downCommand(session.settings()) : "Ctrl-C"));
    }
}
