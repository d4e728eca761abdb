package dev.parley.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.cli.CliRun;
import dev.parley.cli.local.ChildJvm;
import dev.parley.cli.mesh.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The suite on real agents, directly and through a mesh: our examples, and one on the official Python SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceIT {
    private static final String LONG = "takes minutes; set PARLEY_LONG to run it, as .ci/run does";
    /** Where a2a-sdk 1.3.0 itself breaks a MUST; a line that is not needed any more fails the test. */
    private static final Set<String> FAULTS_OF_THE_PYTHON_SDK =
            Set.of("version/unsupported GRPC", "version/unsupported-stream GRPC", "version/any-case GRPC");

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PARLEY_CACHE", Path.of("target", "cache").toAbsolutePath().toString());

    private final List<Process> processes = new ArrayList<>();
    private Path data = Path.of("");

    @BeforeAll
    void start(@TempDir Path folder) {
        data = folder.resolve("data");
        CliRun up = mesh("up", "--detach", "--http-port", "0", "--management-port", "0", "--grpc-port", "0");
        assertThat(up.status()).as(up.err()).isZero();
    }

    @AfterAll
    void stop() {
        processes.forEach(Process::destroy);
        assertThat(mesh("down").status()).isZero();
    }

    private CliRun mesh(String... args) {
        return CliRun.of(ENVIRONMENT, with(args, "--data", data.toString()));
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String example(String mainClass) throws IOException {
        Process agent = ChildJvm.small(
                        Settings.read(Map.of(), Path.of("target")),
                        mainClass,
                        List.of(
                                "--port",
                                "0",
                                "--exit-with-parent",
                                Long.toString(ProcessHandle.current().pid())))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(agent);
        String line = agent.inputReader().readLine();
        assertThat(line).contains(" listening on ");
        return line.substring(line.indexOf("http"));
    }

    private String scripted(String... options) throws Exception {
        Process agent = ScriptedPython.start(options);
        processes.add(agent);
        String line = agent.inputReader().readLine();
        assertThat(line).as("what the agent prints").isNotNull();
        return JSON.readTree(line).path("url").asText();
    }

    /** Asserts which MUSTs failed, as "name place"; where that is wrong, says what each of them saw on the wire. */
    private static void assertFailedMusts(CliRun run, Set<String> expected) throws IOException {
        assertThat(run.out()).as(run.err()).startsWith("{");
        Map<String, String> failed = new TreeMap<>();
        for (JsonNode check : JSON.readTree(run.out()).path("checks")) {
            if (check.path("outcome").asText().equals("failed")
                    && check.path("level").asText().equals("MUST")) {
                failed.put(check.path("name").asText() + " " + check.path("at").asText(), check.toPrettyString());
            }
        }
        assertThat(failed.keySet())
                .as("MUSTs that failed, of which %s", failed.values())
                .isEqualTo(expected);
    }

    /** The places where a check passed. */
    private static Set<String> passed(CliRun run) throws IOException {
        Set<String> places = new TreeSet<>();
        for (JsonNode check : JSON.readTree(run.out()).path("checks")) {
            if (check.path("outcome").asText().equals("passed")) {
                places.add(check.path("at").asText());
            }
        }
        return places;
    }

    private CliRun direct(String url, String... more) {
        return CliRun.of(ENVIRONMENT, with(new String[] {"conformance", url, "--format", "json", "--explain"}, more));
    }

    private CliRun throughMesh(String url, String... more) {
        return mesh(with(new String[] {"conformance", url, "--via-mesh", "--format", "json", "--explain"}, more));
    }

    @Test
    void echoAgent_failsNoMust() throws IOException {
        String echo = example("dev.parley.examples.echo.EchoAgent");
        assertFailedMusts(direct(echo), Set.of());
        assertFailedMusts(throughMesh(echo), Set.of());
        CliRun ownPorts = throughMesh(echo, "--own-ports", "--only", "v03");
        assertFailedMusts(ownPorts, Set.of());
        assertThat(passed(ownPorts)).as("places where 0.3 is spoken").contains("GRPC", "HTTP+JSON", "JSONRPC");
        CliRun agents = mesh("agent", "list", "-o", "json");
        assertThat(agents.out()).as("agents that were registered for a run").doesNotContain("conformance-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            storyteller.StorytellerAgent | a story of 20 words, 20 ms per chunk
            weather.WeatherAgent         | What is the weather in Paris?
            analytics.AnalyticsAgent     | mean of 1, 2, 3 and 10
            """)
    @EnabledIfEnvironmentVariable(named = "PARLEY_LONG", matches = ".+", disabledReason = LONG)
    void exampleAgent_failsNoMust(String agent, String text) throws IOException {
        String url = example("dev.parley.examples." + agent);
        assertFailedMusts(direct(url, "--text", text), Set.of());
        assertFailedMusts(throughMesh(url, "--text", text), Set.of());
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PARLEY_LONG", matches = ".+", disabledReason = LONG)
    void agentOnThePythonSdk_failsNoMustThroughTheMesh() throws Exception {
        String url = scripted("--only-10", "--seconds", "2");
        assertFailedMusts(direct(url, "--scripted", "yes"), FAULTS_OF_THE_PYTHON_SDK);
        assertFailedMusts(throughMesh(url, "--scripted", "yes"), Set.of());
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PARLEY_LONG", matches = ".+", disabledReason = LONG)
    void agentThatOnlyAnswers_failsNoMustThroughTheMesh() throws Exception {
        String url = scripted("--only-10", "--seconds", "2", "--no-streaming", "--no-push", "--no-extended-card");
        assertFailedMusts(throughMesh(url, "--scripted", "yes"), Set.of());
    }
}
