package dev.parley.bench.chaos;

import dev.parley.bench.Folders;
import dev.parley.bench.chaos.agent.AgentChild;
import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.check.Checker;
import dev.parley.bench.chaos.check.Evidence;
import dev.parley.bench.chaos.check.Violation;
import dev.parley.bench.chaos.fault.Arsenal;
import dev.parley.bench.chaos.fault.FaultKind;
import dev.parley.bench.chaos.fault.Schedule;
import dev.parley.bench.chaos.fault.Schedule.Planned;
import dev.parley.bench.chaos.fault.SmallDisk;
import dev.parley.bench.chaos.fault.Strike;
import dev.parley.bench.chaos.load.Load;
import dev.parley.bench.chaos.load.MeshCalls;
import dev.parley.bench.chaos.load.Resends;
import dev.parley.bench.mesh.MeshOfProcesses;
import dev.parley.bench.mesh.MeshUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Load and faults on a mesh of processes by the order of a seed, then the proof from all records that nothing was lost, done twice, stuck
 * or left out. bench/README.md has the options. Ends with 1 when anything was, with 2 for wrong usage.
 */
public final class ChaosBench {
    private static final int USAGE = 2;
    private static final int MOST_RESENT = 500;
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

    // an agent that comes back is called again soon: what is behind an open breaker proves nothing
    private static final Map<String, String> SETTINGS = Map.of("PARLEY_ROUTER_GUARD_OPEN_FOR", "3s");

    private final ChaosOptions options;
    private final Report report = new Report(System.out);
    private final Cleanup cleanup = new Cleanup();

    private ChaosBench(ChaosOptions options) {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        ChaosOptions options;
        try {
            options = ChaosOptions.parse(List.of(args), new SecureRandom());
        } catch (IllegalArgumentException e) {
            System.err.println("chaos: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        ChaosBench bench = new ChaosBench(options);
        Runtime.getRuntime().addShutdownHook(new Thread(bench.cleanup::run, "cleanup"));
        boolean good;
        try {
            good = bench.run();
        } finally {
            bench.cleanup.run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        report.line(
                "chaos: seed %d, %d messages/s (%s) for %d s, %s",
                options.seed(), options.rate(), options.mix(), options.length().toSeconds(), options.instances());
        // short: it holds unix sockets
        Path data = Files.createTempDirectory("chaos");
        if (options.keep()) {
            report.line("data, logs and records stay in %s", data);
        } else {
            cleanup.add("the data folder", () -> Folders.delete(data));
        }
        Optional<SmallDisk> disk = disk(data);
        List<AgentChild> agents = agents(data);
        MeshOfProcesses mesh = MeshOfProcesses.start(options.parley(), data, options.instances(), SETTINGS);
        cleanup.add("the mesh", mesh::close);
        for (AgentChild agent : agents) {
            mesh.register(agent.url(), agent.sort().id());
        }
        report.step("the mesh and its agents are ready");
        Arsenal arsenal = new Arsenal(data, agents, disk);
        cleanup.add("the faults", arsenal::close);
        try (MeshCalls calls = new MeshCalls(mesh.http())) {
            return run(agents, arsenal, calls);
        }
    }

    /** A disk that can be filled, where a fault wants one and this user may make one. */
    private Optional<SmallDisk> disk(Path data) throws IOException, InterruptedException {
        if (!options.bag().contains(FaultKind.FILL_DISK)) {
            return Optional.empty();
        }
        if (!SmallDisk.isPossible()) {
            report.line(
                    "no \"%s\": this user cannot mount a tmpfs (expected: root with CAP_SYS_ADMIN)",
                    FaultKind.FILL_DISK);
            return Optional.empty();
        }
        MeshUnderTest.prepare(options.parley(), data);
        SmallDisk disk = SmallDisk.under(data.resolve("postgres"));
        cleanup.add("the small disk", options.keep() ? disk::keep : disk::close);
        return Optional.of(disk);
    }

    private List<AgentChild> agents(Path data) throws IOException {
        Path records = Files.createDirectories(data.resolve("agents"));
        List<AgentChild> agents = new ArrayList<>();
        for (AgentSort sort : AgentSort.values()) {
            AgentChild agent = AgentChild.start(sort, records.resolve(sort.id()));
            cleanup.add(sort.id(), agent::close);
            agents.add(agent);
        }
        return agents;
    }

    private boolean run(List<AgentChild> agents, Arsenal arsenal, MeshCalls calls)
            throws IOException, InterruptedException {
        String run = "c" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        Load load =
                new Load(options.seed(), options.mix(), run, options.rate(), options.callers(), options.warm(), calls);
        long begun = System.nanoTime();
        List<Strike> strikes;
        try (load) {
            strikes = strikes(arsenal, load, begun);
            report.line(
                    "load over after %d messages; up to %d s for their ends",
                    load.sent().size(), options.settle().toSeconds());
            load.settle(options.settle());
        }
        report.step("%d callers gave up", load.open());
        Map<String, String> again = new Resends(calls).send(load.sent(), MOST_RESENT);
        report.step("%d sent once more after their answer; reading back", again.size());
        Evidence evidence = Collecting.evidence(load.sent(), agents, calls, arsenal);
        report.step(
                "%d tasks and %d journals read",
                evidence.tasks().size(), evidence.replays().size());
        List<Violation> violations = new ArrayList<>(Checker.check(evidence));
        Progress progress = new Progress(load.sent(), strikes, begun);
        violations.addAll(progress.violations());
        again.forEach((message, told) -> {
            if (!told.isEmpty()) {
                violations.add(new Violation(Violation.Kind.LOST, message, "sent once more after its answer: " + told));
            }
        });
        report.print(options, evidence, strikes, progress, load, arsenal.takeovers(), violations);
        return violations.isEmpty();
    }

    /** Strikes until the time is over. */
    private List<Strike> strikes(Arsenal arsenal, Load load, long begun) throws IOException, InterruptedException {
        List<FaultKind> bag =
                options.bag().stream().filter(kind -> arsenal.can(kind)).toList();
        List<Strike> strikes = new ArrayList<>();
        long end = begun + options.length().toNanos();
        if (bag.isEmpty()) {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(Math.min(left, PROGRESS_EVERY.toNanos()))); // the pace of what is printed
                report.progress(begun, load);
            }
            return strikes;
        }
        Schedule schedule = new Schedule(options.seed(), bag, options.quiet());
        Thread.sleep(options.warm()); // cold processes and faults at once prove less than either
        while (System.nanoTime() - end < 0) {
            Planned planned = schedule.next();
            Strike strike = arsenal.strike(planned);
            strikes.add(strike);
            report.strike(strike, begun, load, arsenal.missing());
            long left = Math.max(0, end - System.nanoTime());
            Thread.sleep(Duration.ofNanos(Math.min(left, planned.quiet().toNanos()))); // in which progress must show
        }
        return strikes;
    }
}
