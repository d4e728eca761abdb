package dev.parley.task.push;

import dev.parley.task.sweep.Sweep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Says for {@code parley_push_failing_seconds} how long the webhook that has failed longest has: what is delivered tells nothing of a
 * receiver that takes nothing.
 */
public final class FailingGauge implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final Sweep sweep;
    private volatile Duration failing = Duration.ZERO;

    public FailingGauge(PushStore store, MeterRegistry meters) {
        Gauge.builder("parley.push.failing.seconds", () -> failing.toMillis() / 1e3)
                .description("How long the webhook of this instance that has failed longest has failed")
                .register(meters);
        this.sweep = Sweep.nowAndEvery(EVERY, "push-failing", () -> failing = store.failing());
    }

    @Override
    public void close() {
        sweep.close();
    }
}
