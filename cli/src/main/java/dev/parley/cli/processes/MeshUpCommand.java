package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.local.ServerProcess;
import dev.parley.cli.local.UpCommand;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import dev.parley.mesh.Mesh;
import dev.parley.mesh.MeshConfig;
import dev.parley.standalone.MeshProcess;
import dev.parley.standalone.folder.MeshRun;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a mesh of processes up. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Brings a mesh of processes up: PostgreSQL, Redis, every service with an Envoy beside it, an Envoy in"
                        + " front.")
final class MeshUpCommand implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofMinutes(6);

    private final Session session;

    @Mixin
    private MeshUpOptions options = new MeshUpOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Return when it is ready, and leave it running.")
    private boolean detach;

    @Option(names = "--quiet", hidden = true)
    private boolean quiet;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    MeshUpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (detach) {
            ServerProcess server = ServerProcess.spawn(options, session.settings(), List.of());
            tell(server.awaitReady(READY_WITHIN));
            return ExitStatus.DONE.code();
        }
        MeshConfig config = options.toMeshConfig(session);
        OptionalLong parent = options.parent().map(OptionalLong::of).orElseGet(OptionalLong::empty);
        Consumer<String> told = quiet ? text -> {} : text -> session.terminal().note("  " + text);
        MeshProcess.run(
                options.dataFolder(session.settings()),
                options.logLevel(session.settings()),
                false,
                parent,
                (folder, ending) -> {
                    Mesh mesh = Mesh.start(folder, config, InstantSource.system(), told, ending);
                    return new MeshProcess.Started(mesh, mesh.run());
                },
                run -> {
                    if (!quiet) {
                        tell(run);
                    }
                });
        return ExitStatus.DONE.code();
    }

    private void tell(MeshRun run) {
        session.print(format, run.toJson().toString(), () -> UpCommand.announce(session, run, options, detach));
    }
}
