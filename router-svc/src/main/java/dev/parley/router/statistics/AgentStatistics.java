package dev.parley.router.statistics;

import dev.parley.router.agent.AgentKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What calls to each agent showed: milliseconds to its first event, the share of calls that succeeded, and how often it is
 * called. In memory only; a new router starts from what the cards declare. Safe for concurrent use.
 */
@Singleton
public final class AgentStatistics {
    private static final Duration RATE_HALF_LIFE = Duration.ofSeconds(40);

    private record Measured(DecayingAverage latencyMs, DecayingAverage success, DecayingAverage sent) {
        static Measured none(Instant now) {
            DecayingAverage none = DecayingAverage.none(now);
            return new Measured(none, none, none);
        }
    }

    private final StatisticsConfig config;
    private final InstantSource clock;
    private final Map<AgentKey, Measured> agents = new ConcurrentHashMap<>();

    public AgentStatistics(StatisticsConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Counts a message that goes to the agent. */
    public void sent(AgentKey agent) {
        Instant now = clock.instant();
        agents.compute(agent, (key, held) -> {
            Measured before = orNone(held, now);
            return new Measured(
                    before.latencyMs(), before.success(), before.sent().plus(1, now, RATE_HALF_LIFE));
        });
    }

    /** Counts the time to an agent's first event. */
    public void firstEventAfter(AgentKey agent, Duration waited) {
        Instant now = clock.instant();
        double millis = waited.toNanos() / 1e6;
        agents.compute(agent, (key, held) -> {
            Measured before = orNone(held, now);
            return new Measured(
                    before.latencyMs().plus(millis, now, config.halfLife()), before.success(), before.sent());
        });
    }

    /** Counts the end of a call. */
    public void ended(AgentKey agent, boolean success) {
        Instant now = clock.instant();
        agents.compute(agent, (key, held) -> {
            Measured before = orNone(held, now);
            return new Measured(
                    before.latencyMs(), before.success().plus(success ? 1 : 0, now, config.halfLife()), before.sent());
        });
    }

    /** The declared latency, moved towards the measured one by how many measurements there are. */
    public double latencyMs(AgentKey agent, double declaredMs) {
        Measured measured = agents.get(agent);
        return measured == null ? declaredMs : blend(measured.latencyMs(), declaredMs);
    }

    /** The declared quality, moved towards the measured share of successes alike. */
    public double quality(AgentKey agent, double declared) {
        Measured measured = agents.get(agent);
        return measured == null ? declared : blend(measured.success(), declared);
    }

    /** Messages a second: a mean in which the last minute counts most. */
    public double messageRate(AgentKey agent) {
        Measured measured = agents.get(agent);
        // steady messages at rate r weigh r x half-life / ln 2 together
        return measured == null
                ? 0
                : measured.sent().weightAt(clock.instant(), RATE_HALF_LIFE) * Math.log(2) / RATE_HALF_LIFE.toSeconds();
    }

    /** The agent is gone, or is another one under its id. */
    public void forget(AgentKey agent) {
        agents.remove(agent);
    }

    private double blend(DecayingAverage measured, double declared) {
        return measured.blendedWith(declared, config.declaredWeight(), clock.instant(), config.halfLife());
    }

    private static Measured orNone(@Nullable Measured held, Instant now) {
        return held == null ? Measured.none(now) : held;
    }
}
