package dev.parley.registry.postgres;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code registry.agent}; V1__agents.sql says what the columns are. */
@MappedEntity(value = "agent", schema = "registry")
record AgentRow(
        @EmbeddedId Key key,
        long version,
        long cardVersion,
        @Nullable String cardEtag,
        Instant cardCheckedAt,
        @Nullable Double declaredCost,
        @Nullable Double declaredLatency,
        @Nullable Double declaredQuality,
        boolean maintenance,
        @Nullable Integer httpPort,
        @Nullable Integer grpcPort,
        boolean reachable,
        String healthReason,
        double healthScore,
        @Nullable Instant lastSeen,
        Instant registeredAt,
        Instant updatedAt) {

    @Embeddable
    record Key(
            @MappedProperty("tenant") String tenant,
            @MappedProperty("id") String id) {}
}
