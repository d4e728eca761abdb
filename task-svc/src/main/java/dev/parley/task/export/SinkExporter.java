package dev.parley.task.export;

import dev.parley.task.export.Outbox.Page;
import dev.parley.task.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports to one sink while this instance holds its lease: page by page, each recorded only when the sink has it. So events come at least
 * once, and what comes again comes in order. An exporter that hung and wakes up cannot record anything; what it had on its way may come
 * once more.
 */
final class SinkExporter implements AutoCloseable {
    private static final Duration PURGES = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(SinkExporter.class);

    private final EventSink sink;
    private final Outbox outbox;
    private final TaskCloudEvents events;
    private final ExportConfig config;
    private final ExportMetrics metrics;
    private final InstantSource clock;
    private final Backoff backoff;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final Thread renewal;
    // 0: not ours
    private volatile long epoch;
    private long purgedAt;
    private EventSink.@Nullable Connection connection;

    SinkExporter(
            EventSink sink,
            Outbox outbox,
            ExportConfig config,
            ExportMetrics metrics,
            InstantSource clock,
            RandomGenerator random) {
        this.sink = sink;
        this.outbox = outbox;
        this.events = new TaskCloudEvents(config.source(), config.maxEventBytes());
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.backoff = new Backoff(config.firstPause(), config.longestPause(), random);
        this.thread = Thread.ofPlatform().name("export-" + sink.name()).daemon().start(this::run);
        this.renewal = Thread.ofVirtual().name("export-lease-" + sink.name()).start(this::renew);
    }

    private void run() {
        int failures = 0;
        try {
            do {
                try {
                    exportAll();
                    failures = 0;
                } catch (IOException | RuntimeException e) {
                    failures++;
                    failed(e, failures);
                }
            } while (!closed.await(pause(failures), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // closed
        } finally {
            disconnect();
            release();
        }
    }

    private long pause(int failures) {
        return (failures == 0 ? config.poll() : backoff.pause(failures)).toMillis();
    }

    private void exportAll() throws IOException, InterruptedException {
        if (!isOurs()) {
            disconnect();
            return;
        }
        while (closed.getCount() > 0 && isOurs()) {
            Page page = outbox.next(sink.name());
            if (!page.isEmpty()) {
                export(page);
            }
            // also when there is nothing: what was exported becomes safe to forget a moment later
            keepHouse();
            if (page.isEmpty()) {
                return;
            }
        }
    }

    private boolean isOurs() {
        if (epoch == 0) {
            OptionalLong lease = outbox.lease(sink.name(), config.lease());
            lease.ifPresent(begun -> {
                epoch = begun;
                log.atInfo()
                        .addKeyValue("sink", sink.name())
                        .addKeyValue("epoch", begun)
                        .log("events are exported from here");
            });
        }
        return epoch != 0;
    }

    private void export(Page page) throws IOException, InterruptedException {
        List<EventSink.Keyed> batch = new ArrayList<>(page.entries().size() + 1);
        long left = page.gap() + page.lost();
        if (left > 0) {
            batch.add(events.gap(sink.name(), epoch + "-" + clock.millis(), left, clock.instant()));
        }
        page.entries().forEach(entry -> batch.add(events.of(entry)));
        EventSink.Connection open = connection;
        if (open == null) {
            open = sink.open();
            connection = open;
        }
        open.send(batch);
        metrics.sent(sink.name(), batch.size());
        if (!outbox.passed(sink.name(), epoch, page, batch.size())) {
            log.atWarn().addKeyValue("sink", sink.name()).log("another instance exports by now");
            epoch = 0;
            disconnect();
        }
    }

    private void keepHouse() {
        long now = clock.millis();
        if (Math.abs(now - purgedAt) >= PURGES.toMillis()) {
            purgedAt = now;
            trim();
            outbox.purge();
        }
    }

    private void trim() {
        long skipped = outbox.trim(sink.name(), epoch, config.maxBacklog());
        if (skipped > 0) {
            metrics.skipped(sink.name(), skipped);
            log.atError()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("commits", skipped)
                    .addKeyValue("bound", config.maxBacklog())
                    .log("a sink is too far behind: the oldest commits are left out, and it will be told so");
        }
    }

    private void failed(Exception e, int failures) {
        disconnect();
        if (closed.getCount() == 0) {
            return;
        }
        metrics.failed(sink.name());
        if (failures == 1) {
            log.atWarn().addKeyValue("sink", sink.name()).setCause(e).log("events cannot be exported, tried again");
        }
        try {
            if (epoch != 0) {
                outbox.failed(sink.name(), epoch, String.valueOf(e.getMessage()));
                // nobody drains it, so it must not grow without a bound now of all times
                keepHouse();
            }
        } catch (RuntimeException away) {
            // the database is: that is said elsewhere
        }
    }

    private void disconnect() {
        EventSink.Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private void renew() {
        try {
            while (!closed.await(config.lease().toMillis() / 4, TimeUnit.MILLISECONDS)) {
                long held = epoch;
                try {
                    if (held != 0 && !outbox.renew(sink.name(), held, config.lease()) && epoch == held) {
                        epoch = 0;
                    }
                } catch (RuntimeException e) {
                    // whoever has the lease by then records, and nobody else can
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void release() {
        try {
            if (epoch != 0) {
                outbox.release(sink.name(), epoch);
            }
        } catch (RuntimeException e) {
            // it runs out by itself
        }
    }

    /** Lets what is being sent be recorded, if that is soon. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
            renewal.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
