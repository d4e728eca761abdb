package dev.parley.router.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.proto.jsonrpc.A2aMethod;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way around an interface that does not answer, for agents that have several: the next one gets its turn where nothing can
 * have started. Interfaces that failed lately go last, so that not every call finds out anew. Safe for concurrent use.
 */
@Singleton
final class Detours {
    private static final int MOST_REMEMBERED = 10_000;

    /** One try at one interface. */
    @FunctionalInterface
    interface Attempt<T, E extends Exception> {
        T at(CallTarget target) throws CallFailed, InterruptedException, E;
    }

    /** @param operation null when the interface could not be reached at all */
    private record Closed(CallTarget target, @Nullable A2aMethod operation) {}

    private final Cache<Closed, Boolean> closed;

    Detours(OutboundConfig config) {
        this.closed = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(config.interfaceRetryAfter())
                .build();
    }

    /**
     * Tries the agent's interfaces one after the other. Behind a failed send the next one follows only on proof that it was not
     * started; every other operation may be repeated elsewhere.
     *
     * @throws CallFailed the first failure, when no interface could do it; any failure that another interface cannot better
     */
    <T, E extends Exception> T first(AgentEndpoint endpoint, A2aMethod operation, Attempt<T, E> attempt)
            throws CallFailed, InterruptedException, E {
        Set<String> unreachable = new HashSet<>();
        CallFailed first = null;
        for (CallTarget target : order(endpoint, operation)) {
            if (unreachable.contains(target.address().getAuthority())) {
                continue;
            }
            try {
                T result = attempt.at(target);
                closed.invalidate(new Closed(target, null));
                return result;
            } catch (CallFailed e) {
                if (!mayGoElsewhere(operation, e)) {
                    throw e;
                }
                first = first == null ? e : first;
                remember(endpoint, target, operation, e);
                if (isUnreachable(e)) {
                    unreachable.add(target.address().getAuthority());
                }
            }
        }
        if (first == null) {
            throw new IllegalStateException("agent \"" + endpoint.key().id() + "\" has no interface to call");
        }
        throw first;
    }

    private List<CallTarget> order(AgentEndpoint endpoint, A2aMethod operation) {
        if (endpoint.targets().size() == 1) {
            return endpoint.targets();
        }
        return endpoint.targets().stream()
                .sorted(Comparator.comparing(target -> isClosed(target, operation)))
                .toList();
    }

    private boolean isClosed(CallTarget target, A2aMethod operation) {
        return closed.getIfPresent(new Closed(target, null)) != null
                || closed.getIfPresent(new Closed(target, operation)) != null;
    }

    private void remember(AgentEndpoint endpoint, CallTarget target, A2aMethod operation, CallFailed failed) {
        if (endpoint.targets().size() > 1) {
            closed.put(new Closed(target, isUnreachable(failed) ? null : operation), true);
        }
    }

    private static boolean isUnreachable(CallFailed failed) {
        return failed.outcome() instanceof CallOutcome.NotStarted;
    }

    private static boolean mayGoElsewhere(A2aMethod operation, CallFailed failed) {
        boolean sends = operation == A2aMethod.SEND_MESSAGE || operation == A2aMethod.SEND_STREAMING_MESSAGE;
        return failed.isAbsent() || isUnreachable(failed) || (!sends && failed.outcome() instanceof CallOutcome.Broken);
    }
}
