package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.router.agent.AgentKey;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.statistics.AgentStatistics;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What is not ours: the way to the registry, and its mirror. */
@Factory
final class RouterBeans {
    @Singleton
    @Bean(preDestroy = "shutdownNow")
    ManagedChannel registry(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.registry(), tracing);
    }

    @Singleton
    @Bean(preDestroy = "close")
    AgentDirectory directory(
            ManagedChannel registry, AgentGuards guards, AgentStatistics statistics, MeterRegistry meters) {
        Gauge.builder("parley.router.breakers.open", guards, AgentGuards::openCount)
                .description("circuit breakers that are open")
                .register(meters);
        return new AgentDirectory(registry, change -> forgetDeleted(change, guards, statistics));
    }

    private static void forgetDeleted(AgentChange change, AgentGuards guards, AgentStatistics statistics) {
        if (change.hasDeleted()) {
            AgentKey gone = new AgentKey(
                    change.getDeleted().getTenant(), change.getDeleted().getId());
            guards.forget(gone);
            statistics.forget(gone);
        }
    }
}
