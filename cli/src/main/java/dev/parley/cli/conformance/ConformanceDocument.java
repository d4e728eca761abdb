package dev.parley.cli.conformance;

import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.wire.Binding;
import java.util.List;
import java.util.stream.Collectors;

/** The list of checks, for a terminal and as the document {@code cli/conformance.md}. */
final class ConformanceDocument {
    private static final String HEAD = """
            # What `parley conformance` checks

            Written by `parley conformance --list --format markdown`; a test holds this file to it. The rules are those of A2A
            1.0.1, in the group `v03` those of 0.3, and in the group `websocket` those of
            [websocket-binding.md](../edge-gateway/websocket-binding.md), by the section of A2A that they are about. A check is named
            `group/what`; `--only` takes a name, a group or a section. How to run it: [README](README.md).

            ## Checks by group
            """;
    private static final String KIT = """

            ## The public compatibility kit

            Each requirement of a2aproject/a2a-tck, branch `1.0-dev`, commit 357c4a8, and the checks here that cover it. Where
            1.0.1 changed an error's code, the checks follow 1.0.1.

            | requirement | section | level | checks |
            | --- | --- | --- | --- |
            """;

    private static final String KIT_OF_03 = """

            ## The public compatibility kit for 0.3

            Each test of a2aproject/a2a-tck, branch `0.3.x`, commit eb1f804, by its file below `tests` and its name, and the checks here
            that cover it. The kit is lenient in places: where a test asserts nothing, or less than its description says, the check
            is about what 0.3 says.

            | test | checks |
            | --- | --- |
            """;

    private ConformanceDocument() {}

    static List<List<String>> rows(List<Check> checks) {
        return checks.stream()
                .map(check -> List.of(
                        check.name(), "§" + check.section(), check.level().name(), where(check), check.title()))
                .toList();
    }

    private static String where(Check check) {
        if (check.bindings().isEmpty()) {
            return "agent";
        }
        return check.bindings().size() == Binding.values().length
                ? "each binding"
                : check.bindings().stream().map(Binding::label).sorted().collect(Collectors.joining(", "));
    }

    static String markdown(List<Check> checks) {
        StringBuilder text = new StringBuilder(HEAD);
        String group = "";
        for (List<String> row : rows(checks)) {
            String its = row.getFirst().replaceFirst("/.*", "");
            if (!its.equals(group)) {
                group = its;
                text.append("\n### ")
                        .append(group)
                        .append("\n\n| check | section | level | where | rule |\n| --- | --- | --- | --- | --- |\n");
            }
            text.append("| `").append(row.getFirst()).append("` | ");
            text.append(String.join(" | ", row.subList(1, row.size()))).append(" |\n");
        }
        text.append(KIT);
        KitRequirements.all()
                .forEach(one -> text.append("| ")
                        .append(one.id())
                        .append(" | §")
                        .append(one.section())
                        .append(" | ")
                        .append(one.level())
                        .append(" | ")
                        .append(coverage(one, checks))
                        .append(" |\n"));
        text.append(KIT_OF_03);
        for (KitOf03.KitTest test : KitOf03.all()) {
            text.append("| ")
                    .append(test.file())
                    .append(": ")
                    .append(test.name())
                    .append(" | ");
            text.append(
                    test.checks().isEmpty()
                            ? "no check: " + test.reason()
                            : test.checks().stream()
                                    .map(name -> "`" + name + "`")
                                    .collect(Collectors.joining(", ")));
            text.append(" |\n");
        }
        return text.toString();
    }

    private static String coverage(KitRequirements.Requirement requirement, List<Check> checks) {
        String names = checks.stream()
                .filter(check -> check.kit().contains(requirement.id()))
                .map(check -> "`" + check.name() + "`")
                .collect(Collectors.joining(", "));
        String reason = KitRequirements.notVisible().get(requirement.id());
        String limit = KitRequirements.partly().get(requirement.id());
        if (limit != null) {
            return names + " (" + limit + ")";
        }
        return reason == null ? names : "not visible from outside: " + reason;
    }
}
