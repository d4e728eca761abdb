package dev.parley.task.export.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The sink {@code redis}. Keys {@code parley.task.export.redis.*}.
 *
 * @param url null: there is no such sink
 * @param stream the streams are {@code NAME:0} and on
 * @param shards how many; a task's events are all in one, so it must stay as it is while anybody reads
 * @param maxLength about how many events a stream keeps, the oldest go; 0: all
 * @param timeout of connecting, and of a page
 */
@ConfigurationProperties("parley.task.export.redis")
public record RedisSinkConfig(
        @Nullable String url,
        @NotBlank @Bindable(defaultValue = "parley:events") String stream,
        @Min(1) @Max(1024) @Bindable(defaultValue = "4") int shards,
        @Min(0) @Bindable(defaultValue = "100000") long maxLength,
        @NotNull @Bindable(defaultValue = "10s") Duration timeout) {}
