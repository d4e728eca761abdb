package dev.parley.router.egress;

import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import java.util.Objects;

/** Follows the clusters where there is an Envoy. */
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
}
