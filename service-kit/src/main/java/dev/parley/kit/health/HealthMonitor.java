package dev.parley.kit.health;

import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every {@link Dependency} once a second, each on its own virtual thread, so that health is answered from memory at
 * once and a hanging dependency is told by the age of its last answer. Safe for concurrent use.
 */
@Context
public final class HealthMonitor {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration STALE_AFTER = Duration.ofSeconds(5);

    private final List<Dependency> dependencies;
    private final InstantSource clock;
    private final Map<String, State> states = new ConcurrentSkipListMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public HealthMonitor(List<Dependency> dependencies, InstantSource clock) {
        this.dependencies = List.copyOf(dependencies);
        this.clock = clock;
        for (Dependency dependency : this.dependencies) {
            states.put(dependency.name(), new State(false, dependency.required(), "not asked yet", clock.instant()));
            threads.execute(() -> watch(dependency));
        }
    }

    /**
     * One dependency as last seen.
     *
     * @param fact what it said of itself, or why it does not work
     */
    public record State(boolean up, boolean required, String fact, Instant at) {}

    /** Every dependency by name; one that did not answer for five seconds counts as down. */
    public Map<String, State> states() {
        Instant now = clock.instant();
        Map<String, State> view = new TreeMap<>();
        states.forEach((name, state) -> view.put(
                name,
                state.up() && state.at().plus(STALE_AFTER).isBefore(now)
                        ? new State(false, state.required(), "no answer since " + state.at(), state.at())
                        : state));
        return view;
    }

    /** True when every required dependency works. */
    public boolean isReady() {
        return states().values().stream().allMatch(state -> state.up() || !state.required());
    }

    /** True when everything works without which callers had better go elsewhere. */
    public boolean isServing() {
        Map<String, State> states = states();
        return dependencies.stream()
                .filter(Dependency::isEssential)
                .map(dependency -> states.get(dependency.name()))
                .allMatch(state -> state != null && state.up());
    }

    private void watch(Dependency dependency) {
        while (!threads.isShutdown()) {
            State before = states.get(dependency.name());
            State now = ask(dependency);
            states.put(dependency.name(), now);
            if (before != null && before.up() && !now.up()) {
                log.atWarn()
                        .addKeyValue("dependency", dependency.name())
                        .addKeyValue("fact", now.fact())
                        .log("dependency down");
            }
            try {
                // until it is up for the first time, ask often: readiness waits for it
                TimeUnit.MILLISECONDS.sleep(now.up() ? INTERVAL.toMillis() : 100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private State ask(Dependency dependency) {
        try {
            String fact = dependency.check();
            return new State(true, dependency.required(), fact, clock.instant());
        } catch (Exception e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new State(false, dependency.required(), why, clock.instant());
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
