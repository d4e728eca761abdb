package dev.parley.bench.chaos.fault;

import dev.parley.bench.chaos.agent.AgentChild;
import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.check.Journaled;
import dev.parley.bench.chaos.fault.Schedule.Planned;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Does the faults, and undoes what nobody else undoes: it starts agents again, the mesh its own processes. One thread. */
public final class Arsenal implements AutoCloseable {
    private static final List<String> SERVICES = List.of("edge", "task", "router", "registry", "embed");
    private static final Duration TURN_STOPPED = Duration.ofMillis(120);
    private static final Duration TURN_RUNNING = Duration.ofMillis(40);
    private static final Duration READY_WITHIN = Duration.ofSeconds(25);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final MeshProcesses processes;
    private final Database database;
    private final List<AgentChild> agents;
    private final Optional<SmallDisk> disk;
    private final Takeovers takeovers;
    private final Signals signals = new Signals();

    /**
     * @param data the mesh's folder
     * @param disk where PostgreSQL is on one that can be filled
     */
    public Arsenal(Path data, List<AgentChild> agents, Optional<SmallDisk> disk) throws IOException {
        this.processes = new MeshProcesses(data);
        this.database = new Database(data.resolve("run").resolve("task-1").resolve("service.properties"));
        this.agents = List.copyOf(agents);
        this.disk = disk;
        this.takeovers = new Takeovers(database);
    }

    /** What the mesh's database has of each agent's messages. */
    public Map<AgentSort, Journaled> journaled() throws IOException {
        try {
            return database.journaled();
        } catch (SQLException e) {
            throw new IOException("The journal cannot be read: " + e.getMessage(), e);
        }
    }

    public Takeovers takeovers() {
        return takeovers;
    }

    /** Whether it has what a kind of fault needs. */
    public boolean can(FaultKind kind) {
        return !kind.equals(FaultKind.FILL_DISK) || disk.isPresent();
    }

    /** Strikes, and returns when everything is ready again, or the wait for that is over. */
    public Strike strike(Planned planned) throws IOException, InterruptedException {
        FaultKind kind = planned.kind();
        long from = System.nanoTime();
        String struck = switch (kind.deed()) {
            case "cut" -> cut();
            case "fill" -> fill(planned.length());
            default -> kind.whom().equals("agent") ? strikeAgent(planned) : strikeProcess(planned);
        };
        boolean recovered = awaitReady();
        return new Strike(kind, struck, from, System.nanoTime(), recovered);
    }

    private String cut() throws IOException {
        try {
            return database.cutAll() + " connections";
        } catch (SQLException e) {
            throw new IOException("the database's connections cannot be cut", e);
        }
    }

    private String fill(Duration length) throws IOException, InterruptedException {
        SmallDisk filled = disk.orElseThrow(() -> new IllegalStateException("no disk to fill"));
        filled.fill();
        try {
            Thread.sleep(length); // the fault lasts
        } finally {
            filled.free();
        }
        return "postgres";
    }

    private String strikeAgent(Planned planned) throws IOException, InterruptedException {
        AgentChild agent = agents.get(planned.draw() % agents.size());
        act(planned, List.of(agent.process()));
        if (!agent.process().isAlive()) {
            Thread.sleep(planned.length().dividedBy(3)); // nobody answers at its address
            agent.startAgain();
        }
        return agent.sort().id();
    }

    private String strikeProcess(Planned planned) throws IOException, InterruptedException {
        String whom = planned.kind().whom();
        boolean envoy = whom.endsWith("-envoy");
        List<String> instances = switch (whom) {
            case "redis", "postgres" -> List.of(whom);
            default -> processes.instances(whom.replaceFirst("-envoy$", ""));
        };
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("\"" + planned.kind() + "\": the mesh has no " + whom);
        }
        String instance = instances.get(planned.draw() % instances.size());
        Optional<ProcessHandle> process = switch (whom) {
            case "redis" -> processes.redis();
            case "postgres" -> processes.postmaster();
            default -> envoy ? processes.envoy(instance) : processes.service(instance);
        };
        List<ProcessHandle> family = process.stream()
                .flatMap(first ->
                        whom.equals("postgres") ? Stream.concat(Stream.of(first), first.children()) : Stream.of(first))
                .toList();
        if (whom.equals("task")) {
            takeovers.watch(instance, () -> act(planned, family));
        } else {
            act(planned, family);
        }
        return family.isEmpty() ? instance + ", which did not run" : instance;
    }

    private void act(Planned planned, List<ProcessHandle> struck) throws IOException, InterruptedException {
        switch (planned.kind().deed()) {
            case "kill" -> {
                for (ProcessHandle process : struck) {
                    signals.kill(process);
                }
                awaitGone(struck);
            }
            case "hang" -> {
                for (ProcessHandle process : struck) {
                    signals.stop(process);
                }
                Thread.sleep(planned.length()); // the fault lasts
                for (ProcessHandle process : struck) {
                    signals.goOn(process);
                }
            }
            case "slow" -> slow(struck, planned.length());
            default -> throw new IllegalArgumentException(planned.kind() + " (expected: kill, hang or slow)");
        }
    }

    private static void awaitGone(List<ProcessHandle> killed) {
        killed.forEach(process -> process.onExit()
                .completeOnTimeout(process, 2, java.util.concurrent.TimeUnit.SECONDS)
                .join());
    }

    private void slow(List<ProcessHandle> struck, Duration length) throws IOException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            for (ProcessHandle process : struck) {
                signals.stop(process);
            }
            Thread.sleep(TURN_STOPPED); // by these turns it is slow
            for (ProcessHandle process : struck) {
                signals.goOn(process);
            }
            Thread.sleep(TURN_RUNNING);
        }
    }

    private boolean awaitReady() throws InterruptedException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (!missing().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(LOOK); // processes that the mesh starts tell nobody here
        }
        return true;
    }

    /** Instances that are not ready, and stores that do not run. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        SERVICES.stream()
                .flatMap(service -> processes.instances(service).stream())
                .filter(instance -> !processes.isReady(instance))
                .forEach(missing::add);
        if (processes.postmaster().isEmpty()) {
            missing.add("postgres");
        }
        if (processes.redis().isEmpty()) {
            missing.add("redis");
        }
        return missing;
    }

    /** Nothing stays stopped, and no disk full. */
    @Override
    public void close() throws IOException, InterruptedException {
        signals.close();
        if (disk.isPresent()) {
            disk.get().free();
        }
    }
}
