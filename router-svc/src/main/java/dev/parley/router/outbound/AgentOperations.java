package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.egress.EgressConfig;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A2A's operations on agents, whatever binding an agent has. Safe for concurrent use. */
@Singleton
final class AgentOperations {
    private static final Set<A2aMethod> OF_A_TASK =
            EnumSet.of(A2aMethod.GET_TASK, A2aMethod.CANCEL_TASK, A2aMethod.SUBSCRIBE_TO_TASK);

    private final Map<ProtocolBinding, AgentBinding> bindings = new EnumMap<>(ProtocolBinding.class);
    private final Detours detours;
    private final boolean throughEnvoy;
    private final AgentSpans spans;
    private final InstantSource clock;

    AgentOperations(
            List<AgentBinding> bindings, Detours detours, EgressConfig egress, AgentSpans spans, InstantSource clock) {
        this.spans = spans;
        this.throughEnvoy = egress.envoy().isPresent();
        bindings.forEach(binding -> this.bindings.put(binding.name(), binding));
        this.detours = detours;
        this.clock = clock;
    }

    /** Puts the operation to one interface and returns at once. */
    AgentAnswer open(AgentKey agent, CallTarget target, A2aMethod operation, Message request, CallContext context) {
        if (throughEnvoy && target.cluster().isEmpty()) {
            return new NoCluster(target.address());
        }
        AgentBinding binding = bindings.get(target.binding());
        if (binding == null) {
            throw new IllegalStateException("nothing speaks " + target.binding().wireName());
        }
        AgentSpans.Outgoing outgoing = spans.begin(agent, target, operation, request, said(target, operation, context));
        try {
            return outgoing.watched(
                    binding.open(target, operation, labelled(outgoing.request(), target.label()), outgoing.context()));
        } catch (RuntimeException e) {
            outgoing.span().setStatus(StatusCode.ERROR).end();
            throw e;
        }
    }

    /**
     * What goes with it. Who sends a message activates what the agent requires, or is refused before it gets here; what the
     * mesh then asks of that task is under the same agreement. Checkpoints the mesh activates itself, with who declares them.
     */
    private static CallContext said(CallTarget target, A2aMethod operation, CallContext context) {
        List<String> ours = new ArrayList<>();
        if (target.declared().checkpoints() && operation != A2aMethod.GET_EXTENDED_AGENT_CARD) {
            ours.add(Extensions.CHECKPOINT);
        }
        if (OF_A_TASK.contains(operation)) {
            ours.addAll(target.declared().required());
        }
        return ours.isEmpty()
                ? context
                : context.toBuilder()
                        .clearExtensions()
                        .addAllExtensions(ours)
                        .addAllExtensions(context.getExtensionsList())
                        .build();
    }

    // every request of A2A 1.0 has a tenant, and a client repeats the one of the interface it chose
    private static Message labelled(Message request, String label) {
        return request.toBuilder()
                .setField(request.getDescriptorForType().findFieldByName("tenant"), label)
                .build();
    }

    /** The clock that deadlines are kept by. */
    InstantSource clock() {
        return clock;
    }

    /** Tries an agent's interfaces one after the other; see {@link Detours#first}. */
    <T, E extends Exception> T first(AgentEndpoint endpoint, A2aMethod operation, Detours.Attempt<T, E> attempt)
            throws CallFailed, InterruptedException, E {
        return detours.first(endpoint, operation, attempt);
    }

    /**
     * One request, one result, from the first interface that gives one.
     *
     * @param timeout from now to the last byte
     * @throws CallFailed with whatever went wrong
     */
    Message ask(AgentEndpoint endpoint, A2aMethod operation, Message request, Duration timeout)
            throws CallFailed, InterruptedException {
        Instant deadline = clock.instant().plus(timeout);
        return this.<Message, InterruptedException>first(
                endpoint, operation, target -> ask(endpoint.key(), target, operation, request, timeout, deadline));
    }

    private Message ask(
            AgentKey agent, CallTarget target, A2aMethod operation, Message request, Duration timeout, Instant deadline)
            throws CallFailed, InterruptedException {
        try (AgentAnswer answer = open(agent, target, operation, request, CallContext.getDefaultInstance())) {
            Message result = answer.next(() -> Duration.between(clock.instant(), deadline));
            if (result == null) {
                throw new CallFailed(new CallOutcome.Broken(
                        "the agent ended its answer to " + operation.wireName() + " before its result"));
            }
            return result;
        } catch (ConnectionFailure e) {
            throw new CallFailed(
                    e.sent() ? new CallOutcome.Broken(e.reason()) : new CallOutcome.NotStarted(e.reason()));
        } catch (AgentSilence e) {
            throw new CallFailed(new CallOutcome.Silent(
                    "the agent did not answer " + operation.wireName() + " within " + timeout.toMillis() + " ms"));
        }
    }
}
