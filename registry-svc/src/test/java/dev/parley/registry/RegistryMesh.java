package dev.parley.registry;

import com.google.protobuf.ByteString;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.GetAgentRequest;
import dev.parley.proto.registry.v1.RegisterAgentReply;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.registry.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** The registry as others see it: a service of its own, reached over gRPC, on a real PostgreSQL. */
public final class RegistryMesh implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final MeshService service;
    private final ManagedChannel channel;
    private final RegistryServiceBlockingStub stub;

    public RegistryMesh(String database, Map<String, ?> overrides) {
        String address = "in-process:registry-test-" + COUNT.incrementAndGet();
        Map<String, Object> properties = new HashMap<>();
        properties.put("parley.services.registry", address);
        properties.put("parley.services.embed", "in-process:no-embed-service");
        properties.put("datasources.default.url", database);
        properties.put("datasources.default.username", "postgres");
        properties.put("datasources.default.password", "postgres");
        properties.put("datasources.default.maximum-pool-size", 4);
        properties.put("datasources.default.minimum-idle", 1);
        properties.putAll(overrides);
        service = MeshService.start("registry", properties);
        channel = RpcChannels.open(address);
        stub = RegistryServiceGrpc.newBlockingStub(channel);
    }

    public RegistryServiceBlockingStub stub() {
        return stub;
    }

    public Channel channel() {
        return channel;
    }

    public MeshService service() {
        return service;
    }

    public RegisterAgentReply registerCard(String id, String card) {
        return stub.registerAgent(RegisterAgentRequest.newBuilder()
                .setId(id)
                .setCard(ByteString.copyFromUtf8(card))
                .build());
    }

    public RegisterAgentReply registerUrl(String id, String url) {
        return stub.registerAgent(
                RegisterAgentRequest.newBuilder().setId(id).setCardUrl(url).build());
    }

    public Agent get(String id) {
        return stub.getAgent(GetAgentRequest.newBuilder().setId(id).build());
    }

    /** Runs {@code work} for a caller of another tenant. */
    public static <T> T as(String tenant, Callable<T> work) throws Exception {
        return CallerIdentity.callAs(new Principal(tenant, "someone", List.of()), work);
    }

    /** What the call failed with. */
    public static A2aException error(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            return RpcErrors.fromStatus(e);
        }
        throw new AssertionError("the call succeeded (expected: an error)");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        service.close();
    }
}
