package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.ServerInfo;
import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.admin.UpstreamHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says how each Envoy is: state, what it holds against whom, retries and refusals. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says how each Envoy is: state, what it holds against whom, retries and refusals.")
final class EnvoyStatusCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    EnvoyStatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "ENVOY", "VERSION", "STATE", "CLUSTERS", "EJECTED", "UNHEALTHY", "RETRIES", "BREAKS", "REJECTED"));
        for (Envoys.Answer<List<String>> answer : envoys.ask(session, EnvoyStatusCommand::row)) {
            List<String> row = new ArrayList<>(List.of(answer.instance()));
            row.addAll(answer.value());
            rows.add(row);
        }
        session.terminal().table(rows);
        return ExitStatus.DONE.code();
    }

    private static List<String> row(EnvoyAdmin admin) {
        ServerInfo info = admin.serverInfo();
        List<UpstreamCluster> clusters = admin.clusters();
        Map<String, Long> stats = admin.stats("upstream_rq_retry$|upstream_rq_pending_overflow$|[.]update_rejected$");
        long ejected = clusters.stream()
                .flatMap(cluster -> cluster.hosts().stream())
                .filter(UpstreamHost::isEjected)
                .count();
        long unhealthy = clusters.stream()
                .flatMap(cluster -> cluster.hosts().stream())
                .filter(host -> !host.isHealthy())
                .count();
        return List.of(
                EnvoyVersion.number(info.version()),
                info.state(),
                Integer.toString(clusters.size()),
                Long.toString(ejected),
                Long.toString(unhealthy),
                sum(stats, "upstream_rq_retry"),
                sum(stats, "upstream_rq_pending_overflow"),
                sum(stats, "update_rejected"));
    }

    private static String sum(Map<String, Long> stats, String suffix) {
        return Long.toString(stats.entrySet().stream()
                .filter(stat -> stat.getKey().endsWith(suffix))
                .mapToLong(Map.Entry::getValue)
                .sum());
    }
}
