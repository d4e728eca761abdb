package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the counters and gauges of each Envoy that are not zero. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Shows the counters and gauges of each Envoy that are not zero.")
final class EnvoyStatsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    @Option(
            names = "--filter",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only those whose name it matches.")
    private String filter = "";

    EnvoyStatsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        envoys.ask(session, admin -> admin.stats(filter))
                .forEach(answer -> new TreeMap<>(answer.value()).forEach((name, value) -> {
                    if (value != 0) {
                        session.terminal().data(answer.instance() + "  " + name + " " + value);
                    }
                }));
        return ExitStatus.DONE.code();
    }
}
