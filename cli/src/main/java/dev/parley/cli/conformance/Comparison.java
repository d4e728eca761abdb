package dev.parley.cli.conformance;

import dev.parley.cli.conformance.report.Report;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What differs between a run directly at an agent and one through the mesh. */
final class Comparison {
    private Comparison() {}

    static List<String> lines(Report direct, Report mesh) {
        Map<String, Finding> before =
                direct.findings().stream().collect(Collectors.toMap(Comparison::key, finding -> finding));
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Finding finding : mesh.findings()) {
            Finding other = before.get(key(finding));
            if (other != null && !word(other).equals(word(finding))) {
                lines.add("%-32s %-9s directly %-6s through the mesh %s"
                        .formatted(finding.check().name(), finding.place(), word(other), word(finding)));
            }
        }
        lines.set(
                0,
                "\n" + (lines.size() - 1) + " checks end otherwise through the mesh than directly"
                        + (lines.size() == 1 ? "" : ":"));
        return lines;
    }

    private static String key(Finding finding) {
        return finding.check().name() + " " + finding.place();
    }

    private static String word(Finding finding) {
        return switch (finding.outcome()) {
            case Outcome.Passed passed -> "pass";
            case Outcome.Failed failed -> finding.isFatal() ? "FAIL" : "miss";
            case Outcome.Skipped skipped -> "skip";
        };
    }
}
