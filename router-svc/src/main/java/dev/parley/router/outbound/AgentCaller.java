package dev.parley.router.outbound;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.guard.Admission;
import dev.parley.router.guard.Admission.Permit;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.outbound.EventSink.ReaderGone;
import dev.parley.router.statistics.AgentStatistics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Calls agents: guarded, measured, and always ended by one outcome. Blocks its virtual thread; interrupting it closes the
 * connection to the agent. Safe for concurrent use.
 */
@Singleton
public final class AgentCaller {
    private final AgentOperations operations;
    private final OutboundConfig config;
    private final AgentGuards guards;
    private final AgentStatistics statistics;
    private final CallMetrics metrics;
    private final InstantSource clock;

    AgentCaller(
            AgentOperations operations,
            OutboundConfig config,
            AgentGuards guards,
            AgentStatistics statistics,
            CallMetrics metrics,
            InstantSource clock) {
        this.operations = operations;
        this.config = config;
        this.guards = guards;
        this.statistics = statistics;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * One attempt on one agent.
     *
     * @param request with the agent's own task and context ids
     * @param context what the caller said beside it
     * @param idleTimeout without any sign of life for so long it ends SILENT; the configured one if empty
     */
    public CallOutcome call(
            Agent agent,
            SendMessageRequest request,
            CallContext context,
            Optional<Duration> idleTimeout,
            EventSink sink)
            throws InterruptedException, ReaderGone {
        AgentKey key = new AgentKey(agent.getTenant(), agent.getId());
        CallOutcome outcome = switch (guards.admit(key)) {
            case Admission.Denied denied -> new CallOutcome.NotStarted(denied.reason());
            case Admission.Granted granted ->
                guarded(granted.permit(), agent, key, request, context, idleTimeout, sink);
        };
        metrics.ended("call", outcome);
        return outcome;
    }

    private CallOutcome guarded(
            Permit permit,
            Agent agent,
            AgentKey key,
            SendMessageRequest request,
            CallContext context,
            Optional<Duration> idleTimeout,
            EventSink sink)
            throws InterruptedException, ReaderGone {
        boolean ended = false;
        try {
            AgentEndpoint endpoint = endpoint(agent);
            statistics.sent(key);
            CallOutcome outcome = new RunningCall(
                            operations,
                            config,
                            endpoint,
                            idleTimeout.orElse(config.idleTimeout()),
                            timed(key, sink),
                            request.getMessage().getTaskId(),
                            context)
                    .send(request);
            ended = true;
            count(permit, key, outcome);
            return outcome;
        } catch (CallFailed e) {
            // the card offers nothing to call: that says nothing of the agent's health
            return e.outcome();
        } finally {
            if (!ended) {
                permit.forget();
            }
        }
    }

    private EventSink timed(AgentKey key, EventSink sink) {
        Instant begun = clock.instant();
        return new EventSink() {
            private boolean first = true;

            @Override
            public void accept(StreamResponse event) throws InterruptedException, ReaderGone {
                if (first) {
                    first = false;
                    Duration waited = Duration.between(begun, clock.instant());
                    statistics.firstEventAfter(key, waited);
                    metrics.firstEvent(waited);
                }
                sink.accept(event);
            }
        };
    }

    private void count(Permit permit, AgentKey key, CallOutcome outcome) {
        switch (outcome) {
            case CallOutcome.Finished finished -> {
                permit.succeeded();
                statistics.ended(key, finished.state() != TaskState.TASK_STATE_FAILED);
            }
            // refused for what the caller sent, as far as anybody can tell: no word about the agent's quality
            case CallOutcome.Refused refused -> permit.succeeded();
            case CallOutcome.NotStarted notStarted -> {
                permit.failed();
                statistics.ended(key, false);
            }
            case CallOutcome.Broken broken -> {
                permit.failed();
                statistics.ended(key, false);
            }
            case CallOutcome.Silent silent -> {
                permit.failed();
                statistics.ended(key, false);
            }
        }
    }

    /** Rejoins a task that the agent already has: a snapshot, then live events. */
    public CallOutcome resume(Agent agent, String remoteTaskId, Optional<Duration> idleTimeout, EventSink sink)
            throws InterruptedException, ReaderGone {
        CallOutcome outcome;
        try {
            AgentEndpoint endpoint = endpoint(agent);
            outcome = new RunningCall(
                            operations,
                            config,
                            endpoint,
                            idleTimeout.orElse(config.idleTimeout()),
                            sink,
                            remoteTaskId,
                            CallContext.getDefaultInstance())
                    .resume();
        } catch (CallFailed e) {
            outcome = e.outcome();
        }
        metrics.ended("resume", outcome);
        return outcome;
    }

    /** Asks the agent for its task. */
    public Task getTask(Agent agent, String remoteTaskId, Optional<Duration> timeout)
            throws CallFailed, InterruptedException {
        return (Task) ask(
                agent,
                A2aMethod.GET_TASK,
                GetTaskRequest.newBuilder().setId(remoteTaskId).build(),
                timeout);
    }

    /**
     * Asks the agent to cancel its task.
     *
     * @param metadata what the caller says beside it; empty for nothing
     */
    public Task cancelTask(Agent agent, String remoteTaskId, Struct metadata, Optional<Duration> timeout)
            throws CallFailed, InterruptedException {
        CancelTaskRequest.Builder request = CancelTaskRequest.newBuilder().setId(remoteTaskId);
        if (metadata.getFieldsCount() > 0) {
            request.setMetadata(metadata);
        }
        return (Task) ask(agent, A2aMethod.CANCEL_TASK, request.build(), timeout);
    }

    /** Asks the agent for its extended card. */
    public AgentCard getExtendedCard(Agent agent, Optional<Duration> timeout) throws CallFailed, InterruptedException {
        return (AgentCard) ask(
                agent, A2aMethod.GET_EXTENDED_AGENT_CARD, GetExtendedAgentCardRequest.getDefaultInstance(), timeout);
    }

    private Message ask(Agent agent, A2aMethod operation, Message request, Optional<Duration> timeout)
            throws CallFailed, InterruptedException {
        return operations.ask(endpoint(agent), operation, request, timeout.orElse(config.unaryTimeout()));
    }

    private AgentEndpoint endpoint(Agent agent) throws CallFailed {
        return AgentEndpoint.of(agent, config.preferred());
    }
}
