package dev.parley.edge.calls;

import com.google.protobuf.Empty;
import dev.parley.edge.EdgeConfig;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentListener;
import dev.parley.proto.registry.v1.DeleteAgentRequest;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.proto.registry.v1.GetAgentRequest;
import dev.parley.proto.registry.v1.ListAgentsReply;
import dev.parley.proto.registry.v1.ListAgentsRequest;
import dev.parley.proto.registry.v1.RegisterAgentReply;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.registry.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import dev.parley.proto.registry.v1.RegistryStatus;
import dev.parley.proto.registry.v1.SetAgentListenerRequest;
import dev.parley.proto.registry.v1.SetMaintenanceRequest;
import dev.parley.proto.registry.v1.UpdateAgentRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The registry as the edge calls it: every call has a deadline and fails with A2aException only. Never called from an event
 * loop.
 */
@Singleton
public final class RegistryCalls {
    // the registry fetches the card from the agent, which may be slow
    private static final Duration FETCHING = Duration.ofSeconds(20);

    private final RegistryServiceBlockingStub stub;
    private final Duration callTimeout;

    RegistryCalls(@Named("registry") ManagedChannel channel, EdgeConfig config) {
        this.stub = RegistryServiceGrpc.newBlockingStub(channel);
        this.callTimeout = config.callTimeout();
    }

    public RegisterAgentReply register(RegisterAgentRequest request) {
        return call(callTimeout.plus(FETCHING), registry -> registry.registerAgent(request));
    }

    public Agent update(UpdateAgentRequest request) {
        return call(callTimeout.plus(FETCHING), registry -> registry.updateAgent(request));
    }

    public Agent get(String id) {
        GetAgentRequest request = GetAgentRequest.newBuilder().setId(id).build();
        return call(callTimeout, registry -> registry.getAgent(request));
    }

    public ListAgentsReply list(ListAgentsRequest request) {
        return call(callTimeout, registry -> registry.listAgents(request));
    }

    public void delete(String id) {
        DeleteAgentRequest request = DeleteAgentRequest.newBuilder().setId(id).build();
        call(callTimeout, registry -> registry.deleteAgent(request));
    }

    public Agent setMaintenance(String id, boolean maintenance) {
        SetMaintenanceRequest request = SetMaintenanceRequest.newBuilder()
                .setId(id)
                .setMaintenance(maintenance)
                .build();
        return call(callTimeout, registry -> registry.setMaintenance(request));
    }

    public Agent setListener(String id, AgentListener listener) {
        SetAgentListenerRequest request = SetAgentListenerRequest.newBuilder()
                .setId(id)
                .setListener(listener)
                .build();
        return call(callTimeout, registry -> registry.setAgentListener(request));
    }

    public FindAgentsReply find(FindAgentsRequest request) {
        return call(callTimeout, registry -> registry.findAgents(request));
    }

    public RegistryStatus status(Duration atMost) {
        return call(atMost, registry -> registry.getRegistryStatus(Empty.getDefaultInstance()));
    }

    private <T> T call(Duration atMost, Function<RegistryServiceBlockingStub, T> work) {
        try {
            return work.apply(stub.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }
}
