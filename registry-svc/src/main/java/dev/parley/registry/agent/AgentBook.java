package dev.parley.registry.agent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Every registered agent in memory, as committed, and those who watch. Told of a change only after its commit. Reading
 * asks nobody; safe for concurrent use.
 */
public final class AgentBook {
    private final ConcurrentSkipListMap<AgentKey, RegisteredAgent> agents =
            new ConcurrentSkipListMap<>(Comparator.comparing(AgentKey::tenant).thenComparing(AgentKey::id));
    private final List<AgentWatch> watches = new CopyOnWriteArrayList<>();
    private final List<Consumer<AgentChange>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock order = new ReentrantLock();
    private final int watchQueue;

    /** @param watchQueue changes that may wait for a slow watcher before it is cut off */
    public AgentBook(Collection<RegisteredAgent> stored, int watchQueue) {
        this.watchQueue = watchQueue;
        stored.forEach(agent -> agents.put(agent.key(), agent));
    }

    public Optional<RegisteredAgent> find(AgentKey key) {
        return Optional.ofNullable(agents.get(key));
    }

    /** A tenant's agents by id; a live view. */
    public Collection<RegisteredAgent> ofTenant(String tenant) {
        return after(tenant, "");
    }

    /** A tenant's agents whose id comes after the given one. */
    public Collection<RegisteredAgent> after(String tenant, String id) {
        return agents.subMap(new AgentKey(tenant, id), false, new AgentKey(tenant + '\0', ""), false)
                .values();
    }

    /** All agents of all tenants; a live view. */
    public Collection<RegisteredAgent> all() {
        return agents.values();
    }

    /** Calls {@code listener} for every change from now on, in order; it must not block. */
    public void listen(Consumer<AgentChange> listener) {
        listeners.add(listener);
    }

    /** Everything there is, then {@code Synced}, then every change. */
    public AgentWatch watch() {
        order.lock();
        try {
            Queue<AgentChange> first = new ArrayDeque<>();
            agents.values().forEach(agent -> first.add(new AgentChange.Upserted(agent)));
            first.add(new AgentChange.Synced());
            AgentWatch watch = new AgentWatch(first, watchQueue, watches::remove);
            watches.add(watch);
            return watch;
        } finally {
            order.unlock();
        }
    }

    void put(RegisteredAgent agent) {
        tell(new AgentChange.Upserted(agent), () -> agents.put(agent.key(), agent));
    }

    /** Keeps what nobody watches for: when an agent was last seen. */
    void putQuietly(RegisteredAgent agent) {
        agents.replace(agent.key(), agent);
    }

    void remove(AgentKey key) {
        tell(new AgentChange.Deleted(key), () -> agents.remove(key));
    }

    private void tell(AgentChange change, Runnable apply) {
        order.lock();
        try {
            apply.run();
            watches.forEach(watch -> watch.offer(change));
            listeners.forEach(listener -> listener.accept(change));
        } finally {
            order.unlock();
        }
    }
}
