package dev.parley.edge.listener;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.connection.Listener;
import dev.parley.edge.grpc.GrpcServers;
import dev.parley.edge.listener.OwnPorts.Wanted;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that agents have of their own. The registry keeps which; here they are opened and closed as it says, at start as
 * well as later. A port that cannot be had is tried again: one agent's listener keeps nobody from starting. Safe for
 * concurrent use.
 */
@Singleton
public final class AgentListeners {
    private static final Logger log = LoggerFactory.getLogger(AgentListeners.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private record Key(String tenant, String id) {
        static Key of(Agent agent) {
            return new Key(agent.getTenant(), agent.getId());
        }
    }

    private interface Opener {
        Listener open(int port, String agentId) throws IOException;
    }

    private final EdgeConfig config;
    private final AgentDirectory agents;
    private final RegistryCalls registry;
    private final HttpListeners http;
    private final GrpcServers grpc;
    private final AgentChanges changes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, OwnPorts> open = new ConcurrentHashMap<>();
    private final Map<Key, String> problems = new ConcurrentHashMap<>();
    private boolean stopping;
    private @Nullable Thread follower;

    AgentListeners(
            EdgeConfig config,
            AgentDirectory agents,
            RegistryCalls registry,
            HttpListeners http,
            GrpcServers grpc,
            AgentChanges changes) {
        this.config = config;
        this.agents = agents;
        this.registry = registry;
        this.http = http;
        this.grpc = grpc;
        this.changes = changes;
    }

    /** Begins to follow the registry, on a thread of its own. */
    public void start() {
        follower = Thread.ofVirtual().name("agent-listeners").start(this::follow);
    }

    /**
     * Opens the ports that an agent of the current principal's tenant shall have of its own, closes those it had besides, and has
     * the registry keep them. Where any port will do, one that is open stays.
     *
     * @param httpPort a port, 0 for any that is free; null: none
     * @param grpcPort likewise
     * @throws A2aException AGENT_NOT_FOUND, INVALID_PARAMS for a port that cannot be had, OVERLOADED when there are too many
     */
    public Agent expose(String id, @Nullable Integer httpPort, @Nullable Integer grpcPort) {
        if (config.isBehindSidecar()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS,
                    "Agent " + id
                            + " cannot have ports of its own: this edge is behind a sidecar (expected: callers that use"
                            + " its path, /agents/" + id + "/, or its host name)");
        }
        Wanted wanted =
                new Wanted(httpPort == null ? Wanted.NO_PORT : httpPort, grpcPort == null ? Wanted.NO_PORT : grpcPort);
        lock.lock();
        try {
            Key key = Key.of(agents.require(id));
            OwnPorts before = open.getOrDefault(key, OwnPorts.NONE);
            OwnPorts after = opened(key, before, wanted);
            Agent kept;
            try {
                kept = registry.setListener(id, after.toProto());
            } catch (A2aException e) {
                close(key, after.without(before));
                throw e;
            }
            keep(key, before, after.at(kept.getVersion()));
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** The ports that are open for an agent now. */
    public AgentListener listening(Agent agent) {
        return open.getOrDefault(Key.of(agent), OwnPorts.NONE).toProto();
    }

    /** Why a port of an agent is not open. */
    public Optional<String> problem(Agent agent) {
        return Optional.ofNullable(problems.get(Key.of(agent)));
    }

    private void follow() {
        try {
            while (true) {
                boolean complete = adapt();
                changes.await(complete ? LOOK_AGAIN : RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when something is to be tried again */
    private boolean adapt() {
        lock.lock();
        try {
            closeForgotten();
            boolean complete = true;
            for (Agent agent : agents.all()) {
                complete &= !agent.hasListener() || adapt(agent);
            }
            return complete;
        } finally {
            lock.unlock();
        }
    }

    private void closeForgotten() {
        for (Map.Entry<Key, OwnPorts> entry : open.entrySet()) {
            Key key = entry.getKey();
            Optional<Agent> agent = agents.find(key.tenant(), key.id());
            // what was decided here may not have come back yet
            boolean heard = agent.map(Agent::getVersion).orElseGet(agents::newestVersion)
                    >= entry.getValue().version();
            if (heard && !agent.map(Agent::hasListener).orElse(false)) {
                keep(key, entry.getValue(), OwnPorts.NONE);
            }
        }
        problems.keySet()
                .removeIf(key -> !agents.find(key.tenant(), key.id())
                        .map(Agent::hasListener)
                        .orElse(false));
    }

    private boolean adapt(Agent agent) {
        Key key = Key.of(agent);
        OwnPorts before = open.getOrDefault(key, OwnPorts.NONE);
        if (stopping
                || before.version() > agent.getVersion()
                || before.toProto().equals(agent.getListener())) {
            return true;
        }
        try {
            keep(
                    key,
                    before,
                    opened(key, before, Wanted.of(agent.getListener())).at(agent.getVersion()));
            return true;
        } catch (A2aException e) {
            if (!e.text().equals(problems.put(key, e.text()))) {
                log.atWarn()
                        .addKeyValue("agent_id", key.id())
                        .addKeyValue("reason", e.text())
                        .log("agent's own listener is not open; tried again");
            }
            return false;
        }
    }

    /** What is to be open: of what is, what can stay, and the rest anew. */
    private OwnPorts opened(Key key, OwnPorts before, Wanted wanted) {
        requireRoom(key, wanted);
        Listener onHttp = opened(key, "httpPort", before.http(), wanted.http(), http::open);
        try {
            return new OwnPorts(
                    before.version(), onHttp, opened(key, "grpcPort", before.grpc(), wanted.grpc(), grpc::open));
        } catch (A2aException e) {
            if (onHttp != null && !before.all().contains(onHttp)) {
                close(key, List.of(onHttp));
            }
            throw e;
        }
    }

    private @Nullable Listener opened(Key key, String member, @Nullable Listener held, int port, Opener opener) {
        if (port == Wanted.NO_PORT) {
            return null;
        }
        if (held != null && (port == 0 || port == held.port())) {
            return held;
        }
        try {
            Listener listener = opener.open(port, key.id());
            log.atInfo()
                    .addKeyValue("agent_id", key.id())
                    .addKeyValue("port", listener.port())
                    .log("agent's own listener open");
            return listener;
        } catch (IOException e) {
            throw A2aException.invalidParams(
                    "$." + member,
                    port + " cannot be opened: " + e.getMessage() + " (expected: a free port of " + config.host()
                            + ", or 0 for any)");
        }
    }

    private void requireRoom(Key key, Wanted wanted) {
        int others = open.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key))
                .mapToInt(entry -> entry.getValue().all().size())
                .sum();
        int own = (wanted.http() == Wanted.NO_PORT ? 0 : 1) + (wanted.grpc() == Wanted.NO_PORT ? 0 : 1);
        if (others + own > config.maxAgentListeners()) {
            throw new A2aException(
                    A2aErrorCode.OVERLOADED,
                    "Other agents have " + others + " listeners of their own (expected: at most "
                            + config.maxAgentListeners() + " in all, parley.edge.max-agent-listeners)");
        }
    }

    private void keep(Key key, OwnPorts before, OwnPorts after) {
        if (after.all().isEmpty() && after.version() == 0) {
            open.remove(key);
        } else {
            open.put(key, after);
        }
        problems.remove(key);
        close(key, before.without(after));
    }

    private void close(Key key, List<Listener> listeners) {
        for (Listener listener : listeners) {
            listener.drain();
            Thread.startVirtualThread(() -> listener.stop(config.drainTimeout()));
            log.atInfo()
                    .addKeyValue("agent_id", key.id())
                    .addKeyValue("port", listener.port())
                    .log("agent's own listener closed");
        }
    }

    /** Takes no new connections on any of them, and opens none any more. */
    public void drain() {
        Thread running = follower;
        if (running != null) {
            running.interrupt();
        }
        lock.lock();
        try {
            stopping = true;
            all().forEach(Listener::drain);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what runs, and ends what takes longer; false when something was ended. */
    public boolean stop(Duration atMost) {
        List<Boolean> drained = new ArrayList<>();
        List<Thread> threads = all().stream()
                .map(listener -> Thread.startVirtualThread(() -> {
                    boolean all = listener.stop(atMost);
                    synchronized (drained) {
                        drained.add(all);
                    }
                }))
                .toList();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.clear();
        return !drained.contains(false);
    }

    private List<Listener> all() {
        return open.values().stream().flatMap(ports -> ports.all().stream()).toList();
    }

    /** For a start that failed half-way, too. */
    @PreDestroy
    void close() {
        drain();
        stop(Duration.ZERO);
    }
}
