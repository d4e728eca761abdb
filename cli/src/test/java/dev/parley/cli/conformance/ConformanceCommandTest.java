package dev.parley.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.cli.CliRun;
import dev.parley.cli.conformance.report.Report;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What the command prints, and how it ends. */
class ConformanceCommandTest {
    private static final Path DOCUMENT = Path.of("conformance.md");

    @TempDir
    Path temp = Path.of("");

    private static CliRun run(Nature nature, String... more) throws IOException {
        try (TestAgent agent = new TestAgent(nature)) {
            String[] args = new String[more.length + 4];
            System.arraycopy(new String[] {"conformance", agent.url(), "--scripted", "yes"}, 0, args, 0, 4);
            System.arraycopy(more, 0, args, 4, more.length);
            return CliRun.of(Map.of(), args);
        }
    }

    @Test
    void agentThatIsRight_endsWithZeroAndATable() throws IOException {
        CliRun run = run(Nature.right(), "--only", "send,3.1.3", "--binding", "JSONRPC,GRPC");
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("pass  send/waits")
                .contains("pass  get/known")
                .contains("no MUST failed")
                .contains("skipped:")
                .doesNotContain("HTTP+JSON");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void failedMust_endsWithOneAndIsExplainedWithoutSecrets() throws IOException {
        Nature wrong = Fault.otherError(
                dev.parley.proto.jsonrpc.A2aMethod.GET_TASK, dev.parley.cli.conformance.wire.SpecError.INVALID_PARAMS);
        CliRun run = run(
                wrong,
                "--only",
                "get/unknown",
                "--explain",
                "--header",
                "Authorization: Bearer secret",
                "--header",
                "X-Team: blue-team");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  get/unknown §3.1.3 MUST at JSONRPC")
                .contains("expected: TASK_NOT_FOUND (-32001)")
                .contains("> Authorization: (struck out)")
                .contains("> X-Team: (struck out)")
                .contains("\"method\":\"GetTask\"")
                .contains("< {\"jsonrpc\":\"2.0\"")
                .contains("> grpc ")
                .contains("4 MUST failed")
                .contains("> x-team: (struck out)")
                .doesNotContain("secret")
                .doesNotContain("blue-team");
    }

    @Test
    void failedShould_endsWithZero() throws IOException {
        CliRun run = run(Fault.http("", answer -> answer.headers(Map.of())), "--only", "card/etag");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("miss  card/etag").contains("1 SHOULD and 0 MAY not met");
        assertThat(run(Nature.right(), "--only", "card/etag", "--level", "must").status())
                .isEqualTo(2);
    }

    @Test
    void json_hasEveryFinding() throws IOException {
        CliRun run = run(Nature.right(), "--only", "get", "--format", "json", "--binding", "JSONRPC");
        JsonNode report = new JsonMapper().readTree(run.out());
        assertThat(report.path("conforms").asBoolean()).isTrue();
        assertThat(report.path("checks").findValuesAsText("name")).contains("get/known", "get/history-order");
        assertThat(report.path("totals").path("passed").asInt())
                .isEqualTo(report.path("checks").size());
        assertThat(run.err()).contains("pass  get/known");
    }

    @Test
    void junit_isXmlWithASuiteABinding() throws Exception {
        Path file = temp.resolve("report.xml");
        Nature wrong = Fault.otherError(
                dev.parley.proto.jsonrpc.A2aMethod.GET_TASK, dev.parley.cli.conformance.wire.SpecError.INVALID_PARAMS);
        CliRun run = run(
                wrong,
                "--only",
                "get,card/signature-header",
                "--format",
                "junit",
                "--output",
                file.toString(),
                "--explain");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        Element suites = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readString(file).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(suites.getElementsByTagName("testsuite").getLength()).isEqualTo(5);
        assertThat(suites.getElementsByTagName("failure").getLength()).isEqualTo(4);
        assertThat(suites.getElementsByTagName("skipped").getLength()).isEqualTo(1);
    }

    @Test
    void list_namesEveryCheckWithSectionAndLevel() {
        CliRun run = CliRun.of(Map.of(), "conformance", "--list");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("send/to-terminal-task").contains("§3.1.1");
        assertThat(run.out().lines()).hasSize(ConformanceChecks.all().size() + 1);
    }

    @Test
    void wrongUse_endsWithTwo() {
        for (String[] args : new String[][] {
            {"conformance"},
            {"conformance", "http://127.0.0.1:1", "--only", "coffee"},
            {"conformance", "http://127.0.0.1:1", "--binding", "SOAP"},
            {"conformance", "http://127.0.0.1:1", "--timeout", "0"},
            {"conformance", "http://127.0.0.1:1", "--header", "nonsense"},
            {"conformance", "http://127.0.0.1:1", "--other-header", "nonsense"},
            {"conformance", "http://127.0.0.1:1", "--format", "markdown"},
            {"conformance", "http://127.0.0.1:1", "--compare"},
            {"conformance", "http://127.0.0.1:1", "--own-ports"},
            {"conformance", "an-id", "--via-mesh", "--own-ports"},
            {"conformance", "http://127.0.0.1:1", "--via-mesh", "--compare", "--format", "json"},
            {"conformance", "http://127.0.0.1:1", "--via-mesh", "--compare", "--output", "report.txt"},
            {"conformance", "http://127.0.0.1:1", "--header", "Host: elsewhere"},
            {"conformance", "http://127.0.0.1:1", "--header", "X-Key: caf\u00e9"},
            {"conformance", "not-a-url"},
            {"conformance", "no url at all"},
            {"conformance", "--list", "--format", "json"}
        }) {
            CliRun run = CliRun.of(Map.of(), args);
            assertThat(run.status())
                    .as(String.join(" ", args) + ": " + run.err())
                    .isEqualTo(2);
            assertThat(run.err()).isNotEmpty();
        }
    }

    @Test
    void headerThatIsNone_isNotRepeated() {
        CliRun run = CliRun.of(Map.of(), "conformance", "http://127.0.0.1:1", "--header", "Bearer my-secret");
        assertThat(run.err()).contains("--header").contains("NAME:VALUE").doesNotContain("my-secret");
    }

    @Test
    void textOfAnAgent_cannotActOnTheTerminal() throws IOException {
        Nature wrong = Fault.http(
                "GetTask", answer -> answer.body("\u001b[2J" + "x".repeat(1_000) + "\r\n\u009b31m" + answer.body()));
        CliRun run = run(wrong, "--only", "get/unknown", "--binding", "JSONRPC", "--explain");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("get/unknown").contains("\uFFFD[2Jxxx");
        assertThat(run.out().chars().filter(c -> Character.isISOControl(c) && c != '\n'))
                .isEmpty();
        assertThat(run.out().lines().filter(line -> line.contains("got:"))).allMatch(line -> line.length() < 450);
    }

    @Test
    void comparison_countsWhatOnlyOneRunHas() {
        Report direct = report("JSONRPC", "agent");
        Report mesh = report("JSONRPC", "agent", "WEBSOCKET", "GRPC");
        String name = ConformanceChecks.all().getFirst().name();
        assertThat(Comparison.lines(direct, mesh))
                .containsExactly(
                        "\n0 checks end otherwise through the mesh than directly",
                        "1 checks at GRPC only through the mesh",
                        "1 checks at WEBSOCKET only through the mesh");
        Report failed = new Report(
                "failed",
                List.of(finding("JSONRPC", new Outcome.Failed("this", "that")), finding("agent", new Outcome.Passed())),
                Duration.ZERO);
        assertThat(Comparison.lines(direct, failed))
                .hasSize(2)
                .last()
                .asString()
                .contains(name)
                .contains("directly pass")
                .contains("through the mesh ");
    }

    private static Report report(String... places) {
        return new Report(
                "run",
                Arrays.stream(places)
                        .map(place -> finding(place, new Outcome.Passed()))
                        .toList(),
                Duration.ZERO);
    }

    private static Finding finding(String place, Outcome outcome) {
        return new Finding(ConformanceChecks.all().getFirst(), place, outcome, Duration.ZERO, List.of());
    }

    @Test
    void nobodyThere_endsWithThree() {
        assertThat(CliRun.of(Map.of(), "conformance", "http://127.0.0.1:1").status())
                .isEqualTo(3);
    }

    /** {@code -Dconformance.write=true} writes it. */
    @Test
    void document_isWhatTheCommandPrints() throws IOException {
        String printed = CliRun.of(Map.of(), "conformance", "--list", "--format", "markdown")
                .out();
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(DOCUMENT, printed);
        }
        assertThat(DOCUMENT).hasContent(printed);
    }

    @Test
    void everyRequirementOfTheKit_hasACheckOrAReason() {
        TreeSet<String> covered = ConformanceChecks.all().stream()
                .map(Check::kit)
                .flatMap(java.util.List::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> ids = KitRequirements.all().stream()
                .map(KitRequirements.Requirement::id)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ids).hasSize(129).containsAll(covered);
        assertThat(KitRequirements.notVisible().keySet()).doesNotContainAnyElementsOf(covered);
        covered.addAll(KitRequirements.notVisible().keySet());
        assertThat(covered).isEqualTo(ids);
    }

    @Test
    void everyTestOfTheKitOf03_hasChecksOrAReason() {
        java.util.Set<String> names =
                ConformanceChecks.all().stream().map(Check::name).collect(Collectors.toSet());
        assertThat(KitOf03.all())
                .hasSize(217)
                .allSatisfy(test -> {
                    assertThat(test.checks()).as(test.name()).isSubsetOf(names);
                    assertThat(test.checks().isEmpty()).isEqualTo(!test.reason().isBlank());
                })
                .extracting(test -> test.file() + " " + test.name())
                .doesNotHaveDuplicates();
    }

    @Test
    void names_areUniqueAndNamedByGroup() {
        assertThat(ConformanceChecks.all().stream().map(Check::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][a-z0-9]*/[a-z0-9.-]+"));
    }
}
