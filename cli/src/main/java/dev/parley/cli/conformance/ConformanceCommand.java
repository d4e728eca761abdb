package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.Session;
import dev.parley.cli.conformance.report.JsonReport;
import dev.parley.cli.conformance.report.JunitReport;
import dev.parley.cli.conformance.report.Report;
import dev.parley.cli.conformance.report.TextReport;
import dev.parley.cli.conformance.suite.Agent;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Suite;
import dev.parley.cli.conformance.suite.SuiteOptions;
import dev.parley.cli.conformance.wire.Unanswered;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.kit.log.ServerLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks an agent against the specification. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description =
                "Checks an A2A agent against the specification, over each of its bindings, directly or through the mesh.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:no MUST failed", "1:a MUST failed", "2:usage", "3:the agent, or the mesh, does not answer"})
public final class ConformanceCommand implements Callable<Integer> {
    private static final Duration MESH_TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Mixin
    private SuiteFlags flags = new SuiteFlags();

    @Parameters(
            arity = "0..1",
            paramLabel = "AGENT_OR_URL",
            description = "The agent's URL or its card's; with --via-mesh also a registered agent's id.")
    private String agent = "";

    @Option(names = "--via-mesh", description = "Reach the agent through the mesh; a URL is registered for the run.")
    private boolean viaMesh;

    @Option(
            names = "--own-ports",
            description = {
                "With --via-mesh and a URL: on ports of the agent's own at the mesh, opened for the run.",
                "There 0.3 is spoken over gRPC, too."
            })
    private boolean ownPorts;

    @Option(
            names = "--compare",
            description = "With --via-mesh and a URL: run directly as well, and show what differs.")
    private boolean compare;

    @Option(names = "--list", description = "Only list the checks that would be made.")
    private boolean list;

    @Option(names = "--explain", description = "Show requests and answers of what failed.")
    private boolean explain;

    @Option(
            names = "--format",
            paramLabel = "text|json|junit",
            defaultValue = "text",
            description = "How the report is printed; --list takes text and markdown.")
    private ReportFormat format = ReportFormat.text;

    @Option(names = "--output", paramLabel = "FILE", description = "Where the report goes instead of standard output.")
    private @Nullable Path output;

    public ConformanceCommand(Session session) {
        this.session = session;
    }

    /** As the command line spells them. */
    enum ReportFormat {
        text,
        json,
        junit,
        markdown
    }

    @Override
    public Integer call() {
        ServerLog.silence();
        SuiteOptions options = flags.options();
        List<Check> checks = chosen(options);
        if (list) {
            return list(checks);
        }
        if (agent.isEmpty()
                || format == ReportFormat.markdown
                || (compare && !canCompare())
                || (ownPorts && !isRegisteredForRun())) {
            throw usage();
        }
        List<Report> reports = new ArrayList<>();
        if (!viaMesh || compare) {
            reports.add(run(agent, agent, checks, options));
        }
        if (viaMesh) {
            reports.add(throughMesh(checks, options));
        }
        reports.forEach(this::print);
        if (compare) {
            Comparison.lines(reports.getFirst(), reports.getLast()).forEach(session.terminal()::data);
        }
        return (reports.stream().allMatch(Report::conforms) ? ExitStatus.DONE : ExitStatus.FAILURE).code();
    }

    private boolean isRegisteredForRun() {
        return viaMesh && isUrl();
    }

    private boolean canCompare() {
        return isRegisteredForRun() && format == ReportFormat.text && output == null;
    }

    private CliException usage() {
        if (agent.isEmpty()) {
            return new CliException(ExitStatus.USAGE, "No agent (expected: AGENT_OR_URL, or --list)");
        }
        if (ownPorts && !isRegisteredForRun()) {
            return new CliException(ExitStatus.USAGE, "--own-ports without --via-mesh and a URL (expected: both)");
        }
        return new CliException(
                ExitStatus.USAGE,
                compare && !canCompare()
                        ? "--compare needs --via-mesh, a URL, and a report as text on standard output"
                                + " (expected: --via-mesh URL --compare, without --format and --output)"
                        : "--format markdown without --list (expected: text, json or junit)");
    }

    private static List<Check> chosen(SuiteOptions options) {
        List<Check> chosen =
                ConformanceChecks.all().stream().filter(options::wants).toList();
        if (chosen.isEmpty()) {
            throw new CliException(
                    ExitStatus.USAGE,
                    "--only " + String.join(",", options.only())
                            + " (expected: the name of a check, a group or a section; --list has them)");
        }
        return chosen;
    }

    private int list(List<Check> checks) {
        switch (format) {
            case markdown -> session.terminal().piece(ConformanceDocument.markdown(checks));
            case text -> {
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("CHECK", "SECTION", "LEVEL", "WHERE", "RULE"));
                rows.addAll(ConformanceDocument.rows(checks));
                session.terminal().table(rows);
            }
            case json, junit ->
                throw new CliException(ExitStatus.USAGE, "--list --format " + format + " (expected: text or markdown)");
        }
        return ExitStatus.DONE.code();
    }

    private boolean isUrl() {
        return agent.startsWith("http://") || agent.startsWith("https://");
    }

    private Report throughMesh(List<Check> checks, SuiteOptions options) {
        try (MeshClient client = session.open(mesh, MESH_TIMEOUT)) {
            if (!isUrl()) {
                return run(agent + " through the mesh", client.base() + MeshClient.endpoint(agent), checks, options);
            }
            String id = "conformance-" + options.runId();
            JsonNode registered = client.post(
                    "/api/v1/agents/register?id=" + id,
                    JSON.createObjectNode().put("url", agent).toString().getBytes(UTF_8));
            String given = registered.path("agent_id").asText();
            try {
                return run(agent + " through the mesh", address(client, registered), checks, options);
            } finally {
                if (registered.path("created").asBoolean()) {
                    client.delete("/api/v1/agents/" + MeshClient.encoded(given));
                }
            }
        }
    }

    private String address(MeshClient client, JsonNode registered) {
        String id = registered.path("agent_id").asText();
        if (!ownPorts) {
            return client.base() + MeshClient.endpoint(id);
        }
        if (!registered.path("created").asBoolean()) {
            throw new CliException(
                    ExitStatus.USAGE,
                    "--own-ports: the agent is registered already, as \"" + id
                            + "\", and keeps its ports (expected: parley agent expose, and the address it prints)");
        }
        ObjectNode free = JSON.createObjectNode().put("httpPort", 0).put("grpcPort", 0);
        return client.put(
                        "/api/v1/agents/" + MeshClient.encoded(id) + "/listener",
                        free.toString().getBytes(UTF_8))
                .path("listener")
                .path("url")
                .asText();
    }

    private Report run(String name, String url, List<Check> checks, SuiteOptions options) {
        TextReport text = new TextReport(session.terminal(), explain);
        boolean onScreen = format == ReportFormat.text && output == null;
        Consumer<String> progress = onScreen ? session.terminal()::data : session.terminal()::note;
        long start = System.nanoTime();
        try (Agent met = meet(url, options)) {
            List<Finding> findings =
                    new Suite(checks, options).run(met, finding -> progress.accept(text.line(finding)));
            return new Report(name, findings, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static Agent meet(String url, SuiteOptions options) {
        try {
            return Agent.meet(url, options);
        } catch (Unanswered e) {
            throw new CliException(ExitStatus.UNREACHABLE, e.text(), e);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitStatus.USAGE, url + " (expected: http://HOST:PORT/… or https://…)", e);
        }
    }

    private void print(Report report) {
        String text = switch (format) {
            case json -> JsonReport.of(report, explain);
            case junit -> JunitReport.of(report, explain);
            case text, markdown -> String.join("\n", new TextReport(session.terminal(), explain).summary(report));
        };
        Path file = output;
        if (file == null) {
            session.terminal().data(text);
            return;
        }
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
