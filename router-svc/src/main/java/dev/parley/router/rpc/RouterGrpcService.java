package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.router.v1.AgentActivity;
import dev.parley.proto.router.v1.AgentActivityReply;
import dev.parley.proto.router.v1.AgentActivityRequest;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.ExtendedCardReply;
import dev.parley.proto.router.v1.ExtendedCardRequest;
import dev.parley.proto.router.v1.RemoteTaskReply;
import dev.parley.proto.router.v1.RemoteTaskRequest;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouteRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.router.v1.TaskWireRequest;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.choice.AgentChooser;
import dev.parley.router.choice.Decision;
import dev.parley.router.choice.ScoringConfig;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.outbound.AgentCaller;
import dev.parley.router.statistics.AgentStatistics;
import dev.parley.router.wire.TaskWires;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** The router on its wire. */
@Singleton
final class RouterGrpcService extends RouterServiceGrpc.RouterServiceImplBase {
    private static final int MOST_AGENTS = 1000;

    private final AgentDirectory directory;
    private final AgentChooser chooser;
    private final AgentCaller caller;
    private final CallStreams streams;
    private final AgentQuestions questions;
    private final ScoringConfig scoring;
    private final AgentGuards guards;
    private final AgentStatistics statistics;
    private final TaskWires wires;

    RouterGrpcService(
            AgentDirectory directory,
            AgentChooser chooser,
            AgentCaller caller,
            CallStreams streams,
            AgentQuestions questions,
            ScoringConfig scoring,
            AgentGuards guards,
            AgentStatistics statistics,
            TaskWires wires) {
        this.directory = directory;
        this.chooser = chooser;
        this.caller = caller;
        this.streams = streams;
        this.questions = questions;
        this.scoring = scoring;
        this.guards = guards;
        this.statistics = statistics;
        this.wires = wires;
    }

    @Override
    public void route(RouteRequest request, StreamObserver<RouteDecision> reply) {
        RouteDecision decision = switch (request.getTargetCase()) {
            case AGENT_ID -> named(request.getAgentId());
            case NEED ->
                RouterProto.toProto(chooser.choose(
                        CallerIdentity.current().tenant(),
                        request.getTaskId(),
                        RouterProto.need(request.getNeed(), request.getExtensionsList(), scoring.weights()),
                        request.getPreferredAgentId()));
            case TARGET_NOT_SET -> throw A2aException.invalidParams("$", "no target (expected: agent_id or need)");
        };
        reply.onNext(decision);
        reply.onCompleted();
    }

    @Override
    public void getAgentActivity(AgentActivityRequest request, StreamObserver<AgentActivityReply> reply) {
        if (request.getAgentIdsCount() > MOST_AGENTS) {
            throw A2aException.invalidParams(
                    "$.agent_ids", request.getAgentIdsCount() + " ids (expected: " + MOST_AGENTS + " at most)");
        }
        String tenant = CallerIdentity.current().tenant();
        AgentActivityReply.Builder all = AgentActivityReply.newBuilder();
        for (String id : request.getAgentIdsList()) {
            AgentKey agent = new AgentKey(tenant, id);
            all.addAgents(AgentActivity.newBuilder()
                    .setAgentId(id)
                    .setConnectionCount(guards.running(agent))
                    .setMessageRate(statistics.messageRate(agent)));
        }
        reply.onNext(all.build());
        reply.onCompleted();
    }

    private RouteDecision named(String agentId) {
        Agent agent = directory.require(agentId);
        Decision decision = chooser.named(
                new AgentKey(agent.getTenant(), agent.getId()),
                RouterProto.named(agent),
                agent.getStatus() == AgentStatus.AGENT_STATUS_MAINTENANCE);
        RouteDecision.Builder proto = RouterProto.toProto(decision).toBuilder();
        proto.getCandidatesBuilder(0).setResumable(Extensions.isResumable(agent.getCard()));
        return proto.build();
    }

    @Override
    public StreamObserver<CallStep> call(StreamObserver<CallEvent> reply) {
        return streams.offer(reply, request -> {
            Optional<Duration> idle =
                    RouterProto.timeout(request.hasIdleTimeout(), request.getIdleTimeout(), "request.idle_timeout");
            return (agent, sink) -> caller.call(agent, request.getRequest(), request.getContext(), idle, sink);
        });
    }

    @Override
    public void resume(ResumeRequest request, StreamObserver<CallEvent> reply) {
        Optional<Duration> idle =
                RouterProto.timeout(request.hasIdleTimeout(), request.getIdleTimeout(), "idle_timeout");
        streams.serve(
                request.getAgentId(),
                request.getTaskId(),
                reply,
                (agent, sink) -> caller.resume(agent, request.getRemoteTaskId(), idle, sink));
    }

    @Override
    public void getRemoteTask(RemoteTaskRequest request, StreamObserver<RemoteTaskReply> reply) {
        Optional<Duration> timeout = RouterProto.timeout(request.hasTimeout(), request.getTimeout(), "timeout");
        reply.onNext(aboutTask(request, agent -> caller.getTask(agent, request.getRemoteTaskId(), timeout)));
        reply.onCompleted();
    }

    @Override
    public void cancelRemoteTask(RemoteTaskRequest request, StreamObserver<RemoteTaskReply> reply) {
        Optional<Duration> timeout = RouterProto.timeout(request.hasTimeout(), request.getTimeout(), "timeout");
        reply.onNext(aboutTask(
                request, agent -> caller.cancelTask(agent, request.getRemoteTaskId(), request.getMetadata(), timeout)));
        reply.onCompleted();
    }

    private RemoteTaskReply aboutTask(RemoteTaskRequest request, AgentQuestions.Question<Task> question) {
        return wires.during(
                request.getTaskId(),
                () -> questions.ask(
                        request.getAgentId(),
                        question,
                        task -> RemoteTaskReply.newBuilder().setTask(task).build(),
                        failure ->
                                RemoteTaskReply.newBuilder().setFailure(failure).build()));
    }

    @Override
    public void getTaskWire(TaskWireRequest request, StreamObserver<TaskWireReply> reply) {
        reply.onNext(wires.of(request.getTaskId()));
        reply.onCompleted();
    }

    @Override
    public void getExtendedAgentCard(ExtendedCardRequest request, StreamObserver<ExtendedCardReply> reply) {
        Optional<Duration> timeout = RouterProto.timeout(request.hasTimeout(), request.getTimeout(), "timeout");
        reply.onNext(questions.ask(
                request.getAgentId(),
                agent -> caller.getExtendedCard(agent, timeout),
                card -> ExtendedCardReply.newBuilder().setCard(card).build(),
                failure -> ExtendedCardReply.newBuilder().setFailure(failure).build()));
        reply.onCompleted();
    }
}
