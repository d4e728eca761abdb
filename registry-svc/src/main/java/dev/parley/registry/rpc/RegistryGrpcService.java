package dev.parley.registry.rpc;

import com.google.protobuf.Empty;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.proto.registry.v1.ClusterChange;
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
import dev.parley.proto.registry.v1.SidecarReport;
import dev.parley.proto.registry.v1.UpdateAgentRequest;
import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.CardSource;
import dev.parley.registry.agent.OwnListener;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.clusters.AgentClusters;
import dev.parley.registry.clusters.ClusterChanges;
import dev.parley.registry.clusters.SidecarViews;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code parley.registry.v1.RegistryService}. */
@Singleton
final class RegistryGrpcService extends RegistryServiceGrpc.RegistryServiceImplBase {
    private final Registration registration;
    private final AgentBook book;
    private final AgentPages pages;
    private final FindCalls finds;
    private final AgentClusters clusters;
    private final SidecarViews sidecars;
    private final ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor();

    RegistryGrpcService(
            Registration registration, AgentBook book, FindCalls finds, AgentClusters clusters, SidecarViews sidecars) {
        this.registration = registration;
        this.book = book;
        this.pages = new AgentPages(book);
        this.finds = finds;
        this.clusters = clusters;
        this.sidecars = sidecars;
    }

    @Override
    public void registerAgent(RegisterAgentRequest request, StreamObserver<RegisterAgentReply> reply) {
        CardSource source = switch (request.getSourceCase()) {
            case CARD_URL -> new CardSource.ByUrl(request.getCardUrl());
            case CARD -> new CardSource.Given(request.getCard());
            case SOURCE_NOT_SET ->
                throw A2aException.invalidParams("$.card", "missing (expected: a card or the URL of one)");
        };
        Registration.Outcome outcome = uninterrupted(() ->
                registration.register(tenant(), request.getId(), source, request.getRouting(), request.getReplace()));
        uninterrupted(() -> finds.awaitVectors(outcome.agent()));
        answer(
                RegisterAgentReply.newBuilder()
                        .setAgent(AgentProto.toProto(outcome.agent()))
                        .setCreated(outcome.created())
                        .build(),
                reply);
    }

    @Override
    public void getAgent(GetAgentRequest request, StreamObserver<Agent> reply) {
        RegisteredAgent agent = registration.require(key(request.getId()));
        answer(
                AgentProto.toProto(agent).toBuilder()
                        .addAllSidecars(sidecars.of(agent))
                        .build(),
                reply);
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsReply> reply) {
        answer(pages.page(tenant(), request), reply);
    }

    @Override
    public void updateAgent(UpdateAgentRequest request, StreamObserver<Agent> reply) {
        Optional<CardSource> source = switch (request.getSourceCase()) {
            case CARD_URL -> Optional.of(new CardSource.ByUrl(request.getCardUrl()));
            case CARD -> Optional.of(new CardSource.Given(request.getCard()));
            case SOURCE_NOT_SET -> Optional.empty();
        };
        RegisteredAgent agent =
                uninterrupted(() -> registration.update(key(request.getId()), source, request.getRouting()));
        uninterrupted(() -> finds.awaitVectors(agent));
        answer(AgentProto.toProto(agent), reply);
    }

    @Override
    public void deleteAgent(DeleteAgentRequest request, StreamObserver<Empty> reply) {
        registration.delete(key(request.getId()));
        answer(Empty.getDefaultInstance(), reply);
    }

    @Override
    public void setMaintenance(SetMaintenanceRequest request, StreamObserver<Agent> reply) {
        answer(AgentProto.toProto(registration.setMaintenance(key(request.getId()), request.getMaintenance())), reply);
    }

    @Override
    public void setAgentListener(SetAgentListenerRequest request, StreamObserver<Agent> reply) {
        OwnListener listener = OwnListener.parse(
                request.getListener().getHttpPort(), request.getListener().getGrpcPort());
        answer(AgentProto.toProto(registration.setListener(key(request.getId()), listener)), reply);
    }

    @Override
    public void findAgents(FindAgentsRequest request, StreamObserver<FindAgentsReply> reply) {
        answer(finds.find(tenant(), request), reply);
    }

    @Override
    public void watchAgents(Empty request, StreamObserver<AgentChange> reply) {
        watchers.execute(new WatchStream<>(
                book.watch(), change -> List.of(AgentProto.toProto(change)), new StreamSender<>(reply)));
    }

    @Override
    public void watchClusters(Empty request, StreamObserver<ClusterChange> reply) {
        watchers.execute(new WatchStream<>(book.watch(), new ClusterChanges(clusters)::of, new StreamSender<>(reply)));
    }

    @Override
    public void reportSidecar(SidecarReport request, StreamObserver<Empty> reply) {
        sidecars.report(request);
        answer(Empty.getDefaultInstance(), reply);
    }

    @Override
    public void getRegistryStatus(Empty request, StreamObserver<RegistryStatus> reply) {
        answer(
                RegistryStatus.newBuilder()
                        .setVectorEngine(finds.engine())
                        .setAgents(book.all().size())
                        .setActiveAgents(Math.toIntExact(book.all().stream()
                                .filter(RegisteredAgent::isActive)
                                .count()))
                        .build(),
                reply);
    }

    private static String tenant() {
        return CallerIdentity.current().tenant();
    }

    private static AgentKey key(String id) {
        return new AgentKey(tenant(), id);
    }

    private static <T> void answer(T message, StreamObserver<T> reply) {
        reply.onNext(message);
        reply.onCompleted();
    }

    private interface Blocking<T> {
        T run() throws InterruptedException;
    }

    private static <T> T uninterrupted(Blocking<T> work) {
        try {
            return work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @PreDestroy
    void stop() {
        watchers.shutdownNow();
    }
}
