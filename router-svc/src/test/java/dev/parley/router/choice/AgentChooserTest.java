package dev.parley.router.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.choice.AgentFinder.Found;
import dev.parley.router.choice.AgentFinder.Match;
import dev.parley.router.guard.Admission;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.guard.GuardConfig;
import dev.parley.router.statistics.AgentStatistics;
import dev.parley.router.statistics.StatisticsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgentChooserTest {
    private static final ScoringConfig CONFIG = new ScoringConfig(0.40, 0.30, 0.20, 0.10, 100, 0.01, 0.75, 0.05, 20);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

    private final AgentGuards guards =
            new AgentGuards(new GuardConfig(10, 5, 50, Duration.ofSeconds(60), 3, 100), CLOCK);
    private final AgentStatistics statistics =
            new AgentStatistics(new StatisticsConfig(Duration.ofMinutes(10), 10), CLOCK);
    private final List<Decision> logged = new ArrayList<>();

    private Decision choose(AgentNeed need, String preferred, List<Removal> leftOut, Match... matches) {
        AgentFinder finder = (asked, limit) -> new Found(List.of(matches), leftOut, 0.30);
        return new AgentChooser(
                        finder,
                        statistics,
                        guards,
                        (tenant, taskId, decision) -> logged.add(decision),
                        CONFIG,
                        new UuidV7(CLOCK, new Random(7)),
                        new SimpleMeterRegistry())
                .choose("default", "task-1", need, preferred);
    }

    private static AgentNeed need(Limits limits) {
        return need(limits, List.of());
    }

    private static AgentNeed need(Limits limits, List<String> extensions) {
        return new AgentNeed(
                "tell me the weather",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                extensions,
                limits,
                CONFIG.weights());
    }

    private static Match declaring(String id, double similarity, double latencyMs, double cost, double quality) {
        return new Match(id, id, similarity, false, "s", List.of(), latencyMs, cost, quality);
    }

    private static Match silent(String id, double similarity) {
        return new Match(id, id, similarity, false, "s", List.of(), null, null, null);
    }

    private static List<String> ids(Decision decision) {
        return decision.candidates().stream()
                .map(scored -> scored.candidate().agentId())
                .toList();
    }

    @Test
    void agentThatDeclaresNothing_getsTheDefaults() {
        Candidate agent = choose(need(Limits.NONE), "", List.of(), silent("a", 0.5))
                .candidates()
                .getFirst()
                .candidate();

        assertThat(agent.latencyMs()).isEqualTo(100);
        assertThat(agent.cost()).isEqualTo(0.01);
        assertThat(agent.quality()).isEqualTo(0.75);
    }

    @Test
    void hardLimits_removeWithTheReasonAndLetTheLimitItselfPass() {
        Decision decision = choose(
                need(new Limits(100.0, 0.01, 0.75)),
                "",
                List.of(),
                silent("fits", 0.5),
                declaring("slow", 0.9, 101, 0, 1),
                declaring("dear", 0.9, 1, 0.02, 1),
                declaring("poor", 0.9, 1, 0, 0.5));

        assertThat(ids(decision)).containsExactly("fits");
        assertThat(decision.removed())
                .containsExactly(
                        new Removal("slow", "MAX_LATENCY", "latency 101 ms, allowed 100 ms"),
                        new Removal("dear", "MAX_COST", "cost 0.02, allowed 0.01"),
                        new Removal("poor", "MIN_QUALITY", "quality 0.5, required 0.75"));
    }

    @Test
    void extensionThatTheCallerDoesNotActivate_removes() {
        Match strict = new Match("strict", "strict", 0.9, false, "s", List.of("urn:a", "urn:b"), null, null, null);

        Decision without = choose(need(Limits.NONE, List.of("urn:a")), "", List.of(), strict, silent("plain", 0.4));
        assertThat(ids(without)).containsExactly("plain");
        assertThat(without.removed())
                .containsExactly(new Removal(
                        "strict", "EXTENSION_REQUIRED", "requires urn:b, which the caller does not activate"));
        assertThat(ids(choose(need(Limits.NONE, List.of("urn:b", "urn:a")), "", List.of(), strict)))
                .containsExactly("strict");
    }

    @Test
    void openBreaker_removes() {
        for (int i = 0; i < 5; i++) {
            ((Admission.Granted) guards.admit(new AgentKey("default", "broken")))
                    .permit()
                    .failed();
        }

        Decision decision = choose(need(Limits.NONE), "", List.of(), silent("broken", 0.9), silent("whole", 0.4));

        assertThat(ids(decision)).containsExactly("whole");
        assertThat(decision.removed())
                .containsExactly(
                        new Removal("broken", "BREAKER_OPEN", "circuit breaker open until 2026-11-21T10:01:00Z"));
    }

    @Test
    void measuredLatency_countsMoreThanDeclaredWithTime() {
        AgentKey boaster = new AgentKey("default", "boaster");
        for (int i = 0; i < 90; i++) {
            statistics.firstEventAfter(boaster, Duration.ofSeconds(1));
        }

        Decision decision = choose(
                need(Limits.NONE),
                "",
                List.of(),
                declaring("boaster", 0.5, 1, 0.01, 0.75),
                declaring("honest", 0.5, 100, 0.01, 0.75));

        assertThat(ids(decision)).containsExactly("honest", "boaster");
        assertThat(decision.candidates().getLast().candidate().latencyMs()).isBetween(900.0, 901.0);
    }

    @Test
    void agentThatServedTheContext_winsWhenClose() {
        Match best = silent("best", 0.60);
        Match close = silent("close", 0.55);
        Match far = silent("far", 0.30);

        assertThat(ids(choose(need(Limits.NONE), "close", List.of(), best, close, far)))
                .containsExactly("close", "best", "far");
        assertThat(ids(choose(need(Limits.NONE), "far", List.of(), best, close, far)))
                .containsExactly("best", "close", "far");
    }

    @Test
    void summary_namesTheWinnerItsScoreAndTheNext() {
        String summary = choose(need(Limits.NONE), "", List.of(), silent("best", 0.60), silent("next", 0.30))
                .summary();

        assertThat(summary)
                .isEqualTo(
                        "best was chosen for \"tell me the weather\" with score 0.50 of 2 candidates: similarity 0.60,"
                                + " latency 100 ms, cost 0.01, quality 0.75; next was next with 0.30.");
    }

    @Test
    void summary_saysWhyNobody() {
        Decision decision = choose(
                need(new Limits(10.0, null, null)),
                "",
                List.of(new Removal("b", "BELOW_FLOOR", "similarity 0.21, floor 0.30")),
                silent("a", 0.6));

        assertThat(decision.candidates()).isEmpty();
        assertThat(decision.summary())
                .isEqualTo("No agent can do \"tell me the weather\": 2 looked at: a: latency 100 ms, allowed 10 ms;"
                        + " b: similarity 0.21, floor 0.30.");
        assertThat(logged).containsExactly(decision);
    }

    @Test
    void needThatSaysNothing_isRefused() {
        assertThatThrownBy(() -> new AgentNeed(
                        " ", List.of(), List.of(), List.of(), List.of(), List.of(), Limits.NONE, CONFIG.weights()))
                .isInstanceOfSatisfying(
                        A2aException.class, e -> assertThat(e.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS));
    }

    @Test
    void wrongNumbers_areRefused() {
        assertThatThrownBy(() -> new Limits(-1.0, null, null)).hasMessageContaining("$.maxLatencyMs: -1.0");
        assertThatThrownBy(() -> new Limits(null, Double.NaN, null)).isInstanceOf(A2aException.class);
        assertThatThrownBy(() -> new Weights(0, -0.1, 0, 0)).hasMessageContaining("$.weights.latency");
        assertThatThrownBy(() -> new Weights(0, 0, 0, Double.POSITIVE_INFINITY)).isInstanceOf(A2aException.class);
    }
}
