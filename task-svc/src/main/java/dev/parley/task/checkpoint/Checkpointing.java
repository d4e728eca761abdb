package dev.parley.task.checkpoint;

import dev.parley.task.journal.TaskKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What all tasks of an instance have in common about checkpoints: the rules, the room, the counts. Safe for concurrent use. */
public final class Checkpointing {
    private final CheckpointConfig config;
    private final CheckpointStore store;
    private final InstantSource clock;
    private final HeldBytes held;
    private final CheckpointMetrics metrics;

    public Checkpointing(CheckpointConfig config, CheckpointStore store, InstantSource clock, MeterRegistry meters) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.held = new HeldBytes(config.maxHeldBytes());
        this.metrics = new CheckpointMetrics(meters, held);
    }

    /** @param last saved of the task; null for none */
    public TaskCheckpoints ofTask(TaskKey task, @Nullable LastSaved last) {
        return new TaskCheckpoints(task, last, config, held, metrics, clock);
    }

    public CheckpointRecovery recovery() {
        return new CheckpointRecovery(config, store, metrics);
    }
}
