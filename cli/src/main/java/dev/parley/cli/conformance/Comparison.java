package dev.parley.cli.conformance;

import dev.parley.cli.conformance.report.Report;
import dev.parley.cli.conformance.suite.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
            if (other != null && !other.word().equals(finding.word())) {
                lines.add("%-32s %-9s directly %-6s through the mesh %s"
                        .formatted(finding.check().name(), finding.place(), other.word(), finding.word()));
            }
        }
        lines.set(
                0,
                "\n" + (lines.size() - 1) + " checks end otherwise through the mesh than directly"
                        + (lines.size() == 1 ? "" : ":"));
        lines.addAll(alone(direct, mesh, "directly"));
        lines.addAll(alone(mesh, direct, "through the mesh"));
        return lines;
    }

    /** What only one run has, a line a place: a binding that only one of the two cards offers, for instance. */
    private static List<String> alone(Report one, Report other, String way) {
        Set<String> known = other.findings().stream().map(Comparison::key).collect(Collectors.toSet());
        Map<String, Long> byPlace = one.findings().stream()
                .filter(finding -> !known.contains(key(finding)))
                .collect(Collectors.groupingBy(Finding::place, TreeMap::new, Collectors.counting()));
        return byPlace.entrySet().stream()
                .map(place -> "%d checks at %s only %s".formatted(place.getValue(), place.getKey(), way))
                .toList();
    }

    private static String key(Finding finding) {
        return finding.check().name() + " " + finding.place();
    }
}
