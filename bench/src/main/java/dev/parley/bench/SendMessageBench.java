package dev.parley.bench;

import dev.parley.bench.agent.AgentProcess;
import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.mesh.MeshUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * SendMessage to an agent that answers at once, directly and through the mesh, in one interleaved run. Arguments: see
 * {@link Options}. Ends with 1 when an answer was not a completed Task.
 */
public final class SendMessageBench {
    private final Options options;
    private final LongSupplier nanoClock;
    private final Report report = new Report(System.out);

    private SendMessageBench(Options options, LongSupplier nanoClock) {
        this.options = options;
        this.nanoClock = nanoClock;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args, Path.of("").toAbsolutePath());
        System.exit(new SendMessageBench(options, System::nanoTime).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        Files.createDirectories(options.data());
        DiskSync disk = DiskSync.measure(options.data(), Duration.ofSeconds(1), nanoClock);
        if (options.url().isPresent()) {
            URI agent = options.agentUrl()
                    .orElseThrow(() -> new IllegalArgumentException("--url without --agent-url (expected: both)"));
            try (var mesh = MeshUnderTest.at(options.url().get(), options.management())) {
                return measure(agent, mesh, disk);
            }
        }
        Path data = Files.createTempDirectory(options.data().toAbsolutePath(), "mesh");
        try (var agent = AgentProcess.start();
                var mesh = MeshUnderTest.start(options.parley(), data, agent.url())) {
            return measure(agent.url(), mesh, disk);
        } finally {
            Folders.delete(data);
        }
    }

    private boolean measure(URI agent, MeshUnderTest mesh, DiskSync disk) throws IOException, InterruptedException {
        try (var load = new ClosedLoop(nanoClock)) {
            var rounds = new Rounds(options, load, agent, mesh);
            double before = mesh.cpuSeconds().orElse(0.0);
            rounds.measure();
            double used = mesh.cpuSeconds().orElse(0.0) - before;
            report.head(options, disk);
            rounds.print(report);
            if (used > 0) {
                report.cpu(used * 1e6 / rounds.meshMessages());
            }
            return rounds.clean();
        }
    }
}
