package dev.parley.cli.conformance.report;

import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a run found.
 *
 * @param target the agent, as the person named it, and on which way it was reached
 */
public record Report(String target, List<Finding> findings, Duration took) {
    public Report {
        findings = List.copyOf(findings);
    }

    public long passed() {
        return count(finding -> finding.outcome() instanceof Outcome.Passed);
    }

    public long skipped() {
        return count(finding -> finding.outcome() instanceof Outcome.Skipped);
    }

    public long failed(Level level) {
        return count(finding ->
                finding.outcome() instanceof Outcome.Failed && finding.check().level() == level);
    }

    /** True when no MUST failed. */
    public boolean conforms() {
        return findings.stream().noneMatch(Finding::isFatal);
    }

    private long count(Predicate<Finding> predicate) {
        return findings.stream().filter(predicate).count();
    }
}
