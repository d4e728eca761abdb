package dev.parley.bench;

import dev.parley.bench.agent.AgentProcess;
import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.load.Outcome;
import dev.parley.bench.load.Target;
import dev.parley.bench.mesh.MeshOfProcesses;
import dev.parley.bench.mesh.MeshUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.DoubleSupplier;

/**
 * SendMessage to an agent that answers at once: through a mesh in one process, and through one whose services are processes behind
 * Envoys, both running, in turns. Arguments: {@code --rounds}, {@code --seconds}, {@code --warm}, {@code --connections},
 * {@code --parley} and {@code --data} of {@link Options}. Ends with 1 when an answer was not a completed Task.
 */
public final class SidecarBench {
    // a mesh of processes does without the better one on a small machine: then the compilers would be compared
    private static final Map<String, String> BOTH_COMPILERS = Map.of("PARLEY_SERVER_OPTS", "-XX:TieredStopAtLevel=4");

    private final Options options;
    private final ClosedLoop load;
    private final List<Way> ways;
    private final String run = UUID.randomUUID().toString();
    private int measurements;

    /** One of the two: what it is called, and the CPU seconds that each part of it has used so far. */
    private record Way(
            Target target, Map<String, DoubleSupplier> cpu, Map<Integer, Row> rows, Map<Integer, Cost> costs) {
        Row row(int connections) {
            return rows.computeIfAbsent(connections, ignored -> new Row());
        }

        Cost cost(int connections) {
            return costs.computeIfAbsent(connections, ignored -> new Cost());
        }
    }

    /** CPU of the parts over all rounds at one number of connections. */
    private static final class Cost {
        private final Map<String, Double> seconds = new LinkedHashMap<>();
        private long messages;
    }

    private SidecarBench(Options options, ClosedLoop load, List<Way> ways) {
        this.options = options;
        this.load = load;
        this.ways = ways;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args, Path.of("").toAbsolutePath());
        Files.createDirectories(options.data());
        Path one = Files.createTempDirectory(options.data().toAbsolutePath(), "one");
        // short: it holds unix sockets
        Path many = Files.createTempDirectory("parley");
        boolean clean;
        try (var agent = AgentProcess.start();
                var standalone = MeshUnderTest.start(options.parley(), one, agent.url());
                var processes = MeshOfProcesses.start(options.parley(), many, agent.url(), "edge=1", BOTH_COMPILERS);
                var load = new ClosedLoop(System::nanoTime)) {
            var members = processes.members();
            var services = members.stream().map(MeshOfProcesses.Member::process).toList();
            var envoys = members.stream().map(MeshOfProcesses.Member::sidecar).toList();
            clean = new SidecarBench(
                            options,
                            load,
                            List.of(
                                    way(
                                            "one process",
                                            standalone.agentUrl(),
                                            Map.of(
                                                    "the process",
                                                    () -> standalone
                                                            .cpuSeconds()
                                                            .orElse(0.0))),
                                    way(
                                            "processes behind Envoys",
                                            processes.agentUrl(),
                                            Map.of(
                                                    "5 services", () -> MeshOfProcesses.cpuSeconds(services),
                                                    "6 Envoys", () -> MeshOfProcesses.cpuSeconds(envoys)))))
                    .run();
        } finally {
            Folders.delete(one);
            Folders.delete(many);
        }
        System.exit(clean ? 0 : 1);
    }

    private static Way way(String name, URI url, Map<String, DoubleSupplier> cpu) {
        return new Way(new Target(name, url), cpu, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private boolean run() throws InterruptedException, IOException {
        for (Way way : ways) {
            load.run(way.target(), 16, options.warm(), nextRun());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int connections : options.connections()) {
                for (Way way : round % 2 == 0 ? ways : ways.reversed()) {
                    measure(way, connections);
                }
            }
        }
        print();
        return ways.stream().flatMap(way -> way.rows().values().stream()).allMatch(row -> row.failures() == 0);
    }

    private void measure(Way way, int connections) throws InterruptedException {
        Map<String, Double> before = new LinkedHashMap<>();
        way.cpu().forEach((part, used) -> before.put(part, used.getAsDouble()));
        Outcome outcome = load.run(way.target(), connections, options.measured(), nextRun());
        way.row(connections).add(outcome);
        Cost cost = way.cost(connections);
        cost.messages += outcome.good();
        way.cpu()
                .forEach((part, used) ->
                        cost.seconds.merge(part, used.getAsDouble() - before.getOrDefault(part, 0.0), Double::sum));
    }

    private void print() throws IOException {
        Report report = new Report(System.out);
        report.head(options, DiskSync.measure(options.data(), Duration.ofSeconds(1), System::nanoTime));
        for (int connections : options.connections()) {
            ways.forEach(way -> report.row(way.target().name(), connections, way.row(connections)));
        }
        report.blank();
        for (int connections : options.connections()) {
            report.ratios(
                    "processes/one process",
                    connections,
                    ways.getFirst().row(connections),
                    ways.getLast().row(connections));
        }
        report.blank();
        for (int connections : options.connections()) {
            for (Way way : ways) {
                Cost cost = way.cost(connections);
                StringBuilder parts = new StringBuilder();
                cost.seconds.forEach((part, seconds) ->
                        parts.append(String.format(Locale.ROOT, ", %s %.0f us", part, seconds * 1e6 / cost.messages)));
                report.text("CPU a message, " + connections + " connections, "
                        + way.target().name() + parts);
            }
        }
    }

    private String nextRun() {
        return run + "-" + ++measurements;
    }
}
