package dev.parley.bench;

import dev.parley.bench.load.Outcome;
import dev.parley.bench.mesh.Timers;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Writes what was measured, as Markdown. */
final class Report {
    private static final int TIMERS_SHOWN = 24;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void head(Options options, DiskSync disk) {
        line("## SendMessage, one 30-byte text part, an agent that answers at once");
        line(
                "%d rounds of %d s, order reversed every second round; %d CPUs, Java %s; load generator, mesh and agent share them.",
                options.rounds(),
                options.measured().toSeconds(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        line(
                "Disk: %.0f syncs/s of 8 KiB, one after the other (median %.0f us).%n",
                disk.perSecond(), disk.medianMicros());
        line("| target | connections | req/s median (min..max) | p50 ms | p95 ms | p99 ms | failed |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
    }

    void row(String target, int connections, Row row) {
        line(
                "| %s | %d | %.0f (%.0f..%.0f) | %.2f | %.2f | %.2f | %d |",
                target,
                connections,
                row.median(Outcome::perSecond),
                row.least(Outcome::perSecond),
                row.most(Outcome::perSecond),
                row.median(Report::p50),
                row.median(round -> round.latencies().quantileMillis(0.95)),
                row.median(round -> round.latencies().quantileMillis(0.99)),
                row.failures());
        row.rounds().stream()
                .map(Outcome::firstBad)
                .filter(bad -> !bad.isEmpty())
                .findFirst()
                .ifPresent(bad -> line("%nfirst failure: %s%n", bad));
    }

    /** One against the other, round by round: they ran next to each other. */
    void ratios(String name, int connections, Row direct, Row mesh) {
        double least = Double.MAX_VALUE;
        double most = 0;
        double leastAdded = Double.MAX_VALUE;
        double mostAdded = 0;
        for (int i = 0; i < direct.rounds().size(); i++) {
            Outcome plain = direct.rounds().get(i);
            Outcome through = mesh.rounds().get(i);
            least = Math.min(least, through.perSecond() / plain.perSecond());
            most = Math.max(most, through.perSecond() / plain.perSecond());
            leastAdded = Math.min(leastAdded, p50(through) - p50(plain));
            mostAdded = Math.max(mostAdded, p50(through) - p50(plain));
        }
        line(
                "%d connections: %s req/s %.3f..%.3f; p50 added %.2f..%.2f ms",
                connections, name, least, most, leastAdded, mostAdded);
    }

    void hops(int connections, int messages, List<Timers.Share> shares) {
        line("%n### Time by hop, %d connections (the mesh's own timers, %d messages)%n", connections, messages);
        line("| timer | a message | mean ms | ms a message |");
        line("| --- | --- | --- | --- |");
        shares.stream()
                .limit(TIMERS_SHOWN)
                .forEach(share -> line(
                        "| `%s` | %.2f | %.3f | %.3f |",
                        share.timer(), share.count() / messages, share.meanMillis(), share.seconds() * 1e3 / messages));
    }

    void cpu(double microsAMessage) {
        line("%nCPU of the mesh's process, all of its messages: %.0f us a message.", microsAMessage);
    }

    void text(String line) {
        out.println(line);
    }

    void blank() {
        out.println();
    }

    private static double p50(Outcome outcome) {
        return outcome.latencies().quantileMillis(0.5);
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
