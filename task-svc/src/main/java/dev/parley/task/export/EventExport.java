package dev.parley.task.export;

import dev.parley.task.export.Outbox.SinkState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of event export in this instance: an exporter a sink, or nothing at all when it is off. */
public final class EventExport implements AutoCloseable {
    private static final Duration LOOKS = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(EventExport.class);

    private final Outbox outbox;
    private final List<SinkExporter> exporters = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @throws IllegalArgumentException when it is on and has no sink, or two of one name */
    public EventExport(
            ExportConfig config,
            List<EventSink> sinks,
            List<TaskEventListener> listeners,
            Outbox outbox,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.outbox = outbox;
        if (!config.enabled()) {
            return;
        }
        List<EventSink> all = Stream.concat(sinks.stream(), listeners.stream().map(InProcessSink::new))
                .toList();
        List<String> names = all.stream().map(EventSink::name).toList();
        requireDistinct(names);
        ExportMetrics metrics = new ExportMetrics(meters, names, clock);
        names.forEach(outbox::register);
        all.forEach(sink -> exporters.add(new SinkExporter(sink, outbox, config, metrics, clock, random)));
        Thread.ofVirtual().name("export-lag").start(() -> look(metrics));
    }

    private static void requireDistinct(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("parley.task.export.enabled is true, and there is no sink"
                    + " (expected: parley.task.export.kafka.bootstrap-servers or parley.task.export.redis.url)");
        }
        Set<String> seen = new HashSet<>();
        names.stream().filter(name -> !seen.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "Two sinks of events have the name \"" + name + "\" (expected: one of each name)");
        });
    }

    private void look(ExportMetrics metrics) {
        try {
            do {
                try {
                    metrics.saw(outbox.sinks());
                } catch (RuntimeException e) {
                    log.atDebug().setCause(e).log("lag of exports not known");
                }
            } while (!closed.await(LOOKS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isOn() {
        return !exporters.isEmpty();
    }

    /** Also of sinks that only other instances have, and when it is off those of earlier. */
    public List<SinkState> sinks() {
        return outbox.sinks();
    }

    @Override
    public void close() {
        closed.countDown();
        exporters.forEach(SinkExporter::close);
    }
}
