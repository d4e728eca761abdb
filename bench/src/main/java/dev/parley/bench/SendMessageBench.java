package dev.parley.bench;

import dev.parley.bench.agent.InstantAgent;
import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.mesh.MeshUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

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
        Process agent = startAgent();
        try {
            URI agentUrl = firstLine(agent);
            try (var mesh = MeshUnderTest.start(options.parley(), data, agentUrl)) {
                return measure(agentUrl, mesh, disk);
            }
        } finally {
            agent.destroy();
            remove(data);
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

    /** The agent runs in a JVM of its own, as agents do. */
    private static Process startAgent() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstantAgent.class.getName(),
                        "0"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static URI firstLine(Process agent) throws IOException {
        // not closed: the agent would notice
        var lines = new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("The agent ended before it said where it listens");
        }
        return URI.create(line);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
