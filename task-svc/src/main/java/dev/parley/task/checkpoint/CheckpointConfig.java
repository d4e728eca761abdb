package dev.parley.task.checkpoint;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Which of the states that agents report are saved; any one of the first three rules is enough. Keys {@code parley.task.checkpoint.*}.
 *
 * @param interval since the last one was saved; looked at whenever the agent reports one; 0: never for that
 * @param onContentChange the state's hash is another than that of the last one saved
 * @param everySteps steps beyond the last one saved; 0: never for that
 * @param autoRecovery an agent that has lost a task gets it again with its last checkpoint, where its card allows that
 * @param maxRecoveries attempts that may begin at one and the same checkpoint
 * @param maxBytes of one checkpoint, as serialized; a larger one is not taken
 * @param maxHeldBytes of all that are held back in memory by the rules; what finds no room is saved
 */
@ConfigurationProperties("parley.task.checkpoint")
public record CheckpointConfig(
        @NotNull @Bindable(defaultValue = "30s") Duration interval,
        @Bindable(defaultValue = "true") boolean onContentChange,
        @Min(0) @Bindable(defaultValue = "1") int everySteps,
        @Bindable(defaultValue = "true") boolean autoRecovery,
        @Min(1) @Bindable(defaultValue = "3") int maxRecoveries,
        @Min(1) @Bindable(defaultValue = "262144") int maxBytes,
        @Min(0) @Bindable(defaultValue = "67108864") long maxHeldBytes) {
    private static final int MOST_BYTES = 1 << 20;

    public CheckpointConfig {
        if (interval.isNegative()) {
            throw new IllegalArgumentException(
                    "parley.task.checkpoint.interval is " + interval + " (expected: 0 or longer)");
        }
        if (maxBytes > MOST_BYTES) {
            // it goes into a batch of the journal, and to the agent within a message
            throw new IllegalArgumentException(
                    "parley.task.checkpoint.max-bytes is " + maxBytes + " (expected: 1 to " + MOST_BYTES + ")");
        }
    }
}
