package dev.parley.edge.health;

import dev.parley.edge.calls.RegistryCalls;
import dev.parley.kit.health.Dependency;
import dev.parley.proto.registry.v1.RegistryStatus;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The registry. Without it agents known already can still be called by name, so it is not required. */
@Singleton
final class RegistryDependency implements Dependency {
    private static final Duration AT_MOST = Duration.ofMillis(900);

    private final RegistryCalls registry;

    RegistryDependency(RegistryCalls registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() {
        RegistryStatus status = registry.status(AT_MOST);
        return status.getActiveAgents() + " of " + status.getAgents() + " agents active, vectors by "
                + status.getVectorEngine();
    }
}
