package dev.parley.cli.demo;

import dev.parley.cli.Session;
import dev.parley.cli.local.ServerProcess;
import dev.parley.cli.local.UpOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Terminal.Tone;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** A guided tour with real agents, whatever kind of mesh is brought up for it. */
public abstract class Demo implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofMinutes(6);
    private static final Duration CALL_WITHIN = Duration.ofMinutes(1);
    private static final int SECONDS_TO_END = 90;

    private final Session session;
    private final InstantSource clock = InstantSource.system();
    // what to end, the last one started first
    private final Deque<Runnable> endings = new ArrayDeque<>();

    @Option(names = "--check", description = "For machines: check every step, end with 0 or 1, leave nothing running.")
    private boolean check;

    protected Demo(Session session) {
        this.session = session;
    }

    /** How the mesh is started. */
    protected abstract UpOptions options();

    @Override
    public Integer call() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end-demo"));
        Instant start = clock.instant();
        try {
            MeshRun run = play();
            double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
            session.terminal().data("");
            if (check) {
                session.terminal()
                        .data(session.terminal()
                                .paint(Tone.GOOD, String.format(Locale.ROOT, "all steps passed in %.1f s", seconds)));
            } else {
                invite(run);
                new CountDownLatch(1).await();
            }
            return ExitStatus.DONE.code();
        } catch (CliException e) {
            session.terminal().note("parley: " + e.text());
            return ExitStatus.FAILURE.code();
        } finally {
            endAll();
        }
    }

    private MeshRun play() {
        Stage stage = new Stage(session.terminal(), clock);
        Path data = options().dataFolder(session.settings());
        session.terminal().data(session.terminal().paint(Tone.STRONG, "Parley: a mesh for A2A agents"));
        ExampleAgents agents = agents(data);
        MeshRun[] run = new MeshRun[1];
        stage.play("The mesh comes up on " + data, () -> run[0] = up(stage, data));
        try (MeshClient client = new MeshClient(run[0].http(), CALL_WITHIN)) {
            new Tour(client, stage, session.terminal()).play(agents.awaitListening());
        }
        return run[0];
    }

    private ExampleAgents agents(Path data) {
        try {
            ExampleAgents agents = ExampleAgents.spawn(
                    session.settings(), DataFolder.prepare(data).resolve("log"));
            atEnd(agents::close);
            return agents;
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, "Data folder " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    private MeshRun up(Stage stage, Path data) {
        Optional<MeshRun> running = MeshOptions.find(data).filter(MeshRun::ready);
        if (running.isPresent()) {
            stage.line("it is up already, process " + running.get().pid() + "; it stays up after the demo");
            return running.get();
        }
        stage.command("parley " + String.join(" ", options().upCommand()) + " --data " + data);
        ServerProcess server = ServerProcess.spawn(
                options(),
                session.settings(),
                List.of(
                        "--exit-with-parent",
                        Long.toString(ProcessHandle.current().pid())));
        atEnd(() -> end(server.process()));
        try {
            MeshRun run = server.awaitReady(READY_WITHIN);
            stage.line("A2A and REST  " + run.http());
            if (!run.management().isEmpty()) {
                stage.line("management    " + run.management());
            }
            stage.line("PostgreSQL    " + run.postgres() + ", every commit synced");
            stage.line("vectors       " + run.vectors());
            return run;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitStatus.FAILURE, "Interrupted", e);
        }
    }

    private void invite(MeshRun run) {
        String flag = run.dataDir().equals(session.settings().defaultDataFolder()) ? "" : " --data " + run.dataDir();
        session.terminal()
                .data(session.terminal().paint(Tone.STRONG, "It is yours until Ctrl-C. In another terminal:"));
        session.terminal().data("   ./parley send" + flag + " \"How warm is it in Rome in July?\"");
        session.terminal()
                .data("   ./parley send" + flag + " -a storyteller --stream \"A story of 300 words, please\"");
        session.terminal().data("   ./parley find" + flag + " \"draw a chart of my sales figures\"");
        session.terminal().data("");
        session.terminal().data("   the mesh as an agent   " + run.http() + "/.well-known/agent-card.json");
        session.terminal().data("   the REST interface     " + run.http() + "/api/v1/openapi.json");
        if (!run.management().isEmpty()) {
            session.terminal()
                    .data("   health and metrics     " + run.management() + "/health  " + run.management()
                            + "/metrics");
        }
    }

    private void atEnd(Runnable ending) {
        synchronized (endings) {
            endings.push(ending);
        }
    }

    // by the end of the command or by the shutdown hook, whichever comes first; the other one waits
    private void endAll() {
        synchronized (endings) {
            while (!endings.isEmpty()) {
                endings.pop().run();
            }
        }
    }

    private static void end(Process mesh) {
        mesh.destroy();
        try {
            if (!mesh.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                mesh.destroyForcibly();
            }
        } catch (InterruptedException e) {
            mesh.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
