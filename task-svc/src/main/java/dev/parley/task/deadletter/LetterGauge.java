package dev.parley.task.deadletter;

import dev.parley.task.sweep.Sweep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts open letters once a minute, up to a limit, for {@code parley_dead_letters_open}: the same at every instance. */
public final class LetterGauge implements AutoCloseable {
    private static final int MOST = 100_000;

    private final Sweep sweep;
    private volatile int open;

    public LetterGauge(LetterStore store, MeterRegistry meters) {
        Gauge.builder("parley.dead.letters.open", () -> open)
                .description("Dead letters that are neither redriven nor discarded, " + MOST + " at most")
                .register(meters);
        // any instance opens and closes letters, and none tells the others
        this.sweep = Sweep.nowAndEvery(Duration.ofMinutes(1), "letter-gauge", () -> open = store.open(MOST));
    }

    @Override
    public void close() {
        sweep.close();
    }
}
