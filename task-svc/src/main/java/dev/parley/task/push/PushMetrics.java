package dev.parley.task.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/** What an operator sees of webhooks. */
final class PushMetrics {
    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;
    private final Timer delay;
    private final Timer attempt;

    PushMetrics(MeterRegistry meters, Map<?, ?> workers) {
        this.delivered = Counter.builder("parley.push.attempts")
                .tag("outcome", "delivered")
                .register(meters);
        this.failed =
                Counter.builder("parley.push.attempts").tag("outcome", "failed").register(meters);
        this.givenUp = Counter.builder("parley.push.given.up")
                .description("Webhooks that nothing is sent to any more")
                .register(meters);
        this.delay = Timer.builder("parley.push.delay")
                .description("From the commit of an event to its delivery")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofHours(1))
                .register(meters);
        this.attempt = Timer.builder("parley.push.attempt")
                .publishPercentileHistogram()
                .register(meters);
        meters.gaugeMapSize("parley.push.active", io.micrometer.core.instrument.Tags.empty(), workers);
    }

    void delivered(Duration sinceCommit) {
        delivered.increment();
        delay.record(sinceCommit.isNegative() ? Duration.ZERO : sinceCommit);
    }

    void failed() {
        failed.increment();
    }

    void givenUp() {
        givenUp.increment();
    }

    Timer attempt() {
        return attempt;
    }
}
