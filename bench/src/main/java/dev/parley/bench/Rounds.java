package dev.parley.bench;

import dev.parley.bench.load.ClosedLoop;
import dev.parley.bench.load.Outcome;
import dev.parley.bench.load.Target;
import dev.parley.bench.mesh.MeshUnderTest;
import dev.parley.bench.mesh.Timers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Measures the agent directly and through the mesh in turns, so that what else the machine does meets both alike. */
final class Rounds {
    private final Options options;
    private final ClosedLoop load;
    private final MeshUnderTest mesh;
    private final Target direct;
    private final Target through;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String run = UUID.randomUUID().toString();
    private final Map<Integer, Row> directRows = new LinkedHashMap<>();
    private final Map<Integer, Row> throughRows = new LinkedHashMap<>();
    private final Map<Integer, Hops> hops = new LinkedHashMap<>();
    private int measurements;
    private long meshMessages;

    /** The mesh's timers over one measurement, the last at its number of connections. */
    record Hops(int messages, List<Timers.Share> shares) {}

    Rounds(Options options, ClosedLoop load, URI agent, MeshUnderTest mesh) {
        this.options = options;
        this.load = load;
        this.mesh = mesh;
        this.direct = new Target("direct", agent);
        this.through = new Target("through the mesh", mesh.agentUrl());
    }

    void measure() throws IOException, InterruptedException {
        if (options.warm().isPositive()) {
            load.run(direct, 16, options.warm(), nextRun());
            meshMessages += load.run(through, 16, options.warm(), nextRun()).good();
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int connections : options.connections()) {
                if (round % 2 == 0) {
                    measureDirect(connections);
                    measureThrough(connections);
                } else {
                    measureThrough(connections);
                    measureDirect(connections);
                }
            }
        }
    }

    /** Messages the mesh has answered, warming up included. */
    long meshMessages() {
        return meshMessages;
    }

    /** True if every answer was a completed Task. */
    boolean clean() {
        return directRows.values().stream().mapToInt(Row::failures).sum() == 0
                && throughRows.values().stream().mapToInt(Row::failures).sum() == 0;
    }

    void print(Report report) {
        for (int connections : options.connections()) {
            report.row(direct.name(), connections, rows(directRows, connections));
            report.row(through.name(), connections, rows(throughRows, connections));
        }
        report.blank();
        for (int connections : options.connections()) {
            report.ratios("through/direct", connections, rows(directRows, connections), rows(throughRows, connections));
        }
        hops.forEach((connections, part) -> report.hops(connections, part.messages(), part.shares()));
    }

    private void measureDirect(int connections) throws InterruptedException {
        rows(directRows, connections).add(load.run(direct, connections, options.measured(), nextRun()));
    }

    private void measureThrough(int connections) throws IOException, InterruptedException {
        Optional<Timers> before = timers();
        Outcome outcome = load.run(through, connections, options.measured(), nextRun());
        rows(throughRows, connections).add(outcome);
        meshMessages += outcome.good();
        Optional<Timers> after = timers();
        if (before.isPresent() && after.isPresent()) {
            hops.put(
                    connections,
                    new Hops(outcome.latencies().count(), after.get().since(before.get())));
        }
    }

    private Optional<Timers> timers() throws IOException, InterruptedException {
        return mesh.metrics().isPresent()
                ? Optional.of(Timers.read(client, mesh.metrics().get()))
                : Optional.empty();
    }

    private static Row rows(Map<Integer, Row> rows, int connections) {
        return rows.computeIfAbsent(connections, ignored -> new Row());
    }

    private String nextRun() {
        return run + "-" + ++measurements;
    }
}
