package dev.parley.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Agent;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Outcome;
import dev.parley.cli.conformance.suite.Suite;
import dev.parley.cli.conformance.suite.SuiteOptions;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every check passes at an agent that is right, and fails at one that is wrong in just that. Each test has an agent of its
 * own and waits more than it works, so they run side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class SuiteTest {
    // long enough for a busy machine: who is right answers at once
    private static final Duration PATIENT = Duration.ofSeconds(30);
    // what some faults cost in whole
    private static final Duration IMPATIENT = Duration.ofSeconds(3);

    /** Classes are loaded before many tests begin side by side. */
    @BeforeAll
    static void warmUp() throws IOException {
        run(Variants.dual(), options(EnumSet.allOf(Binding.class), List.of("send", "v03/send")));
    }

    private static SuiteOptions options(Set<Binding> bindings, List<String> only) {
        return options(PATIENT, bindings, only);
    }

    private static SuiteOptions options(Duration timeout, Set<Binding> bindings, List<String> only) {
        return new SuiteOptions(
                bindings,
                only,
                Level.MAY,
                timeout,
                Map.of("X-Caller", "one"),
                Map.of("X-Caller", "two"),
                "Hello",
                Optional.of(true),
                "127.0.0.1",
                "run");
    }

    private static List<Finding> run(Nature nature, SuiteOptions options) throws IOException {
        try (TestAgent agent = new TestAgent(nature);
                Agent met = Agent.meet(agent.url(), options)) {
            return new Suite(ConformanceChecks.all(), options).run(met, finding -> {});
        }
    }

    private static Set<String> names(List<Finding> findings, Class<? extends Outcome> outcome) {
        return findings.stream()
                .filter(finding -> outcome.isInstance(finding.outcome()))
                .map(finding -> finding.check().name() + " at " + finding.place() + " " + finding.outcome())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> all() {
        return ConformanceChecks.all().stream().map(Check::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void agentThatIsRight_failsNoCheck() throws IOException {
        SuiteOptions options = options(EnumSet.allOf(Binding.class), List.of());
        assertThat(names(run(Nature.right(), options), Outcome.Failed.class)).isEmpty();
        assertThat(names(run(Nature.right().modest(), options), Outcome.Failed.class))
                .isEmpty();
    }

    @Test
    void everyCheck_passesAtSomeAgent() throws Exception {
        Set<String> passed = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> runs = Variants.right().stream()
                    .<Callable<Boolean>>map(nature -> () -> passed.addAll(passedAt(nature)))
                    .toList();
            for (Future<Boolean> run : threads.invokeAll(runs)) {
                run.get();
            }
        }
        assertThat(passed).containsExactlyInAnyOrderElementsOf(all());
    }

    private static Set<String> passedAt(Nature nature) throws IOException {
        return run(nature, options(EnumSet.allOf(Binding.class), List.of())).stream()
                .filter(finding -> finding.outcome() instanceof Outcome.Passed)
                .map(finding -> finding.check().name())
                .collect(Collectors.toSet());
    }

    static Stream<Fault> faults() {
        return Stream.of(
                        FaultsOfCalls.all(),
                        FaultsOfCards.all(),
                        FaultsOfStreams.all(),
                        FaultsOfForms.all(),
                        FaultsOfSockets.all(),
                        FaultsOfCallers.all(),
                        FaultsOfV03.all())
                .flatMap(faults -> faults);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void agentWithOneFault_failsTheCheckOfIt(Fault fault) throws IOException {
        Set<Binding> bindings = fault.check().matches("(?:bindings|v03)/same-.*")
                ? EnumSet.allOf(Binding.class)
                : Set.of(fault.binding());
        List<Finding> findings = run(fault.nature(), options(IMPATIENT, bindings, List.of(fault.check())));
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().outcome()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void everyCheck_hasAFaultThatItSees() {
        Set<String> seen = faults().map(Fault::check).collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void agentWithoutScripts_isFoundOutAndFailsNothing() throws IOException {
        SuiteOptions scripted = options(EnumSet.of(Binding.JSONRPC), List.of());
        SuiteOptions unknown = new SuiteOptions(
                scripted.bindings(),
                List.of(),
                Level.MAY,
                scripted.timeout(),
                scripted.headers(),
                scripted.otherHeaders(),
                "Hello",
                Optional.empty(),
                "127.0.0.1",
                "run");
        Nature plain = Fault.asked(A2aMethod.SEND_MESSAGE, params -> {
            if (params.path("message") instanceof ObjectNode message && message.hasNonNull("messageId")) {
                message.put("messageId", "plain-" + message.path("messageId").asText());
            }
        });
        List<Finding> findings = run(plain, unknown);
        assertThat(names(findings, Outcome.Failed.class)).allMatch(name -> name.contains("get/history"));
        assertThat(names(findings, Outcome.Skipped.class)).anyMatch(name -> name.contains("does not act on scripts"));
    }

    @Test
    void agentOfOlderVersionOnly_isJudgedByThatVersion() throws IOException {
        List<Finding> findings = run(Variants.older(), options(EnumSet.allOf(Binding.class), List.of()));
        assertThat(names(findings, Outcome.Failed.class)).isEmpty();
        assertThat(names(findings, Outcome.Passed.class))
                .anyMatch(name -> name.contains("v03/send at HTTP+JSON"))
                .anyMatch(name -> name.contains("v03/push-payload at GRPC"))
                .allMatch(name -> name.matches("(?:v03|card)/.*"));
    }

    @Test
    void agentOfBothVersions_failsNoCheckOfTheOlder() throws IOException {
        SuiteOptions options = options(EnumSet.allOf(Binding.class), List.of("v03"));
        assertThat(names(run(Variants.dual(), options), Outcome.Failed.class)).isEmpty();
        assertThat(names(run(Variants.dual().modest(), options), Outcome.Failed.class))
                .isEmpty();
    }

    @Test
    void agentWithoutTheCustomBinding_isSaidToLackItOnlyToWhoAsks() throws IOException {
        Nature without = Fault.card(card -> ((ArrayNode) card.path("supportedInterfaces")).remove(3));
        List<String> only = List.of("get", "websocket");
        assertThat(run(without, options(EnumSet.allOf(Binding.class), only)))
                .extracting(Finding::place)
                .contains("GRPC")
                .doesNotContain("WEBSOCKET");
        assertThat(run(without, options(EnumSet.of(Binding.WEBSOCKET), only)))
                .hasSizeGreaterThan(14)
                .allMatch(finding -> finding.outcome() instanceof Outcome.Skipped);
    }

    @Test
    void deadAgent_isUnansweredNotAnEndOfTheRun() throws IOException {
        SuiteOptions options = options(Set.of(Binding.JSONRPC), List.of("get/unknown", "card/available"));
        TestAgent agent = new TestAgent(Nature.right());
        try (Agent met = Agent.meet(agent.url(), options)) {
            agent.close();
            List<Finding> findings = new Suite(ConformanceChecks.all(), options).run(met, finding -> {});
            assertThat(findings).hasSize(2).allMatch(finding -> finding.outcome() instanceof Outcome.Failed);
        }
    }
}
