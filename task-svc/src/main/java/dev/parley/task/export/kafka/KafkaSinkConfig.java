package dev.parley.task.export.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sink {@code kafka}. Keys {@code parley.task.export.kafka.*}.
 *
 * @param bootstrapServers null: there is no such sink
 * @param topic is not made by the mesh
 * @param ackTimeout without an acknowledgement for so long, the page is sent again on a new connection
 * @param properties of Kafka's producer, for TLS and passwords
 */
@ConfigurationProperties("parley.task.export.kafka")
public record KafkaSinkConfig(
        @Nullable String bootstrapServers,
        @NotBlank @Bindable(defaultValue = "parley.events") String topic,
        @NotNull @Bindable(defaultValue = "30s") Duration ackTimeout,

        @Nullable @MapFormat(transformation = MapFormat.MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> properties) {
    public KafkaSinkConfig {
        properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    @Override
    public Map<String, String> properties() {
        return properties == null ? Map.of() : properties;
    }
}
