package dev.parley.registry.health;

import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.Health;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.agent.Registration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes every agent regularly, each probe on a virtual thread. Some misses in a row make an agent unreachable, one answer
 * makes it reachable again. Needs neither Redis nor anything else but the agents.
 */
final class Prober implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Prober.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final AgentBook book;
    private final Registration registration;
    private final Probe probe;
    private final Presence presence;
    private final HealthConfig config;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Counter answered;
    private final Counter missed;
    private final Map<AgentKey, Watched> watched = new ConcurrentHashMap<>();
    private final Semaphore slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * What is known of an agent beside its registration.
     *
     * @param version of the card whose agent this is about: one with another card begins anew
     * @param next null while a probe runs
     */
    private record Watched(
            long version, ProbeHistory history, @Nullable Instant next, Instant card, Instant stored) {}

    Prober(
            AgentBook book,
            Registration registration,
            Probe probe,
            Presence presence,
            HealthConfig config,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.book = book;
        this.registration = registration;
        this.probe = probe;
        this.presence = presence;
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.answered = Counter.builder("parley.registry.probes")
                .tag("outcome", "answered")
                .register(meters);
        this.missed = Counter.builder("parley.registry.probes")
                .tag("outcome", "missed")
                .register(meters);
        this.slots = new Semaphore(config.maxParallel());
        threads.execute(this::schedule);
    }

    private void schedule() {
        try {
            while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                Instant now = clock.instant();
                watched.keySet().removeIf(key -> book.find(key).isEmpty());
                for (RegisteredAgent agent : book.all()) {
                    startIfDue(agent, now);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().log("interrupted while stopping");
        }
    }

    private void startIfDue(RegisteredAgent agent, Instant now) {
        Watched known = watched.compute(
                agent.key(),
                (key, before) ->
                        before == null || before.version() != agent.held().version() ? first(agent, now) : before);
        if (known.next() == null || known.next().isAfter(now) || !slots.tryAcquire()) {
            return;
        }
        watched.put(agent.key(), new Watched(known.version(), known.history(), null, known.card(), known.stored()));
        threads.execute(() -> {
            try {
                look(agent, known);
            } finally {
                slots.release();
            }
        });
    }

    /** One never seen is probed at once; the rest spread over the interval, so that a restart is no storm. */
    private Watched first(RegisteredAgent agent, Instant now) {
        Instant next =
                agent.health().lastSeen() == null ? now : now.plus(share(config.probeInterval(), random.nextDouble()));
        Instant card = agent.held().checkedAt().plus(jittered(config.cardInterval()));
        return new Watched(agent.held().version(), ProbeHistory.NONE, next, card, now);
    }

    private void look(RegisteredAgent agent, Watched known) {
        Watched after = known;
        try {
            boolean cardIsDue = !agent.held().url().isEmpty() && !known.card().isAfter(clock.instant());
            String miss = cardIsDue ? probe.lookAtCard(agent) : probe.knock(agent);
            after = note(agent, known, miss, cardIsDue);
        } catch (InterruptedException e) {
            return;
        } catch (A2aException e) {
            // deleted meanwhile, or the database is away: the next probe tells again
            log.atDebug()
                    .addKeyValue("agent_id", agent.key())
                    .addKeyValue("reason", e.text())
                    .log("health not noted");
        } catch (RuntimeException e) {
            log.atError().addKeyValue("agent_id", agent.key()).setCause(e).log("probe failed unexpectedly");
        } finally {
            Instant next = clock.instant().plus(jittered(config.probeInterval()));
            Watched looked = new Watched(after.version(), after.history(), next, after.card(), after.stored());
            // not over what is known of an agent that has another card by now
            watched.computeIfPresent(agent.key(), (key, now) -> now.version() == looked.version() ? looked : now);
        }
    }

    private Watched note(RegisteredAgent agent, Watched known, String miss, boolean cardLookedAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // a card that was fetched may be another one, which this look has brought
        long version = cardLookedAt && miss.isEmpty()
                ? book.find(agent.key()).map(seen -> seen.held().version()).orElse(known.version())
                : agent.held().version();
        ProbeHistory history = known.history().after(miss.isEmpty());
        (miss.isEmpty() ? answered : missed).increment();
        if (miss.isEmpty()) {
            presence.seen(agent.key());
        }
        Health before = agent.health();
        boolean reachable = miss.isEmpty()
                || (before.reachable() && history.misses() < config.misses())
                || (before.reachable() && presence.isSeen(agent.key()));
        Health health =
                new Health(reachable, reachable ? "" : miss, history.score(), miss.isEmpty() ? now : before.lastSeen());
        boolean store = reachable != before.reachable()
                || before.lastSeen() == null
                || !known.stored().plus(config.storeInterval()).isAfter(now);
        if (reachable != before.reachable()) {
            log.atInfo()
                    .addKeyValue("agent_id", agent.key())
                    .addKeyValue("reachable", reachable)
                    .addKeyValue("reason", miss)
                    .log("agent health changed");
        }
        registration.setHealth(agent.key(), version, health, store);
        Instant card = cardLookedAt ? now.plus(jittered(config.cardInterval())) : known.card();
        return new Watched(version, history, null, card, store ? now : known.stored());
    }

    private Duration jittered(Duration interval) {
        return share(interval, 1 + config.jitter() * (2 * random.nextDouble() - 1));
    }

    private static Duration share(Duration interval, double factor) {
        return Duration.ofNanos((long) (interval.toNanos() * factor));
    }

    /** Lets running probes finish; interrupted at once, one that writes would leave a broken connection behind. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        threads.shutdown();
        if (!threads.awaitTermination(config.probeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
    }
}
