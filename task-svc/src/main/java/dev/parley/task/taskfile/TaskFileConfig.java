package dev.parley.task.taskfile;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are imported. Keys {@code parley.task.files.*}.
 *
 * @param maxBytes of a file, as it comes and unpacked
 * @param maxImports at once in an instance; more are refused as OVERLOADED
 * @param importTimeout how long one may take, from its first byte on
 * @param folder where files are kept while they are looked at; null: where the system keeps temporary ones
 */
@ConfigurationProperties("parley.task.files")
public record TaskFileConfig(
        @Min(1024) @Bindable(defaultValue = "268435456") long maxBytes,
        @Min(1) @Bindable(defaultValue = "4") int maxImports,
        @NotNull @Bindable(defaultValue = "10m") Duration importTimeout,
        @Nullable String folder) {}
