package dev.parley.task.export;

import dev.parley.task.export.Outbox.SinkState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Export in figures. Lags are the mesh's, as of a look some seconds ago; counts are this instance's. */
final class ExportMetrics {
    private static final String SINK = "sink";

    private final MeterRegistry meters;
    private volatile List<SinkState> states = List.of();

    ExportMetrics(MeterRegistry meters, List<String> sinks, InstantSource clock) {
        this.meters = meters;
        for (String sink : sinks) {
            gauge("parley.export.lag", sink, SinkState::lag);
            gauge("parley.export.lag.seconds", sink, state -> {
                var oldest = state.oldest();
                return oldest == null
                        ? 0
                        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1e3);
            });
        }
    }

    private void gauge(String name, String sink, ToDoubleFunction<SinkState> value) {
        Gauge.builder(
                        name,
                        this,
                        self -> self.states.stream()
                                .filter(state -> state.sink().equals(sink))
                                .mapToDouble(value)
                                .findFirst()
                                .orElse(0))
                .tag(SINK, sink)
                .strongReference(true)
                .register(meters);
    }

    void saw(List<SinkState> now) {
        states = List.copyOf(now);
    }

    void sent(String sink, int events) {
        meters.counter("parley.export.events", SINK, sink).increment(events);
    }

    void failed(String sink) {
        meters.counter("parley.export.failures", SINK, sink).increment();
    }

    void skipped(String sink, long commits) {
        meters.counter("parley.export.skipped", SINK, sink).increment((double) commits);
    }
}
