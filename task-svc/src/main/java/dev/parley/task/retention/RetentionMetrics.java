package dev.parley.task.retention;

import dev.parley.task.retention.DayStore.Ledger;
import dev.parley.task.retention.DayStore.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What retention does, in figures. The gauges are the mesh's, the counters this instance's. */
final class RetentionMetrics {
    private static final double SECONDS_A_DAY = 86_400;

    private final AtomicReference<@Nullable Ledger> last = new AtomicReference<>();
    private final Counter dropped;
    private final Counter failures;

    RetentionMetrics(MeterRegistry meters) {
        this.dropped = meters.counter("parley.retention.partitions.dropped");
        this.failures = meters.counter("parley.retention.failures");
        gauge(meters, "parley.retention.oldest.days", RetentionMetrics::oldestDays);
        gauge(meters, "parley.retention.days.held", ledger -> days(ledger, State.HELD));
        gauge(meters, "parley.retention.days.going", ledger -> days(ledger, State.GOING));
        gauge(meters, "parley.retention.clock.suspect", ledger -> ledger.suspectSince() == null ? 0 : 1);
    }

    private void gauge(MeterRegistry meters, String name, ToDoubleFunction<Ledger> value) {
        Gauge.builder(name, last, held -> {
                    Ledger ledger = held.get();
                    return ledger == null ? 0 : value.applyAsDouble(ledger);
                })
                .strongReference(true)
                .register(meters);
    }

    private static double oldestDays(Ledger ledger) {
        return ledger.oldestDay() == null
                ? 0
                : Duration.between(
                                        ledger.oldestDay()
                                                .atStartOfDay(ZoneOffset.UTC)
                                                .toInstant(),
                                        ledger.now())
                                .toSeconds()
                        / SECONDS_A_DAY;
    }

    private static double days(Ledger ledger, State state) {
        return ledger.dayStates().stream().filter(day -> day.state() == state).count();
    }

    void saw(Ledger ledger) {
        last.set(ledger);
    }

    void dropped(int partitions) {
        dropped.increment(partitions);
    }

    void failed() {
        failures.increment();
    }
}
