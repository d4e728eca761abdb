package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Terminal.Tone;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.admin.UpstreamHost;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whom each Envoy calls, and what it holds against them. */
@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        description = "Says whom each Envoy calls, and what it holds against them.")
final class EnvoyClustersCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    EnvoyClustersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ENVOY", "CLUSTER", "HOST", "REQUESTS", "ERRORS", "ACTIVE", "STATE"));
        for (Envoys.Answer<List<UpstreamCluster>> answer : envoys.ask(session, EnvoyAdmin::clusters)) {
            for (UpstreamCluster cluster : answer.value()) {
                cluster.hosts().forEach(host -> rows.add(row(answer.instance(), cluster, host)));
            }
        }
        session.terminal().table(rows);
        return ExitStatus.DONE.code();
    }

    private List<String> row(String instance, UpstreamCluster cluster, UpstreamHost host) {
        return List.of(
                instance,
                cluster.name(),
                host.address(),
                count(host, "rq_total"),
                count(host, "rq_error"),
                count(host, "rq_active"),
                host.isHealthy()
                        ? session.terminal().paint(Tone.GOOD, "healthy")
                        : session.terminal().paint(Tone.BAD, String.join(",", new TreeSet<>(host.flags()))));
    }

    private static String count(UpstreamHost host, String stat) {
        return Long.toString(host.stats().getOrDefault(stat, 0L));
    }
}
