package dev.parley.router.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts calls to agents by outcome and times their first events; no agent in a label. */
@Singleton
final class CallMetrics {
    private record Label(String kind, String outcome) {}

    private final MeterRegistry meters;
    private final Timer firstEvent;
    private final Map<Label, Counter> ended = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.firstEvent = Timer.builder("parley.router.first.event")
                .description("from the call to the agent's first event")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(meters);
    }

    /** @param kind {@code call} or {@code resume} */
    void ended(String kind, CallOutcome outcome) {
        String name = switch (outcome) {
            case CallOutcome.Finished finished -> "finished";
            case CallOutcome.NotStarted notStarted -> "not_started";
            case CallOutcome.Broken broken -> "broken";
            case CallOutcome.Silent silent -> "silent";
            case CallOutcome.Refused refused -> "refused";
        };
        ended.computeIfAbsent(new Label(kind, name), this::counter).increment();
    }

    void firstEvent(Duration waited) {
        firstEvent.record(waited);
    }

    private Counter counter(Label label) {
        return Counter.builder("parley.router.calls")
                .description("calls to agents that ended, by kind and outcome")
                .tag("kind", label.kind())
                .tag("outcome", label.outcome())
                .register(meters);
    }
}
