package dev.parley.task.checkpoint;

import dev.parley.proto.task.v1.CheckpointTrigger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts what becomes of reported states. Safe for concurrent use. */
final class CheckpointMetrics {
    private final MeterRegistry meters;
    private final Counter refused;
    private final Counter resumed;

    CheckpointMetrics(MeterRegistry meters, HeldBytes held) {
        this.meters = meters;
        this.refused = Counter.builder("parley.checkpoints.refused")
                .description("Reports of agents with something in them that cannot be")
                .register(meters);
        this.resumed = Counter.builder("parley.checkpoints.resumed")
                .description("Attempts that began at a checkpoint")
                .register(meters);
        meters.gauge("parley.checkpoints.held.bytes", held, HeldBytes::taken);
    }

    void saved(CheckpointTrigger trigger) {
        Counter.builder("parley.checkpoints.saved")
                .description("Checkpoints that were saved, by the rule that saved them")
                .tag("trigger", trigger.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
    }

    void refused() {
        refused.increment();
    }

    void resumed() {
        resumed.increment();
    }
}
