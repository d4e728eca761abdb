package dev.parley.bench.faults;

import dev.parley.bench.Folders;
import dev.parley.bench.agent.AgentProcess;
import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.load.Latencies;
import dev.parley.bench.load.Target;
import dev.parley.bench.mesh.MeshOfProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What callers see while one part after the other of a mesh of processes is killed (SIGKILL) or hangs (SIGSTOP for six seconds), at a
 * fixed rate of calls. Each fault strikes only when everything is ready again. Arguments: {@code --rate N} calls a second,
 * {@code --warm SECONDS} before them, {@code --repeats N} of every fault, {@code --faults "kill task,hang router-envoy,restart edge"} or
 * {@code --faults operations}, {@code --instances}, {@code --parley FILE}. Ends
 * with 1 when a call with a key failed to the end.
 */
public final class FailoverBench {
    private static final int WARMING_CONNECTIONS = 8;
    /** Until the fixed rate, which begins all at once, has settled: no part of what is measured. */
    private static final Duration STEADY = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    // each look starts a JVM, which the machine has to find room for
    private static final Duration LOOK = Duration.ofSeconds(6);
    private static final Duration SETTLE = Duration.ofSeconds(8);

    private final MeshOfProcesses mesh;
    private final OpenLoop load;

    private FailoverBench(MeshOfProcesses mesh, OpenLoop load) {
        this.mesh = mesh;
        this.load = load;
    }

    public static void main(String[] args) throws Exception {
        int rate = Integer.parseInt(option(args, "--rate", "200"));
        Duration warm = Duration.ofSeconds(Long.parseLong(option(args, "--warm", "60")));
        int repeats = Integer.parseInt(option(args, "--repeats", "3"));
        String instances = option(args, "--instances", "edge=2,task=3,router=2");
        Path parley = Path.of(option(args, "--parley", "parley")).toAbsolutePath();
        String wanted = option(args, "--faults", "");
        List<? extends Disturbance> faults = switch (wanted) {
            case "" -> Fault.ALL;
            case "operations" -> Disturbance.Operation.ALL;
            default -> Arrays.stream(wanted.split(",", -1)).map(Disturbance::of).toList();
        };
        // short: it holds unix sockets
        Path data = Files.createTempDirectory("parley");
        long lost;
        try (var agent = AgentProcess.start();
                var mesh = MeshOfProcesses.start(parley, data, agent.url(), instances, Map.of())) {
            // no more at once than it can do: a dozen cold processes are far from what they do later
            try (var warming = new ClosedLoop(System::nanoTime)) {
                warming.run(new Target("mesh", mesh.agentUrl()), WARMING_CONNECTIONS, warm, "warm");
            }
            try (var load =
                    new OpenLoop(mesh.agentUrl(), rate, UUID.randomUUID().toString(), System::nanoTime)) {
                lost = new FailoverBench(mesh, load).run(rate, repeats, instances, faults);
            }
        } finally {
            Folders.delete(data);
        }
        System.exit(lost == 0 ? 0 : 1);
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 0; i < args.length; i += 2) {
            if (!List.of("--rate", "--repeats", "--instances", "--parley", "--faults", "--warm")
                            .contains(args[i])
                    || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " (expected: pairs of --rate, --repeats, --faults,"
                        + " --instances, --parley, --warm and a value)");
            }
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    private long run(int rate, int repeats, String instances, List<? extends Disturbance> faults)
            throws IOException, InterruptedException {
        Thread.sleep(STEADY);
        long quietFrom = System.nanoTime();
        Thread.sleep(QUIET);
        long quietTo = System.nanoTime();
        List<Disturbance.Strike> strikes = new ArrayList<>();
        for (int turn = 0; turn < repeats; turn++) {
            for (Disturbance fault : faults) {
                strikes.add(strike(fault, turn));
            }
        }
        load.close();
        // only now has every call ended that a fault may have held up
        List<Call> calls = load.ended();
        Map<String, Window> windows = new LinkedHashMap<>();
        strikes.forEach(strike -> windows.computeIfAbsent(strike.what(), ignored -> new Window())
                .add(calls, strike.fromNanos(), strike.toNanos()));
        Window quiet = new Window();
        quiet.add(calls, quietFrom, quietTo);
        return print(rate, instances, quiet, windows, calls);
    }

    /** Strikes, and waits until everything is ready again. */
    private Disturbance.Strike strike(Disturbance fault, int turn) throws IOException, InterruptedException {
        Disturbance.Strike strike = fault.strike(mesh, turn);
        awaitReady(fault);
        Thread.sleep(SETTLE);
        return strike;
    }

    private void awaitReady(Disturbance fault) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            Thread.sleep(LOOK);
            List<String> missing = mesh.members().stream()
                    .filter(member -> !member.ready())
                    .map(member -> member.name() + ": " + member.reason())
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("after \"" + fault.name() + "\": " + missing + " (expected: ready again within "
                        + READY_WITHIN.toSeconds() + " s)");
            }
        }
    }

    /** How many calls with a key failed to the end. */
    private static long print(int rate, String instances, Window quiet, Map<String, Window> windows, List<Call> calls) {
        line(
                "## Failover: %d calls/s (half sends, a quarter sends with a key, a quarter reads), %s, %d CPUs",
                rate, instances, Runtime.getRuntime().availableProcessors());
        line(
                "| | strikes | call | calls | first try failed | p50 ms | p95 ms | p99 ms | max ms | longest silence ms |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        rows("quiet", quiet);
        windows.forEach((fault, window) -> rows(fault, window));
        long lost = calls.stream()
                .filter(call -> call.kind() == CallKind.SEND_ONCE && call.lost())
                .count();
        line("%nAll calls: %d; calls with a key that failed to the end: %d.", calls.size(), lost);
        return lost;
    }

    private static void rows(String name, Window window) {
        for (CallKind kind : CallKind.values()) {
            Latencies latencies = window.latencies(kind);
            String failures = window.failures(kind).entrySet().stream()
                    .map(each -> each.getValue() + " x " + each.getKey())
                    .collect(Collectors.joining("; "));
            line(
                    "| %s | %d | %s | %d | %s | %.0f | %.0f | %.0f | %.0f | %.0f |",
                    name,
                    window.strikes(),
                    kind.title(),
                    window.count(kind),
                    failures.isEmpty() ? "0" : failures,
                    latencies.quantileMillis(0.5),
                    latencies.quantileMillis(0.95),
                    latencies.quantileMillis(0.99),
                    latencies.quantileMillis(1),
                    window.longestSilence());
        }
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
