package dev.parley.task.push;

import dev.parley.kit.tracing.Tracing;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.running.PushedTasks;
import dev.parley.task.running.TaskFeed;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of tasks to their webhooks, at least once and in order for each webhook. One that has something to send,
 * or whose task runs here, has a virtual thread; the others wait in the database: for their task to run again, or for the
 * time of their next attempt. What an instance that died was sending is taken over. Safe for concurrent use.
 */
public final class PushSender implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final Logger log = LoggerFactory.getLogger(PushSender.class);

    private final PushStore store;
    private final DeliveryRun.Tools tools;
    private final InstantSource clock;
    private final int maxWaiting;
    private final Map<ConfigKey, Worker> workers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    /** The thread of one webhook. */
    private static final class Worker {
        // changed inside the map's computations only
        private boolean again;
    }

    public PushSender(
            PushStore store,
            TaskFeed feed,
            WebhookClient client,
            PushedTasks pushed,
            PushSettings settings,
            Tracing tracing,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.maxWaiting = settings.maxWaiting();
        this.tools = new DeliveryRun.Tools(
                store,
                feed,
                client,
                new HostLimits(settings.maxConcurrent(), settings.maxPerHost()),
                new RetryRules(settings, random),
                new PushMetrics(meters, workers),
                tracing,
                clock);
        pushed.tell(this::taskRuns);
        threads.execute(this::sweep);
    }

    /** A task runs here, or has a webhook more: its webhooks are ours. */
    private void taskRuns(TaskKey task) {
        start(() -> persistently(() -> store.adopt(task)).stream()
                .filter(delivery -> !pauses(delivery))
                .forEach(this::work));
    }

    private boolean pauses(Delivery delivery) {
        Instant due = delivery.dueAt();
        return due != null && due.isAfter(clock.instant());
    }

    private void sweep() {
        try {
            while (true) {
                persistently(this::takeOver).stream()
                        .filter(delivery -> !workers.containsKey(delivery.key()))
                        .forEach(this::work);
                TimeUnit.NANOSECONDS.sleep(SWEEP.toNanos());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** What is due, after what others have left behind is ours. */
    private List<Delivery> takeOver() {
        int taken = store.takeOver(BATCH);
        while (taken == BATCH) {
            taken = store.takeOver(BATCH);
        }
        int room = Math.min(BATCH, maxWaiting - workers.size());
        return room <= 0 ? List.of() : store.due(room);
    }

    private void work(Delivery delivery) {
        workers.compute(delivery.key(), (key, held) -> {
            if (held != null) {
                held.again = true;
                return held;
            }
            if (workers.size() >= maxWaiting) {
                start(() -> persistently(() -> store.postpone(delivery, SWEEP)));
                return null;
            }
            Worker worker = new Worker();
            start(() -> run(worker, delivery));
            return worker;
        });
    }

    private void run(Worker worker, Delivery first) throws InterruptedException {
        ConfigKey key = first.key();
        try {
            Optional<Delivery> next = Optional.of(first);
            while (next.isPresent() && !closed) {
                deliver(next.get());
                next = goesOn(key, worker) ? reread(key) : Optional.empty();
            }
        } finally {
            workers.remove(key, worker);
        }
    }

    /** Whatever goes wrong with the database, the webhook is not forgotten. */
    private void deliver(Delivery delivery) throws InterruptedException {
        try {
            new DeliveryRun(delivery, tools).run();
        } catch (RuntimeException e) {
            if (closed) {
                return;
            }
            log.atWarn()
                    .addKeyValue("task_id", delivery.task())
                    .setCause(e)
                    .log("webhook could not be served; it is tried again");
            persistently(() -> store.postpone(delivery, SWEEP));
        }
    }

    /** Somebody wanted it while it was at work: then it looks again; else it is done with. */
    private boolean goesOn(ConfigKey key, Worker worker) {
        return workers.computeIfPresent(key, (same, held) -> {
                    if (held == worker && !worker.again) {
                        return null;
                    }
                    held.again = false;
                    return held;
                })
                != null;
    }

    private Optional<Delivery> reread(ConfigKey key) throws InterruptedException {
        return persistently(() -> store.find(key)
                .filter(delivery -> delivery.state() == Delivery.State.OPEN && store.isCurrent(delivery)));
    }

    /** Until it succeeds or the service closes: a database that is away for a while loses nothing. */
    private <T> T persistently(Supplier<T> work) throws InterruptedException {
        for (long pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (closed) {
                    throw new InterruptedException("closed");
                }
                log.atWarn().addKeyValue("reason", e.getMessage()).log("webhooks cannot be read or written now");
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void start(Work work) {
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } catch (InterruptedException e) {
                    // closed: the next life goes on
                }
            });
        } catch (RejectedExecutionException e) {
            log.atDebug().log("closed: the next life goes on");
        }
    }

    /** Ends the deliveries where they stand; the store knows how far they came. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        try {
            threads.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
