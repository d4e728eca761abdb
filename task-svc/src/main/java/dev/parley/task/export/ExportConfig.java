package dev.parley.task.export;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Event export. Keys {@code parley.task.export.*}; the same in every instance, for the one that commits writes the outbox.
 *
 * @param enabled false: nothing is written for it and nothing is sent
 * @param source of the CloudEvents: which mesh
 * @param maxEventBytes an entry that is larger is told of without its content
 * @param maxBacklog commits that are kept for a sink which is behind; the oldest beyond are left out, and it is told so
 * @param poll how often an idle outbox is looked at
 * @param lease after so long without a sign of life another instance exports
 * @param firstPause after a failure, doubling
 * @param longestPause between two tries
 */
@ConfigurationProperties("parley.task.export")
public record ExportConfig(
        @Bindable(defaultValue = "false") boolean enabled,
        @NotBlank @Bindable(defaultValue = "/parley") String source,

        @Min(1024) @Max(1 << 24) @Bindable(defaultValue = "524288")
        int maxEventBytes,

        @Min(100) @Bindable(defaultValue = "1000000") long maxBacklog,
        @NotNull @Bindable(defaultValue = "100ms") Duration poll,
        @NotNull @Bindable(defaultValue = "10s") Duration lease,
        @NotNull @Bindable(defaultValue = "1s") Duration firstPause,
        @NotNull @Bindable(defaultValue = "30s") Duration longestPause) {}
