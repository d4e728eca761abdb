package dev.parley.router.rpc;

import com.google.protobuf.Empty;
import dev.parley.kit.health.Dependency;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import io.grpc.ManagedChannel;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** The registry, without which no new agent is found. */
@Singleton
final class RegistryDependency implements Dependency {
    private final ManagedChannel registry;

    RegistryDependency(ManagedChannel registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public boolean isEssential() {
        return false;
    }

    @Override
    public String check() {
        return RegistryServiceGrpc.newBlockingStub(registry)
                        .withDeadlineAfter(1, TimeUnit.SECONDS)
                        .getRegistryStatus(Empty.getDefaultInstance())
                        .getAgents()
                + " agents";
    }
}
