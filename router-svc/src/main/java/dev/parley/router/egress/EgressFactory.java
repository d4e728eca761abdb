package dev.parley.router.egress;

import dev.parley.envoy.bootstrap.AdminAddress;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import java.util.Objects;

/** Follows the clusters where there is an Envoy, and says what it sees of them. */
@Factory
final class EgressFactory {
    @Context
    @Bean(preDestroy = "close")
    @Requires(property = "parley.router.egress.folder")
    ClusterFollower follower(ManagedChannel registry, EgressConfig config, MeterRegistry meters) {
        ClusterFollower follower = new ClusterFollower(registry, Objects.requireNonNull(config.folder()));
        Gauge.builder("parley.router.egress.clusters", follower, ClusterFollower::size)
                .description("clusters of agents that Envoy is told")
                .register(meters);
        return follower;
    }

    @Context
    @Bean(preDestroy = "close")
    @Requires(property = "parley.router.egress.admin")
    SidecarReporter reporter(
            ManagedChannel registry, EgressConfig config, @Value("${parley.instance:router-0}") String instance) {
        return new SidecarReporter(instance, AdminAddress.parse(Objects.requireNonNull(config.admin())), registry);
    }
}
