package dev.parley.task.retention;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long tasks are kept. Keys {@code parley.task.retention.*}.
 *
 * @param enabled false: nothing expires
 * @param keepFor since a task began; whole days go, so it may be up to a day longer
 * @param tenants tenants whose tasks are kept for another time; a day goes when all who have tasks in it allow
 * @param interval how often the keeper looks
 * @param notice between a day's expiry and its drop, so that every instance has heard of it
 * @param archiveDir each day is written there before it is dropped; null: nowhere
 * @param maxClockJump a clock that has come further since the keeper last looked is not believed
 * @param clockSettles unless it has gone on for so long from there
 */
@ConfigurationProperties("parley.task.retention")
public record RetentionConfig(
        @Bindable(defaultValue = "true") boolean enabled,
        @NotNull @Bindable(defaultValue = "30d") Duration keepFor,

        @Nullable @MapFormat(transformation = MapFormat.MapTransformation.FLAT)
        Map<String, Duration> tenants,

        @NotNull @Bindable(defaultValue = "1h") Duration interval,
        @NotNull @Bindable(defaultValue = "1m") Duration notice,
        @Nullable String archiveDir,
        @NotNull @Bindable(defaultValue = "3d") Duration maxClockJump,
        @NotNull @Bindable(defaultValue = "1d") Duration clockSettles) {
    private static final Duration SHORTEST = Duration.ofDays(1);

    public RetentionConfig {
        tenants = tenants == null ? Map.of() : Map.copyOf(tenants);
        requireLong("keep-for", keepFor);
        tenants.forEach((tenant, keep) -> requireLong("tenants." + tenant, keep));
    }

    private static void requireLong(String key, Duration keep) {
        if (keep.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("parley.task.retention." + key + " is " + keep
                    + " (expected: at least 1d; enabled=false keeps all)");
        }
    }

    /** @throws IllegalArgumentException when tasks would go while their once-keys still hold */
    public void requireAtLeast(Duration onceWindow) {
        if (enabled && onceWindow.compareTo(shortest()) > 0) {
            throw new IllegalArgumentException("parley.task.once-window is " + onceWindow
                    + " (expected: at most what tasks are kept for, " + shortest()
                    + ", or a key would outlive its task)");
        }
    }

    /** How long a tenant's tasks are kept. */
    public Duration keepFor(String tenant) {
        return tenants().getOrDefault(tenant, keepFor);
    }

    /** The least that anybody's tasks are kept for. */
    Duration shortest() {
        return tenants().values().stream().reduce(keepFor, (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }

    @Override
    public Map<String, Duration> tenants() {
        return tenants == null ? Map.of() : tenants;
    }
}
