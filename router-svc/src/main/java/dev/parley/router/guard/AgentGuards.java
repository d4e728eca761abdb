package dev.parley.router.guard;

import dev.parley.router.agent.AgentKey;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A circuit breaker and a bulkhead for each agent, made at its first call. Nobody waits: a call goes, or is denied with the
 * reason. Safe for concurrent use.
 */
@Singleton
public final class AgentGuards {
    private final CircuitBreakerConfig breakers;
    private final BulkheadConfig bulkheads;
    private final Duration openFor;
    private final InstantSource clock;
    private final Map<AgentKey, Guard> guards = new ConcurrentHashMap<>();

    public AgentGuards(GuardConfig config, InstantSource clock) {
        this.openFor = config.openFor();
        this.clock = clock;
        this.breakers = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(config.window())
                .minimumNumberOfCalls(config.minCalls())
                .failureRateThreshold(config.failurePercent())
                .waitDurationInOpenState(config.openFor())
                .permittedNumberOfCallsInHalfOpenState(config.trialCalls())
                // a trial call that never ends must not keep the breaker half open for ever
                .maxWaitDurationInHalfOpenState(config.openFor())
                .clock(clock.withZone(ZoneOffset.UTC))
                .writableStackTraceEnabled(false)
                .build();
        this.bulkheads = BulkheadConfig.custom()
                .maxConcurrentCalls(config.maxConcurrentCalls())
                .maxWaitDuration(Duration.ZERO)
                .writableStackTraceEnabled(false)
                .build();
    }

    /** Asks for a call; what is granted must be given back. */
    public Admission admit(AgentKey agent) {
        Guard guard = guard(agent);
        if (!guard.bulkhead.tryAcquirePermission()) {
            return new Admission.Denied("agent \"" + agent.id() + "\" has " + bulkheads.getMaxConcurrentCalls()
                    + " calls running, the most that are allowed");
        }
        if (!guard.breaker.tryAcquirePermission()) {
            guard.bulkhead.releasePermission();
            return new Admission.Denied("circuit breaker of agent \"" + agent.id() + "\" is open until "
                    + guard.openUntil.truncatedTo(ChronoUnit.SECONDS));
        }
        return new Admission.Granted(new Grant(guard));
    }

    /** Until when no call goes to the agent; empty when calls may go. */
    public Optional<Instant> openUntil(AgentKey agent) {
        Guard guard = guards.get(agent);
        if (guard == null
                || guard.breaker.getState() != State.OPEN
                || !clock.instant().isBefore(guard.openUntil)) {
            return Optional.empty();
        }
        return Optional.of(guard.openUntil);
    }

    /** How many calls to the agent run now. */
    public int running(AgentKey agent) {
        Guard guard = guards.get(agent);
        return guard == null
                ? 0
                : bulkheads.getMaxConcurrentCalls()
                        - guard.bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    /** How many breakers are open. */
    public long openCount() {
        return guards.keySet().stream()
                .filter(agent -> openUntil(agent).isPresent())
                .count();
    }

    /** The agent is gone. */
    public void forget(AgentKey agent) {
        guards.remove(agent);
    }

    private Guard guard(AgentKey agent) {
        Guard known = guards.get(agent);
        return known != null ? known : guards.computeIfAbsent(agent, key -> new Guard(key.toString()));
    }

    private final class Guard {
        private final CircuitBreaker breaker;
        private final Bulkhead bulkhead;
        private volatile Instant openUntil = Instant.EPOCH;

        Guard(String name) {
            breaker = CircuitBreaker.of(name, breakers);
            bulkhead = Bulkhead.of(name, bulkheads);
            breaker.getEventPublisher().onStateTransition(event -> {
                if (event.getStateTransition().getToState() == State.OPEN) {
                    openUntil = clock.instant().plus(openFor);
                }
            });
        }
    }

    private record Grant(Guard guard) implements Admission.Permit {
        @Override
        public void succeeded() {
            guard.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            guard.bulkhead.onComplete();
        }

        @Override
        public void failed() {
            guard.breaker.onError(0, TimeUnit.NANOSECONDS, new FailedCall());
            guard.bulkhead.onComplete();
        }

        @Override
        public void forget() {
            guard.breaker.releasePermission();
            guard.bulkhead.onComplete();
        }
    }

    /** The breaker counts exceptions; this one costs nothing and is seen by nobody. */
    private static final class FailedCall extends Exception {
        private static final long serialVersionUID = 1L;

        FailedCall() {
            super("call failed", null, false, false);
        }
    }
}
