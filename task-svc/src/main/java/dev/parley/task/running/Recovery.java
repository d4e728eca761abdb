package dev.parley.task.running;

import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an owner that died was running: at start, and every two seconds from then on. A message that no agent
 * had is sent; a task whose agent's id is known is asked about and goes on; one that may have started is failed and
 * says so.
 */
public final class Recovery implements AutoCloseable {
    private static final int BATCH = 200;
    private static final int PAGE = 512;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JournalStore store;
    private final LiveTasks live;
    private final Thread sweeper;
    private volatile boolean recovering = true;

    public Recovery(JournalStore store, LiveTasks live) {
        this.store = store;
        this.live = live;
        this.sweeper = Thread.ofVirtual().name("recovery").start(this::sweep);
    }

    /** True until the first sweep is through. */
    public boolean isRecovering() {
        return recovering;
    }

    private void sweep() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (List<TaskRow> rows = store.takeOver(BATCH); !rows.isEmpty(); rows = store.takeOver(BATCH)) {
                    rows.forEach(this::recover);
                }
                recovering = false;
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("reason", e.getMessage()).log("recovery sweep failed; it comes again");
            }
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void recover(TaskRow row) {
        LiveTask task = live.load(row, false);
        if (task.state().isTerminal()) {
            return;
        }
        Progress progress = progressOf(row);
        TaskRunner runner = live.runnerOf(task);
        progress.waiting.forEach(accepted -> runner.offer(new TaskRunner.Run(accepted, null, 0, true)));
        log.atInfo()
                .addKeyValue("task_id", row.key())
                .addKeyValue("state", task.state())
                .addKeyValue("attempted", progress.attempted != null)
                .log("task taken over");
        live.startRecovered(row, task, runner, () -> goOn(task, runner, progress));
    }

    private static void goOn(LiveTask task, TaskRunner runner, Progress progress) throws InterruptedException {
        if (progress.attempted == null) {
            return; // nothing is under way: the runner sends what waits
        }
        if (!progress.remoteTask.isEmpty()) {
            if (task.state() != TaskState.INPUT_REQUIRED) {
                runner.resume(progress.remoteTask);
                task.awaitDurable();
            }
        } else if (progress.attempted.getCall().getNeed().getRetry() == RetryPolicy.RETRY_POLICY_ALWAYS) {
            runner.offer(new TaskRunner.Run(progress.attempted, null, 0, true));
        } else {
            runner.failInterrupted();
        }
    }

    /** How far a task had come: the message under way, those behind it, and the agent's id of the task. */
    private static final class Progress {
        private final Deque<AcceptedEntry> waiting = new ArrayDeque<>();
        private @Nullable AcceptedEntry attempted;
        private String remoteTask = "";

        void read(Entry entry, boolean stopped) {
            switch (entry.body()) {
                case AcceptedEntry accepted -> waiting.add(accepted);
                case AttemptEntry attempt -> {
                    if (attempt.getNumber() == 1) {
                        attempted = waiting.poll();
                    }
                }
                default -> {
                    if (stopped) {
                        attempted = null; // that turn is over
                    }
                }
            }
        }
    }

    private Progress progressOf(TaskRow row) {
        Progress progress = new Progress();
        progress.remoteTask = row.remoteTask();
        long cursor = 0;
        for (List<Entry> page = store.read(row.key(), cursor, PAGE);
                !page.isEmpty();
                page = store.read(row.key(), cursor, PAGE)) {
            for (Entry entry : page) {
                progress.read(entry, stops(entry));
            }
            cursor = page.getLast().sequence();
        }
        return progress;
    }

    private static boolean stops(Entry entry) {
        return entry.shown()
                .filter(shown -> shown.hasStatusUpdate())
                .map(shown -> TaskState.of(shown.getStatusUpdate().getStatus().getState()))
                .filter(state -> state.isTerminal() || state == TaskState.INPUT_REQUIRED)
                .isPresent();
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
