package dev.parley.bench.chaos;

import dev.parley.bench.chaos.check.Ends;
import dev.parley.bench.chaos.check.Evidence;
import dev.parley.bench.chaos.check.Listed;
import dev.parley.bench.chaos.check.Violation;
import dev.parley.bench.chaos.fault.Strike;
import dev.parley.bench.chaos.fault.Takeovers;
import dev.parley.bench.chaos.load.Form;
import dev.parley.bench.chaos.load.Load;
import dev.parley.bench.chaos.load.Sent;
import dev.parley.bench.chaos.load.Watch;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run says: a line a fault while it goes on, and the counts and the verdict in the end. */
final class Report {
    private static final int MOST_SHOWN = 40;

    private final PrintStream out;
    private final long begunNanos = System.nanoTime();

    Report(PrintStream out) {
        this.out = out;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    /** What happens now, with the seconds since the program began. */
    void step(String format, Object... values) {
        line("[%.0f s] %s", (System.nanoTime() - begunNanos) / 1e9, String.format(Locale.ROOT, format, values));
    }

    void strike(Strike strike, long begunNanos, Load load, List<String> missing) {
        line(
                "%4.0f s  %-16s %-18s %4.1f s%s  %s",
                (strike.fromNanos() - begunNanos) / 1e9,
                strike.kind(),
                strike.struck(),
                (strike.toNanos() - strike.fromNanos()) / 1e9,
                strike.recovered() ? "" : " not ready: " + missing,
                soFar(load));
    }

    /** How far the load is where nothing else is to be said. */
    void progress(long begunNanos, Load load) {
        line("%4.0f s  %s", (System.nanoTime() - begunNanos) / 1e9, soFar(load));
    }

    private static String soFar(Load load) {
        List<Sent> sent = load.sent();
        return String.format(
                Locale.ROOT,
                "sent %d, acknowledged %d, ended %d, under way %d",
                sent.size(),
                sent.stream().filter(Sent::isAcknowledged).count(),
                sent.stream().filter(Sent::isOver).count(),
                load.open());
    }

    void print(
            ChaosOptions options,
            Evidence evidence,
            List<Strike> strikes,
            Progress progress,
            Load load,
            Takeovers takeovers,
            List<Violation> violations) {
        line("%n## Chaos, seed %d", options.seed());
        messages(options, evidence, progress, load);
        ends(evidence);
        counts(
                "faults",
                strikes.stream()
                        .collect(Collectors.groupingBy(
                                strike -> strike.kind().toString(), TreeMap::new, Collectors.counting())));
        counts("what callers met and got over", load.troubles().counts());
        gaps(progress);
        takeovers(takeovers);
        verdict(options, evidence, strikes, violations);
    }

    private void messages(ChaosOptions options, Evidence evidence, Progress progress, Load load) {
        List<Sent> sent = evidence.sent();
        Map<Form, Long> forms = sent.stream()
                .collect(Collectors.groupingBy(message -> message.order().form(), TreeMap::new, Collectors.counting()));
        List<Watch> watches =
                sent.stream().flatMap(message -> message.watches().stream()).toList();
        line(
                "messages: %d (%.0f acknowledged a second from the first fault to the end of the load) %s, sent %d times; %d waited for room. Watchers: %d, which saw %d events and resumed %d times; %d journals read back.",
                sent.size(),
                progress.acknowledgedPerSecond(options.warm(), options.length()),
                forms,
                sent.stream().mapToLong(Sent::tries).sum(),
                load.waited(),
                watches.size(),
                watches.stream().mapToLong(Watch::count).sum(),
                watches.stream().mapToLong(Watch::timesResumed).sum(),
                evidence.replays().size());
    }

    private void ends(Evidence evidence) {
        Map<String, Listed> tasks = evidence.tasks().stream().collect(Collectors.toMap(Listed::taskId, task -> task));
        Map<String, Long> ends = evidence.sent().stream()
                .collect(Collectors.groupingBy(message -> end(message, tasks), TreeMap::new, Collectors.counting()));
        counts("ends", ends);
    }

    private static String end(Sent message, Map<String, Listed> tasks) {
        String agent = message.order().agent().id() + " ";
        if (!message.bareAnswers().isEmpty()) {
            return agent + "a bare Message";
        }
        Listed task =
                message.taskIds().isEmpty() ? null : tasks.get(message.taskIds().getFirst());
        if (task == null) {
            return agent + "no task";
        }
        return agent
                + task.state().replace("TASK_STATE_", "")
                + (task.reason().isEmpty() ? "" : ": " + Ends.kind(task.reason()));
    }

    private void counts(String title, Map<String, Long> counts) {
        line(
                "%s: %d",
                title, counts.values().stream().mapToLong(Long::longValue).sum());
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_SHOWN)
                .forEach(each -> line("  %7d  %s", each.getValue(), each.getKey()));
    }

    private void gaps(Progress progress) {
        int[] ended =
                progress.gaps().stream().mapToInt(Progress.Gap::over).sorted().toArray();
        if (ended.length > 0) {
            line(
                    "between two faults: %d gaps, in which ended at least %d, in the middle %d messages; acknowledged at least %d",
                    ended.length,
                    ended[0],
                    ended[ended.length / 2],
                    Arrays.stream(progress.gaps().stream()
                                    .mapToInt(Progress.Gap::acknowledged)
                                    .toArray())
                            .min()
                            .orElse(0));
        }
    }

    private void takeovers(Takeovers takeovers) {
        line(
                "takeover: ms until there was a new owner: p50 %.0f, p95 %.0f, max %.0f; of %d tasks until that wrote, which may be the agent's next word: p50 %.0f, p95 %.0f, max %.0f; %d went on under their owner, %d not seen to",
                takeovers.ownerMillis(0.5),
                takeovers.ownerMillis(0.95),
                takeovers.ownerMillis(1),
                takeovers.count(),
                takeovers.quantileMillis(0.5),
                takeovers.quantileMillis(0.95),
                takeovers.quantileMillis(1),
                takeovers.wentOn(),
                takeovers.unseen());
    }

    private void verdict(ChaosOptions options, Evidence evidence, List<Strike> strikes, List<Violation> violations) {
        violations.stream().limit(MOST_SHOWN).forEach(violation -> line("  %s", violation));
        if (violations.size() > MOST_SHOWN) {
            line("  and %d more", violations.size() - MOST_SHOWN);
        }
        Map<Violation.Kind, Long> kinds = new TreeMap<>();
        for (Violation.Kind kind : Violation.Kind.values()) {
            kinds.put(
                    kind,
                    violations.stream().filter(each -> each.kind() == kind).count());
        }
        line(
                "%s: seed %d, %d messages, %d faults, %s",
                violations.isEmpty() ? "PROVEN" : "BROKEN",
                options.seed(),
                evidence.sent().size(),
                strikes.size(),
                kinds.entrySet().stream()
                        .map(kind ->
                                kind.getValue() + " " + kind.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }
}
