package dev.parley.cli.conformance.report;

import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Outcome;
import dev.parley.cli.conformance.wire.Exchange;
import dev.parley.cli.output.Terminal;
import dev.parley.cli.output.Terminal.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run for people: a line a check as it ends, then what failed and what was skipped. */
public final class TextReport {
    // of one reason; the line of each check has been shown before
    private static final int MAX_NAMES = 8;

    private final Terminal terminal;
    private final boolean explain;

    /** @param explain show the wire of what failed */
    public TextReport(Terminal terminal, boolean explain) {
        this.terminal = terminal;
        this.explain = explain;
    }

    /** The line of a check that has just ended. */
    public String line(Finding finding) {
        Check check = finding.check();
        return "%s  %-32s %-12s %-6s %-9s %6d ms"
                .formatted(
                        word(finding),
                        check.name(),
                        "§" + check.section(),
                        check.level(),
                        finding.place(),
                        finding.took().toMillis());
    }

    private String word(Finding finding) {
        Tone tone = switch (finding.outcome()) {
            case Outcome.Passed passed -> Tone.GOOD;
            case Outcome.Failed failed -> finding.isFatal() ? Tone.BAD : Tone.ACCENT;
            case Outcome.Skipped skipped -> Tone.FAINT;
        };
        return terminal.paint(tone, finding.word());
    }

    /** What comes after the last line. */
    public List<String> summary(Report report) {
        return Stream.of(failures(report), skips(report), totals(report))
                .flatMap(List::stream)
                .toList();
    }

    private List<String> failures(Report report) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : report.findings()) {
            if (finding.outcome() instanceof Outcome.Failed failed) {
                lines.add("");
                lines.add(word(finding) + "  " + finding.check().name() + " §"
                        + finding.check().section() + " "
                        + finding.check().level() + " at " + finding.place() + ": "
                        + finding.check().title());
                lines.add("      expected: " + Printable.line(failed.expected()));
                lines.add("      got:      " + Printable.line(failed.got()));
                if (explain) {
                    finding.wire().forEach(exchange -> lines.addAll(wire(exchange)));
                }
            }
        }
        return lines;
    }

    private static List<String> wire(Exchange exchange) {
        List<String> lines = new ArrayList<>();
        exchange.asked().forEach(text -> quote("      > ", text, lines));
        exchange.answered().forEach(text -> quote("      < ", text, lines));
        return lines;
    }

    private static void quote(String mark, String text, List<String> lines) {
        text.lines().forEach(line -> lines.add(mark + Printable.line(line)));
    }

    private static List<String> skips(Report report) {
        Map<String, List<String>> byReason = new TreeMap<>();
        for (Finding finding : report.findings()) {
            if (finding.outcome() instanceof Outcome.Skipped skipped) {
                byReason.computeIfAbsent(skipped.reason(), reason -> new ArrayList<>())
                        .add(finding.check().name() + " at " + finding.place());
            }
        }
        List<String> lines = new ArrayList<>();
        byReason.forEach((reason, names) -> {
            if (lines.isEmpty()) {
                lines.add("");
                lines.add("skipped:");
            }
            lines.add("  " + Printable.line(reason));
            lines.add("    " + String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)))
                    + (names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : ""));
        });
        return lines;
    }

    private List<String> totals(Report report) {
        String verdict = report.conforms()
                ? terminal.paint(Tone.GOOD, "no MUST failed")
                : terminal.paint(Tone.BAD, report.failed(Level.MUST) + " MUST failed");
        return List.of(
                "",
                "%s: %s; %d passed, %d SHOULD and %d MAY not met, %d skipped, %d.%d s"
                        .formatted(
                                report.target(),
                                verdict,
                                report.passed(),
                                report.failed(Level.SHOULD),
                                report.failed(Level.MAY),
                                report.skipped(),
                                report.took().toSeconds(),
                                report.took().toMillisPart() / 100));
    }
}
