package dev.parley.task.history;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.running.WatcherResumes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who came back to a stream, aside and at leisure: a stream never waits for it, nor fails with it. What finds no room
 * or cannot be written is forgotten and counted. Safe for concurrent use.
 */
public final class ResumeLog implements WatcherResumes, AutoCloseable {
    private static final int MOST_WAITING = 4096;
    private static final int MOST_AT_ONCE = 512;
    private static final Logger log = LoggerFactory.getLogger(ResumeLog.class);

    private final HistoryStore store;
    private final InstantSource clock;
    private final BlockingQueue<Resume> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Counter forgotten;
    private final Thread writer;

    public ResumeLog(HistoryStore store, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.forgotten = Counter.builder("parley.history.resumes.forgotten")
                .description("Resumes of watchers that a task's history will not show")
                .register(meters);
        this.writer = Thread.ofVirtual().name("resume-log").start(this::write);
    }

    @Override
    public void resumed(TaskKey key, long afterSequence, boolean resent) {
        if (!waiting.offer(new Resume(key, clock.instant(), afterSequence, resent))) {
            forgotten.increment();
        }
    }

    private void write() {
        List<Resume> taken = new ArrayList<>();
        try {
            while (true) {
                taken.clear();
                taken.add(waiting.take());
                waiting.drainTo(taken, MOST_AT_ONCE - 1);
                taken.stream().collect(Collectors.groupingBy(Resume::task)).forEach(this::add);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void add(TaskKey key, List<Resume> resumes) {
        try {
            store.add(key, resumes);
        } catch (RuntimeException e) {
            forgotten.increment(resumes.size());
            log.atDebug().addKeyValue("task_id", key).setCause(e).log("resumes forgotten");
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
