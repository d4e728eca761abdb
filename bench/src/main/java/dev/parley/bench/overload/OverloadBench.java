package dev.parley.bench.overload;

import dev.parley.bench.Folders;
import dev.parley.bench.agent.AgentProcess;
import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.load.Target;
import dev.parley.bench.mesh.MeshUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The mesh at several times its capacity: what it can is found with 64 connections that wait for each other's answers, then messages
 * come at nine tenths of that, at {@code --times} of it, and at nine tenths again, each whatever becomes of them. Prints ratios within the run. Arguments:
 * {@code --rounds 1 --times 3 --warm 60 --seconds 120 --calm 30 --parley parley --data bench/target}. Ends with 1 when a call was neither accepted nor
 * refused.
 */
public final class OverloadBench {
    private static final int CONNECTIONS = 64;

    private final OverloadOptions options;
    private final LongSupplier nanoClock;

    private OverloadBench(OverloadOptions options, LongSupplier nanoClock) {
        this.options = options;
        this.nanoClock = nanoClock;
    }

    public static void main(String[] args) throws Exception {
        OverloadOptions options = OverloadOptions.parse(args);
        System.exit(new OverloadBench(options, System::nanoTime).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        Files.createDirectories(options.data());
        Path data = Files.createTempDirectory(options.data().toAbsolutePath(), "mesh");
        try (var agent = AgentProcess.start();
                var mesh = MeshUnderTest.start(options.parley(), data, agent.url())) {
            boolean clean = true;
            print(
                    "| | offered/s | accepted/s | p50 | p95 | p99 ms | refused/s | p50 | p95 ms | told when | other | sent late p95 ms | resident |");
            print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
            for (int round = 1; round <= options.rounds(); round++) {
                clean &= round(mesh, round);
            }
            return clean;
        } finally {
            Folders.delete(data);
        }
    }

    private boolean round(MeshUnderTest mesh, int round) throws IOException, InterruptedException {
        double capacity = capacity(mesh, round);
        print("| capacity, %d connections | | %.0f | | | | | | | | | | |".formatted(CONNECTIONS, capacity));
        List<Phase> phases = new ArrayList<>();
        try (var load = new PacedLoad(mesh.agentUrl(), nanoClock)) {
            String why = load.takePriority();
            if (!why.isEmpty()) {
                print("(The sender shares the CPUs with the mesh as its equal, no real-time priority: %s)"
                        .formatted(why));
            }
            phases.add(phase(mesh, load, "0.9 ×", 0.9 * capacity, options.calm(), round));
            phases.add(phase(mesh, load, options.times() + " ×", options.times() * capacity, options.length(), round));
            phases.add(phase(mesh, load, "0.9 × again", 0.9 * capacity, options.calm(), round));
        }
        Phase calm = phases.get(0);
        Phase flood = phases.get(1);
        print("");
        wanted("goodput", 100 * flood.goodput() / capacity, " % of capacity", 80, true);
        wanted(
                "p95 of what was accepted",
                flood.accepted.quantileMillis(0.95) / calm.accepted.quantileMillis(0.95),
                " times that at 0.9 ×",
                2,
                false);
        wanted("p95 of refusals", flood.refused.quantileMillis(0.95), " ms", 50, false);
        wanted(
                "told when to come back",
                100.0 * flood.advised / Math.max(1, flood.refused.count()),
                " % of refusals",
                100,
                true);
        print("");
        phases.stream()
                .filter(each -> !each.firstOther.isEmpty())
                .forEach(each -> print(each.name + ": " + each.firstOther));
        return phases.stream().allMatch(each -> each.other == 0);
    }

    private void wanted(String what, double value, String unit, double wanted, boolean atLeast) {
        boolean met = atLeast ? value >= wanted : value <= wanted;
        print("%s: %.1f%s (wanted: %.0f at %s), %s"
                .formatted(what, value, unit, wanted, atLeast ? "least" : "most", met ? "met" : "MISSED"));
    }

    private double capacity(MeshUnderTest mesh, int round) throws InterruptedException {
        try (var load = new ClosedLoop(nanoClock)) {
            var target = new Target("mesh", mesh.agentUrl());
            load.run(target, CONNECTIONS, options.warm(), "warm-" + round);
            return load.run(target, CONNECTIONS, options.calm(), "capacity-" + round)
                    .perSecond();
        }
    }

    private Phase phase(MeshUnderTest mesh, PacedLoad load, String name, double rate, Duration length, int round)
            throws InterruptedException {
        try (var memory = new Memory(mesh.pid().orElse(0L))) {
            Phase phase = load.run(
                    name, rate, length, name.replaceAll("[^0-9a-z]", "") + "-" + round + "-" + nanoClock.getAsLong());
            print("| %s | %.0f | %.0f | %.1f | %.1f | %.1f | %.0f | %.1f | %.1f | %d | %d | %.1f | %s |"
                    .formatted(
                            name,
                            phase.offered / phase.seconds,
                            phase.goodput(),
                            phase.accepted.quantileMillis(0.5),
                            phase.accepted.quantileMillis(0.95),
                            phase.accepted.quantileMillis(0.99),
                            phase.refused.count() / phase.seconds,
                            phase.refused.quantileMillis(0.5),
                            phase.refused.quantileMillis(0.95),
                            phase.advised,
                            phase.other,
                            phase.late.quantileMillis(0.95),
                            memory.summary()));
            return phase;
        }
    }

    private static void print(String line) {
        System.out.println(String.format(Locale.ROOT, "%s", line));
    }
}
