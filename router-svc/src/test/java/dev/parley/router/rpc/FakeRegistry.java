package dev.parley.router.rpc;

import com.google.protobuf.Empty;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.proto.registry.v1.GetAgentRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.registry.v1.RegistryStatus;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry in memory: what a test put in, and one answer for every search. */
final class FakeRegistry extends RegistryServiceGrpc.RegistryServiceImplBase {
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();
    private final List<StreamObserver<AgentChange>> watchers = new CopyOnWriteArrayList<>();
    final List<FindAgentsRequest> searches = new CopyOnWriteArrayList<>();
    volatile FindAgentsReply answer = FindAgentsReply.getDefaultInstance();

    void put(Agent agent) {
        agents.put(agent.getId(), agent);
        watchers.forEach(watcher ->
                watcher.onNext(AgentChange.newBuilder().setUpserted(agent).build()));
    }

    @Override
    public void getAgent(GetAgentRequest request, StreamObserver<Agent> reply) {
        Agent agent = agents.get(request.getId());
        if (agent == null) {
            reply.onError(RpcErrors.toStatus(AgentDirectory.notFound(request.getId())));
            return;
        }
        reply.onNext(agent);
        reply.onCompleted();
    }

    @Override
    public void findAgents(FindAgentsRequest request, StreamObserver<FindAgentsReply> reply) {
        searches.add(request);
        reply.onNext(answer);
        reply.onCompleted();
    }

    @Override
    public void watchAgents(Empty request, StreamObserver<AgentChange> reply) {
        agents.values()
                .forEach(agent ->
                        reply.onNext(AgentChange.newBuilder().setUpserted(agent).build()));
        reply.onNext(AgentChange.newBuilder().setSynced(true).build());
        watchers.add(reply);
    }

    @Override
    public void getRegistryStatus(Empty request, StreamObserver<RegistryStatus> reply) {
        reply.onNext(RegistryStatus.newBuilder().setAgents(agents.size()).build());
        reply.onCompleted();
    }
}
