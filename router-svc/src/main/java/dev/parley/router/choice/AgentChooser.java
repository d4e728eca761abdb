package dev.parley.router.choice;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aException;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.statistics.AgentStatistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses agents for a need: found by the registry, hard limits, open breakers, score, and last the agent that served the
 * context before. Safe for concurrent use.
 */
@Singleton
public final class AgentChooser {
    private static final Duration AFTER_MAINTENANCE = Duration.ofSeconds(30);

    private final AgentFinder finder;
    private final AgentStatistics statistics;
    private final AgentGuards guards;
    private final DecisionLog log;
    private final ScoringConfig config;
    private final UuidV7 ids;
    private final Counter chosen;
    private final Counter nobody;

    public AgentChooser(
            AgentFinder finder,
            AgentStatistics statistics,
            AgentGuards guards,
            DecisionLog log,
            ScoringConfig config,
            UuidV7 ids,
            MeterRegistry meters) {
        this.finder = finder;
        this.statistics = statistics;
        this.guards = guards;
        this.log = log;
        this.config = config;
        this.ids = ids;
        this.chosen = meters.counter("parley.router.decisions", "result", "chosen");
        this.nobody = meters.counter("parley.router.decisions", "result", "nobody");
    }

    /**
     * @param tenant of the caller
     * @param taskId for the log, empty when there is none
     * @param preferredAgentId who served this context last, empty when nobody did
     */
    public Decision choose(String tenant, String taskId, AgentNeed need, String preferredAgentId) {
        AgentFinder.Found found = finder.find(need, config.maxCandidates());
        List<Removal> removed = new ArrayList<>();
        List<Candidate> allowed = new ArrayList<>();
        for (AgentFinder.Match match : found.matches()) {
            AgentKey key = new AgentKey(tenant, match.agentId());
            Candidate candidate = candidate(key, match);
            Optional<Removal> removal = need.limits()
                    .removalOf(candidate)
                    .or(() -> unspoken(match, need.extensions()))
                    .or(() -> breakerOpen(key));
            removal.ifPresentOrElse(removed::add, () -> allowed.add(candidate));
        }
        removed.addAll(found.leftOut());
        List<Scored> ranked = Scoring.rank(allowed, need.weights());
        List<Scored> ordered = preferring(preferredAgentId, ranked);
        String summary = ordered.isEmpty()
                ? Summary.nobody(need, removed)
                : Summary.chosen(need, ordered, !ordered.equals(ranked));
        Decision decision = new Decision(ids.next(), ordered, removed, need.weights(), found.floor(), summary);
        (ordered.isEmpty() ? nobody : chosen).increment();
        log.record(tenant, taskId, decision);
        return decision;
    }

    /**
     * The decision for an agent called by name. There was nothing to choose, so it is not logged. An agent that failed is
     * called all the same: the call itself tells best.
     *
     * @throws A2aException OVERLOADED with advice, when the agent is in maintenance
     */
    public Decision named(AgentKey key, AgentFinder.Match match, boolean inMaintenance) {
        if (inMaintenance) {
            throw A2aException.busy(
                    "Agent \"" + key.id() + "\" is in maintenance (expected: active)", AFTER_MAINTENANCE);
        }
        Candidate candidate = candidate(key, match);
        return new Decision(
                ids.next(),
                List.of(new Scored(candidate, 1)),
                List.of(),
                config.weights(),
                0,
                Summary.named(candidate));
    }

    private Candidate candidate(AgentKey key, AgentFinder.Match match) {
        return new Candidate(
                match.agentId(),
                match.agentName(),
                match.similarity(),
                statistics.latencyMs(key, or(match.latencyMs(), config.defaultLatencyMs())),
                or(match.cost(), config.defaultCost()),
                statistics.quality(key, or(match.quality(), config.defaultQuality())),
                match.skillId(),
                match.exact());
    }

    /** It would refuse every message (A2A 1.0.1 §3.3.4). */
    private static Optional<Removal> unspoken(AgentFinder.Match match, List<String> extensions) {
        return match.requires().stream()
                .filter(uri -> !extensions.contains(uri))
                .findFirst()
                .map(uri -> new Removal(
                        match.agentId(),
                        "EXTENSION_REQUIRED",
                        "requires " + uri + ", which the caller does not activate"));
    }

    private Optional<Removal> breakerOpen(AgentKey key) {
        return guards.openUntil(key).map(until -> new Removal(key.id(), "BREAKER_OPEN", openUntil(until)));
    }

    private static String openUntil(Instant until) {
        return "circuit breaker open until " + until.truncatedTo(ChronoUnit.SECONDS);
    }

    private List<Scored> preferring(String preferredAgentId, List<Scored> ranked) {
        for (Scored scored : ranked) {
            if (scored.candidate().agentId().equals(preferredAgentId)
                    && scored.score() >= ranked.getFirst().score() - config.preferredMargin()) {
                List<Scored> reordered = new ArrayList<>(ranked);
                reordered.remove(scored);
                reordered.addFirst(scored);
                return reordered;
            }
        }
        return ranked;
    }

    private static double or(@Nullable Double declared, double otherwise) {
        return declared == null || !(declared >= 0) ? otherwise : declared;
    }
}
