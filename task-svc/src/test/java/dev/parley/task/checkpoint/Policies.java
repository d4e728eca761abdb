package dev.parley.task.checkpoint;

import dev.parley.proto.task.v1.Checkpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Rules for tests. */
public final class Policies {
    private Policies() {}

    /** The defaults, with nothing saved before. */
    public static Checkpointing defaults(InstantSource clock) {
        return new Checkpointing(
                saving(Duration.ofSeconds(30), true, 1),
                task -> Optional.<Checkpoint>empty(),
                clock,
                new SimpleMeterRegistry());
    }

    static CheckpointConfig saving(Duration interval, boolean onContentChange, int everyNSteps) {
        return new CheckpointConfig(interval, onContentChange, everyNSteps, true, 3, 1000, 10_000);
    }
}
