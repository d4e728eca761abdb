package dev.parley.edge;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentCardSignature;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.AgentListener;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.AgentRef;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.registry.v1.DeleteAgentRequest;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.proto.registry.v1.GetAgentRequest;
import dev.parley.proto.registry.v1.ListAgentsReply;
import dev.parley.proto.registry.v1.ListAgentsRequest;
import dev.parley.proto.registry.v1.RegisterAgentReply;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.registry.v1.RegistryStatus;
import dev.parley.proto.registry.v1.SetAgentListenerRequest;
import dev.parley.proto.registry.v1.SetMaintenanceRequest;
import dev.parley.proto.registry.v1.UpdateAgentRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A registry in memory; cards must have a name, the host "down" does not answer, and of the agent "unsure" nothing can be said now. */
final class SmallRegistry extends RegistryServiceGrpc.RegistryServiceImplBase {
    /** What is said of the agent "unsure", and of nothing else. */
    static final String UNSURE = "Nothing can be said of this agent now";

    final Map<String, Agent> agents = new ConcurrentSkipListMap<>();
    final List<RegisterAgentRequest> registrations = new CopyOnWriteArrayList<>();
    final List<FindAgentsRequest> searches = new CopyOnWriteArrayList<>();
    private final List<LinkedBlockingQueue<AgentChange>> watchers = new CopyOnWriteArrayList<>();

    void add(String id, AgentCard card) {
        Agent agent = Agent.newBuilder()
                .setId(id)
                .setTenant("default")
                .setCard(card)
                .setStatus(AgentStatus.AGENT_STATUS_ACTIVE)
                .setVersion(agents.containsKey(id) ? agents.get(id).getVersion() + 1 : 1)
                .setUpdatedAt(Timestamp.newBuilder().setSeconds(1_795_000_000L))
                .setHealthScore(1)
                .build();
        keep(agent);
    }

    static AgentCard card(String name) {
        return AgentCard.newBuilder()
                .setName(name)
                .setDescription("Says things again")
                .setVersion("7")
                .addSupportedInterfaces(AgentInterface.newBuilder()
                        .setUrl("http://127.0.0.1:1/rpc")
                        .setProtocolBinding("GRPC")
                        .setProtocolVersion("1.0"))
                .setCapabilities(AgentCapabilities.newBuilder().setPushNotifications(true))
                .addDefaultInputModes("text/plain")
                .addDefaultOutputModes("text/plain")
                .addSkills(AgentSkill.newBuilder()
                        .setId("say")
                        .setName("Say")
                        .setDescription("Says it again")
                        .addTags("echo"))
                .addSignatures(AgentCardSignature.newBuilder().setProtected("p").setSignature("s"))
                .build();
    }

    private void keep(Agent agent) {
        agents.put(agent.getId(), agent);
        watchers.forEach(
                queue -> queue.add(AgentChange.newBuilder().setUpserted(agent).build()));
    }

    private Agent require(String id) {
        if (id.equals("unsure")) {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, UNSURE, Duration.ofSeconds(2));
        }
        Agent agent = agents.get(id);
        if (agent == null) {
            throw AgentDirectory.notFound(id);
        }
        return agent;
    }

    @Override
    public void registerAgent(RegisterAgentRequest request, StreamObserver<RegisterAgentReply> reply) {
        registrations.add(request);
        if (request.getCardUrl().contains("//down")) {
            throw new A2aException(A2aErrorCode.AGENT_UNREACHABLE, request.getCardUrl() + " does not answer");
        }
        AgentCard card = request.hasCard()
                ? ProtoJson.read(request.getCard().toByteArray(), AgentCard.getDefaultInstance())
                : card("fetched");
        if (card.getName().isBlank()) {
            throw new A2aException(
                    A2aErrorCode.AGENT_CARD_INVALID,
                    "The card is invalid",
                    List.of(new Violation("$.name", "missing"), new Violation("$.version", "missing")));
        }
        String id = request.getId().isEmpty() ? card.getName() : request.getId();
        Agent held = agents.get(id);
        if (held != null && !held.getCard().equals(card)) {
            throw new A2aException(A2aErrorCode.AGENT_EXISTS, "Agent \"" + id + "\" exists with another card");
        }
        if (held == null) {
            add(id, card);
        }
        reply.onNext(RegisterAgentReply.newBuilder()
                .setAgent(require(id))
                .setCreated(held == null)
                .build());
        reply.onCompleted();
    }

    @Override
    public void getAgent(GetAgentRequest request, StreamObserver<Agent> reply) {
        reply.onNext(require(request.getId()));
        reply.onCompleted();
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsReply> reply) {
        reply.onNext(ListAgentsReply.newBuilder()
                .addAllAgents(agents.values())
                .setTotalSize(agents.size())
                .build());
        reply.onCompleted();
    }

    @Override
    public void updateAgent(UpdateAgentRequest request, StreamObserver<Agent> reply) {
        require(request.getId());
        add(request.getId(), ProtoJson.read(request.getCard().toByteArray(), AgentCard.getDefaultInstance()));
        reply.onNext(require(request.getId()));
        reply.onCompleted();
    }

    @Override
    public void deleteAgent(DeleteAgentRequest request, StreamObserver<Empty> reply) {
        require(request.getId());
        agents.remove(request.getId());
        AgentRef gone = AgentRef.newBuilder()
                .setTenant("default")
                .setId(request.getId())
                .build();
        watchers.forEach(
                queue -> queue.add(AgentChange.newBuilder().setDeleted(gone).build()));
        reply.onNext(Empty.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void setMaintenance(SetMaintenanceRequest request, StreamObserver<Agent> reply) {
        keep(require(request.getId()).toBuilder()
                .setStatus(
                        request.getMaintenance()
                                ? AgentStatus.AGENT_STATUS_MAINTENANCE
                                : AgentStatus.AGENT_STATUS_ACTIVE)
                .build());
        reply.onNext(require(request.getId()));
        reply.onCompleted();
    }

    void listen(String id, AgentListener listener) {
        Agent held = require(id);
        Agent.Builder changed = held.toBuilder().setVersion(held.getVersion() + 1);
        boolean none = listener.equals(AgentListener.getDefaultInstance());
        keep((none ? changed.clearListener() : changed.setListener(listener)).build());
    }

    @Override
    public void setAgentListener(SetAgentListenerRequest request, StreamObserver<Agent> reply) {
        listen(request.getId(), request.getListener());
        reply.onNext(require(request.getId()));
        reply.onCompleted();
    }

    @Override
    public void findAgents(FindAgentsRequest request, StreamObserver<FindAgentsReply> reply) {
        searches.add(request);
        FindAgentsReply.Builder found =
                FindAgentsReply.newBuilder().setEngine("exact-scan").setFloor(0.3);
        agents.values()
                .forEach(agent -> found.addMatches(AgentMatch.newBuilder()
                        .setAgent(agent)
                        .setSimilarity(0.9)
                        .setSkillId("say")));
        reply.onNext(found.build());
        reply.onCompleted();
    }

    @Override
    public void getRegistryStatus(Empty request, StreamObserver<RegistryStatus> reply) {
        reply.onNext(RegistryStatus.newBuilder()
                .setVectorEngine("exact-scan")
                .setAgents(agents.size())
                .build());
        reply.onCompleted();
    }

    @Override
    public void watchAgents(Empty request, StreamObserver<AgentChange> reply) {
        StreamSender<AgentChange> out = new StreamSender<>(reply);
        LinkedBlockingQueue<AgentChange> changes = new LinkedBlockingQueue<>();
        agents.values()
                .forEach(agent ->
                        changes.add(AgentChange.newBuilder().setUpserted(agent).build()));
        changes.add(AgentChange.newBuilder().setSynced(true).build());
        watchers.add(changes);
        Thread watcher = Thread.startVirtualThread(() -> {
            try {
                while (out.send(changes.take())) {
                    // until the reader leaves
                }
            } catch (InterruptedException e) {
                out.complete();
            }
        });
        out.onCancel(watcher::interrupt);
    }
}
