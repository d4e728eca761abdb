package dev.parley.registry.agent;

import com.google.protobuf.ByteString;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.registry.card.AgentUrls;
import dev.parley.registry.card.CardFetcher;
import dev.parley.registry.card.CardReader;
import dev.parley.registry.card.Fetched;
import dev.parley.registry.card.ReadCard;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registers agents and changes them. A change is committed first and told to the book then, one at a time for each agent.
 * Safe for concurrent use.
 */
public final class Registration {
    private static final int STRIPES = 64;
    private static final int MAX_NUMBERED = 10_000;

    private final AgentStore store;
    private final AgentBook book;
    private final CardFetcher fetcher;
    private final CardReader reader;
    private final AgentUrls urls;
    private final InstantSource clock;
    private final ReentrantLock ports = new ReentrantLock();
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    public Registration(
            AgentStore store,
            AgentBook book,
            CardFetcher fetcher,
            CardReader reader,
            AgentUrls urls,
            InstantSource clock) {
        this.store = store;
        this.book = book;
        this.fetcher = fetcher;
        this.reader = reader;
        this.urls = urls;
        this.clock = clock;
    }

    /** @param created false when the agent existed: the very same, or one whose card was replaced */
    public record Outcome(RegisteredAgent agent, boolean created) {}

    /** A card with where it came from; url empty and etag null for one that was given. */
    private record Incoming(
            ReadCard read,
            byte[] bytes,
            String url,
            @Nullable String etag) {
        HeldCard held(Instant at, long version) {
            return new HeldCard(
                    read.card(),
                    ByteString.copyFrom(bytes),
                    read.shape(),
                    read.routing(),
                    read.labels(),
                    url,
                    etag,
                    at,
                    version);
        }
    }

    /**
     * @param id empty to have one made from the card
     * @param declared routing metadata that goes before the card's
     * @throws A2aException INVALID_PARAMS (id, url), AGENT_EXISTS, AGENT_CARD_INVALID, AGENT_UNREACHABLE, OVERLOADED
     */
    public Outcome register(String tenant, String id, CardSource source, RoutingMetadata declared, boolean replace)
            throws InterruptedException {
        Optional<AgentId> wanted = id.isEmpty() ? Optional.empty() : Optional.of(AgentId.parse(id));
        Incoming incoming = bring(source);
        if (wanted.isPresent()) {
            AgentKey key = new AgentKey(tenant, wanted.get().value());
            return locked(key, () -> registerAs(key, incoming, declared, replace));
        }
        String proposed = incoming.read().proposedId();
        AgentId base = AgentId.of(proposed.isEmpty() ? incoming.read().card().getName() : proposed);
        for (int number = 1; number <= MAX_NUMBERED; number++) {
            AgentKey key = new AgentKey(tenant, base.numbered(number).value());
            Optional<Outcome> outcome = locked(key, () -> {
                Optional<RegisteredAgent> holder = book.find(key);
                boolean another = holder.isPresent()
                        && !holder.get()
                                .held()
                                .isSameOrigin(incoming.url(), incoming.read().card());
                return another ? Optional.empty() : Optional.of(registerAs(key, incoming, declared, replace));
            });
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw A2aException.invalidParams(
                "$.id", "missing (expected: an id; names like " + base.value() + " are taken)");
    }

    private Outcome registerAs(AgentKey key, Incoming incoming, RoutingMetadata declared, boolean replace) {
        Optional<RegisteredAgent> holder = book.find(key);
        if (holder.isPresent()) {
            if (holder.get().held().isSameAs(incoming.url(), incoming.bytes())) {
                return new Outcome(holder.get(), false);
            }
            if (!replace) {
                throw exists(key);
            }
            return new Outcome(replaceCard(spokenFor(holder.get(), incoming), incoming, declared), false);
        }
        Instant now = now();
        long version = store.nextVersion();
        RegisteredAgent agent = new RegisteredAgent(
                key,
                version,
                incoming.held(now, version),
                declared,
                false,
                OwnListener.NONE,
                spokenFor(incoming),
                now,
                now);
        if (!store.insert(agent)) {
            throw exists(key);
        }
        book.put(agent);
        return new Outcome(agent, true);
    }

    /** A registration is a first sign of life: its owner speaks for it until the probes do. */
    private Health spokenFor(Incoming incoming) {
        return new Health(true, "", 1, incoming.url().isEmpty() ? null : now());
    }

    private RegisteredAgent spokenFor(RegisteredAgent agent, Incoming incoming) {
        return agent.health().reachable() ? agent : agent.withHealth(spokenFor(incoming), agent.version());
    }

    private static A2aException exists(AgentKey key) {
        return new A2aException(
                A2aErrorCode.AGENT_EXISTS,
                "Agent \"" + key.id() + "\" is registered with another card (expected: a free id, or replace)");
    }

    /**
     * Gives an agent another card, its own anew when no source is given.
     *
     * @throws A2aException AGENT_NOT_FOUND, INVALID_PARAMS when a card that was given should be fetched, and as register
     */
    public RegisteredAgent update(AgentKey key, Optional<CardSource> source, RoutingMetadata declared)
            throws InterruptedException {
        RegisteredAgent before = require(key);
        CardSource from =
                source.orElseGet(() -> new CardSource.ByUrl(before.held().url()));
        if (from instanceof CardSource.ByUrl byUrl && byUrl.url().isEmpty()) {
            throw A2aException.invalidParams(
                    "$.card", "missing (expected: a card or a URL, for this agent's card came without one)");
        }
        Incoming incoming = bring(from);
        return change(key, agent -> replaceCard(spokenFor(agent, incoming), incoming, declared));
    }

    /** Takes over what the agent now serves at its card's URL. */
    public RegisteredAgent renewCard(AgentKey key, Fetched.Card fetched) {
        ReadCard read = reader.read(fetched.bytes(), fetched.baseUrl());
        Incoming incoming = new Incoming(read, fetched.bytes(), fetched.url(), fetched.etag());
        return change(
                key,
                agent -> agent.held().isSameAs(incoming.url(), incoming.bytes())
                        ? checked(agent, incoming.etag())
                        : replaceCard(agent, incoming, RoutingMetadata.getDefaultInstance()));
    }

    /** Notes that the agent still serves the card that is held. */
    public RegisteredAgent confirmCard(AgentKey key) {
        return change(key, agent -> checked(agent, agent.held().etag()));
    }

    private RegisteredAgent checked(RegisteredAgent agent, @Nullable String etag) {
        RegisteredAgent checked = agent.withCardChecked(agent.held().checked(etag, now()));
        write(checked, false);
        book.putQuietly(checked);
        return checked;
    }

    public RegisteredAgent setMaintenance(AgentKey key, boolean on) {
        return change(key, agent -> {
            if (agent.maintenance() == on) {
                return agent;
            }
            return publish(agent.withMaintenance(on, store.nextVersion(), now()), false);
        });
    }

    /**
     * Gives an agent other ports of its own at the edge, or none.
     *
     * @throws A2aException AGENT_NOT_FOUND, INVALID_PARAMS for a port that another agent has
     */
    public RegisteredAgent setListener(AgentKey key, OwnListener listener) {
        ports.lock(); // over all agents: no two may get one port
        try {
            requireFree(key, listener);
            return change(
                    key,
                    agent -> agent.listener().equals(listener)
                            ? agent
                            : publish(agent.withListener(listener, store.nextVersion(), now()), false));
        } finally {
            ports.unlock();
        }
    }

    private void requireFree(AgentKey key, OwnListener listener) {
        for (RegisteredAgent other : book.all()) {
            if (!other.key().equals(key)) {
                other.listener()
                        .ports()
                        .filter(taken -> listener.ports().anyMatch(port -> port == taken))
                        .findFirst()
                        .ifPresent(taken -> {
                            throw A2aException.invalidParams(
                                    "$.listener", "port " + taken + " is another agent's (expected: a free port)");
                        });
            }
        }
    }

    /**
     * Notes what a probe found; watchers hear of it when the status changed.
     *
     * @param card the version of the card that was probed: where the agent has another by now, the probe says nothing of it
     * @param store false to keep it in memory only, unless the status changed
     */
    public RegisteredAgent setHealth(AgentKey key, long card, Health health, boolean store) {
        return change(key, agent -> {
            if (agent.held().version() != card) {
                return agent;
            }
            RegisteredAgent seen = agent.withHealth(health, agent.version());
            if (seen.status() != agent.status()) {
                return publish(agent.withHealth(health, this.store.nextVersion()), false);
            }
            if (store) {
                write(seen, false);
            }
            book.putQuietly(seen);
            return seen;
        });
    }

    public void delete(AgentKey key) {
        locked(key, () -> {
            require(key);
            store.delete(key);
            book.remove(key);
            return key;
        });
    }

    /** @throws A2aException AGENT_NOT_FOUND */
    public RegisteredAgent require(AgentKey key) {
        return book.find(key)
                .orElseThrow(() -> new A2aException(
                        A2aErrorCode.AGENT_NOT_FOUND,
                        "Agent \"" + key.id() + "\" is not registered (expected: the id of an agent)"));
    }

    private RegisteredAgent replaceCard(RegisteredAgent agent, Incoming incoming, RoutingMetadata declared) {
        Instant now = now();
        long version = store.nextVersion();
        return publish(agent.withCard(incoming.held(now, version), declared, version, now), true);
    }

    private RegisteredAgent publish(RegisteredAgent agent, boolean newCard) {
        write(agent, newCard);
        book.put(agent);
        return agent;
    }

    private void write(RegisteredAgent agent, boolean newCard) {
        if (!store.update(agent, newCard)) {
            // deleted by another instance of the registry
            book.remove(agent.key());
            require(agent.key());
        }
    }

    private RegisteredAgent change(AgentKey key, Function<RegisteredAgent, RegisteredAgent> change) {
        return locked(key, () -> change.apply(require(key)));
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(AgentKey key, Work<T> work) {
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    private Incoming bring(CardSource source) throws InterruptedException {
        return switch (source) {
            case CardSource.Given given -> {
                byte[] bytes = given.card().toByteArray();
                yield new Incoming(reader.read(bytes, null), bytes, "", null);
            }
            case CardSource.ByUrl byUrl -> {
                urls.fault(byUrl.url()).ifPresent(fault -> {
                    throw A2aException.invalidParams("$.cardUrl", fault);
                });
                yield switch (fetcher.find(byUrl.url())) {
                    case Fetched.Card card ->
                        new Incoming(reader.read(card.bytes(), card.baseUrl()), card.bytes(), card.url(), card.etag());
                    case Fetched.Unreachable failed ->
                        throw new A2aException(
                                A2aErrorCode.AGENT_UNREACHABLE, "No card at " + failed.url() + ": " + failed.reason());
                    case Fetched.Unchanged unchanged ->
                        throw new IllegalStateException("304 to a request without an ETag");
                };
            }
        };
    }

    // as the wire and the database keep it
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
