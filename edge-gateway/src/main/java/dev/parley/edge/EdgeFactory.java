package dev.parley.edge;

import dev.parley.edge.listener.AgentChanges;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What the edge opens towards the other services. */
@Factory
final class EdgeFactory {
    @Singleton
    @Named("task")
    @Bean(preDestroy = "shutdownNow")
    ManagedChannel taskChannel(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.task(), tracing);
    }

    @Singleton
    @Named("registry")
    @Bean(preDestroy = "shutdownNow")
    ManagedChannel registryChannel(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.registry(), tracing);
    }

    @Singleton
    @Named("router")
    @Bean(preDestroy = "shutdownNow")
    ManagedChannel routerChannel(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.router(), tracing);
    }

    @Singleton
    @Bean(preDestroy = "close")
    AgentDirectory agents(@Named("registry") ManagedChannel registry, AgentChanges changes) {
        return new AgentDirectory(registry, change -> changes.heard());
    }
}
