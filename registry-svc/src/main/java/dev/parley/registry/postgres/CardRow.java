package dev.parley.registry.postgres;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;

/** A row of {@code registry.agent_version}: one card of an agent, whichever came last is in force. */
@MappedEntity(value = "agent_version", schema = "registry")
@SuppressWarnings("ArrayRecordComponent") // a row on its way to the driver; nobody compares it
record CardRow(
        @EmbeddedId Key key,
        String url,
        String shape,
        byte[] asReceived,
        byte[] card,
        byte[] routing,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> labels,
        Instant receivedAt) {

    @Embeddable
    record Key(
            @MappedProperty("tenant") String tenant,
            @MappedProperty("agent_id") String agentId,
            @MappedProperty("version") long version) {}
}
