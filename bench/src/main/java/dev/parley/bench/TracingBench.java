package dev.parley.bench;

import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.load.Outcome;
import dev.parley.bench.load.Target;
import dev.parley.bench.mesh.MeshUnderTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What tracing costs a message: meshes that run already take turns within every round, and their order is reversed every second
 * round; each is compared with the first of the same round. Arguments: rounds, seconds, connections, then {@code NAME=HTTP_URL=PID} for
 * each mesh, which has the instant agent as {@code instant}.
 */
public final class TracingBench {
    private record Mesh(String name, MeshUnderTest mesh, ProcessHandle process) {
        static Mesh parse(String argument) {
            String[] parts = argument.split("=", -1);
            return new Mesh(
                    parts[0],
                    MeshUnderTest.at(URI.create(parts[1]), Optional.empty()),
                    ProcessHandle.of(Long.parseLong(parts[2])).orElseThrow());
        }

        double cpuMicros() {
            return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
        }
    }

    /** Of one measurement: microseconds of a message at the median, and of CPU in the mesh's process. */
    private record Cost(double median, double cpu, double perSecond) {}

    private TracingBench() {}

    public static void main(String[] args) throws InterruptedException {
        int rounds = Integer.parseInt(args[0]);
        Duration length = Duration.ofSeconds(Long.parseLong(args[1]));
        int connections = Integer.parseInt(args[2]);
        List<Mesh> meshes = Arrays.stream(args).skip(3).map(Mesh::parse).toList();
        LongSupplier clock = System::nanoTime;
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        meshes.forEach(mesh -> costs.put(mesh.name(), new ArrayList<>()));
        try (ClosedLoop load = new ClosedLoop(clock)) {
            for (int round = -1; round < rounds; round++) {
                List<Mesh> order = new ArrayList<>(meshes);
                if (round % 2 != 0) {
                    Collections.reverse(order);
                }
                for (Mesh mesh : order) {
                    double before = mesh.cpuMicros();
                    Outcome outcome = load.run(
                            new Target(mesh.name(), mesh.mesh().agentUrl()), connections, length, mesh.name() + round);
                    if (outcome.bad() + outcome.broken() > 0) {
                        throw new IllegalStateException(mesh.name() + " answered " + outcome.firstBad());
                    }
                    if (round >= 0) { // the round before the first warms up
                        costs.computeIfAbsent(mesh.name(), name -> new ArrayList<>())
                                .add(new Cost(
                                        outcome.latencies().quantileMillis(0.5) * 1e3,
                                        (mesh.cpuMicros() - before) / outcome.good(),
                                        outcome.perSecond()));
                    }
                }
            }
        }
        print(costs, connections);
    }

    private static void print(Map<String, List<Cost>> costs, int connections) {
        System.out.println("| tracing, " + connections + " connections | messages/s | p50, µs | CPU, µs a message"
                + " | CPU, ratio to off | p50, ratio to off |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        List<Cost> base = costs.values().iterator().next();
        costs.forEach((name, rounds) -> {
            List<Double> cpu = new ArrayList<>();
            List<Double> median = new ArrayList<>();
            for (int i = 0; i < rounds.size(); i++) {
                cpu.add(rounds.get(i).cpu() / base.get(i).cpu());
                median.add(rounds.get(i).median() / base.get(i).median());
            }
            System.out.println("| " + name + " | "
                    + spread(rounds.stream().map(Cost::perSecond).toList(), "%.0f") + " | "
                    + spread(rounds.stream().map(Cost::median).toList(), "%.0f") + " | "
                    + spread(rounds.stream().map(Cost::cpu).toList(), "%.0f") + " | " + spread(cpu, "%.2f") + " | "
                    + spread(median, "%.2f") + " |");
        });
    }

    /** The median, and the least and the most of all rounds. */
    private static String spread(List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        String all = format + " (" + format + "–" + format + ")";
        return String.format(Locale.ROOT, all, sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
    }
}
