package dev.parley.kit.agents;

import com.google.protobuf.Empty;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.GetAgentRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every registered agent, kept in memory by the registry's watch, so that a call to a named agent asks nobody. An agent
 * that is not here yet is asked for once. When the watch breaks, the last known agents stay and it is opened again.
 * Safe for concurrent use.
 */
public final class AgentDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentDirectory.class);

    private record Key(String tenant, String id) {}

    private final Channel registry;
    private final Consumer<AgentChange> onChange;
    private final Map<Key, Agent> agents = new ConcurrentHashMap<>();
    private final AtomicLong newest = new AtomicLong();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final StandingWatch<AgentChange> watch;

    /** Starts watching. {@code onChange} sees every change on the watch's thread and must not block. */
    public AgentDirectory(Channel registry, Consumer<AgentChange> onChange) {
        this.registry = registry;
        this.onChange = onChange;
        this.watch = new StandingWatch<>(
                "agent-directory",
                observer -> RegistryServiceGrpc.newStub(registry).watchAgents(Empty.getDefaultInstance(), observer),
                Changes::new);
    }

    /**
     * The agent of the current principal's tenant.
     *
     * @throws A2aException AGENT_NOT_FOUND, or what the registry answered
     */
    public Agent require(String id) {
        Principal principal = CallerIdentity.current();
        Agent known = agents.get(new Key(principal.tenant(), id));
        if (known != null) {
            return known;
        }
        try {
            // not kept: only the watch knows the order of changes
            return RegistryServiceGrpc.newBlockingStub(registry)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .getAgent(GetAgentRequest.newBuilder().setId(id).build());
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }

    /** Waits for the first full picture; false when it did not come in time. */
    public boolean awaitSynced(Duration atMost) throws InterruptedException {
        return synced.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Every agent of every tenant as last heard; a live view. */
    public Collection<Agent> all() {
        return agents.values();
    }

    /** An agent as last heard; asks nobody. */
    public Optional<Agent> find(String tenant, String id) {
        return Optional.ofNullable(agents.get(new Key(tenant, id)));
    }

    /** The highest version heard of, also of agents that are gone: versions rise over all agents. */
    public long newestVersion() {
        return newest.get();
    }

    public int size() {
        return agents.size();
    }

    private void keep(Agent agent) {
        newest.accumulateAndGet(agent.getVersion(), Math::max);
        agents.merge(
                new Key(agent.getTenant(), agent.getId()),
                agent,
                (held, offered) -> offered.getVersion() >= held.getVersion() ? offered : held);
    }

    private final class Changes implements Consumer<AgentChange> {
        private final Map<Key, Agent> seen = new ConcurrentHashMap<>();
        private boolean complete;

        @Override
        public void accept(AgentChange change) {
            switch (change.getChangeCase()) {
                case UPSERTED -> {
                    keep(change.getUpserted());
                    if (!complete) {
                        seen.put(
                                new Key(
                                        change.getUpserted().getTenant(),
                                        change.getUpserted().getId()),
                                change.getUpserted());
                    }
                }
                case DELETED ->
                    agents.remove(new Key(
                            change.getDeleted().getTenant(), change.getDeleted().getId()));
                case SYNCED -> {
                    complete = true;
                    // deletions missed while the watch was broken
                    agents.keySet().retainAll(seen.keySet());
                    seen.clear();
                    synced.countDown();
                }
                case CHANGE_NOT_SET -> log.atDebug().log("empty agent change");
            }
            onChange.accept(change);
        }
    }

    /** What {@link #require} throws for an agent that does not exist. */
    public static A2aException notFound(String id) {
        return new A2aException(
                A2aErrorCode.AGENT_NOT_FOUND, "Agent \"" + id + "\" is not registered (expected: the id of an agent)");
    }

    @Override
    public void close() {
        watch.close();
    }
}
