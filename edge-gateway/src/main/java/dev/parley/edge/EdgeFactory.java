package dev.parley.edge;

import dev.parley.edge.listener.AgentChanges;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.life.Features;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.json.Completeness;
import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the edge opens towards the other services. */
@Factory
final class EdgeFactory {
    private static final Logger log = LoggerFactory.getLogger(EdgeFactory.class);

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

    /** How much callers' requests must have. */
    @Singleton
    Completeness requests(Features features) {
        if (features.a2aProtocolCompliance()) {
            return Completeness.STRICT;
        }
        log.warn("a2a_protocol_compliance is off: requests are taken that A2A does not allow");
        return Completeness.LENIENT;
    }

    @Singleton
    @Bean(preDestroy = "close")
    AgentDirectory agents(@Named("registry") ManagedChannel registry, AgentChanges changes) {
        return new AgentDirectory(registry, change -> changes.heard());
    }
}
