package dev.parley.task.running;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.tracing.TaskOfWork;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The tasks this instance runs. A task is here while its runner lives; everything else is read from the journal. Safe for
 * concurrent use.
 */
public final class LiveTasks implements AutoCloseable {
    private static final int PAGE = 512;

    private final JournalStore store;
    private final GroupCommit journal;
    private final Routing routing;
    private final RouterServiceStub router;
    private final PushedTasks pushes;
    private final TaskSpans spans;
    private final TaskMetrics metrics;
    private final RunConfig config;
    private final InstantSource clock;
    private final Map<TaskKey, Running> running = new ConcurrentHashMap<>();
    private final Map<TaskKey, NextStart> awaitedStarts = new ConcurrentHashMap<>();
    private final AtomicInteger active = new AtomicInteger();
    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public LiveTasks(
            JournalStore store,
            GroupCommit journal,
            Routing routing,
            RouterServiceStub router,
            PushedTasks pushes,
            TaskSpans spans,
            RunConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.journal = journal;
        this.routing = routing;
        this.router = router;
        this.pushes = pushes;
        this.spans = spans;
        this.metrics = new TaskMetrics(meters);
        this.config = config;
        this.clock = clock;
        meters.gauge("parley.tasks.running", active);
    }

    /** A task and the runner that runs it. */
    record Running(LiveTask task, TaskRunner runner) {
        private static final Duration TURN = Duration.ofSeconds(2);

        /**
         * Why the task cannot take one message more: it has ended, would be too large, or has too many that wait for their
         * turn. Empty when it can. Asked {@link #exclusively}, so that what was found holds until the message is written.
         */
        Optional<A2aException> refusal(Message message, RunConfig limits) {
            if (task.state().isTerminal()) {
                return Optional.of(new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "Task " + task.key() + " is " + task.state() + " (expected: a task that has not ended)"));
            }
            TaskRunner.Waiting waiting = runner.waiting();
            // a message that comes with the id of another is not in the history, but it waits all the same
            long held = Math.max(task.bytes(), waiting.bytes());
            int added = message.getSerializedSize();
            if (held + added > limits.maxTaskBytes()) {
                return Optional.of(new A2aException(
                        A2aErrorCode.PAYLOAD_TOO_LARGE,
                        "The message has " + added + " bytes, and task " + task.key() + " has " + held
                                + " (expected: at most " + limits.maxTaskBytes() + " together)"));
            }
            if (waiting.messages() >= limits.maxWaitingMessages()) {
                return Optional.of(A2aException.retryable(
                        A2aErrorCode.RATE_LIMITED,
                        waiting.messages() + " messages wait in task " + task.key() + " (expected: at most "
                                + limits.maxWaitingMessages() + ")",
                        TURN));
            }
            return Optional.empty();
        }
    }

    public int active() {
        return active.get();
    }

    /**
     * Completes when the task starts to run here. Ask for it before looking at the task, wait for it after; end the waiting
     * with {@link #noLongerAwaited}.
     */
    NextStart nextStart(TaskKey key) {
        return awaitedStarts.compute(key, (same, awaited) -> {
            NextStart start = awaited == null ? new NextStart() : awaited;
            start.watchers++;
            return start;
        });
    }

    /** Once for each {@link #nextStart}. */
    void noLongerAwaited(TaskKey key, NextStart start) {
        awaitedStarts.computeIfPresent(key, (same, awaited) -> {
            if (awaited != start) {
                return awaited;
            }
            return --start.watchers == 0 ? null : start;
        });
    }

    /** What watchers of a task that does not run here wait for. */
    static final class NextStart {
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        // changed inside the map's computations only
        private int watchers;

        /** True when the task has started to run here. */
        boolean await(Duration atMost) throws InterruptedException {
            try {
                begun.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Optional<Running> find(TaskKey key) {
        return Optional.ofNullable(running.get(key));
    }

    /** @throws A2aException OVERLOADED when as many tasks run as may */
    void requireRoom() {
        if (active.get() >= config.maxRunning()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    config.maxRunning() + " tasks are running (the most this instance runs at once)",
                    Duration.ofSeconds(1));
        }
    }

    /** Starts a task that was just accepted. */
    LiveTask startNew(TaskRow row, List<Entry> entries, TaskRunner.Run first) {
        LiveTask task = new LiveTask(row, fresh(row), 0, journal, metrics);
        entries.forEach(task::absorb);
        TaskRunner runner = runnerOf(task);
        runner.offer(first);
        start(row, new Running(task, runner), runner::run);
        return task;
    }

    /** Starts a task found in the journal; {@code work} runs on the runner's thread before its messages. */
    Running startRecovered(TaskRow row, LiveTask task, TaskRunner runner, TaskRunner.Work work) {
        Running recovered = new Running(task, runner);
        start(row, recovered, () -> runner.run(work));
        return recovered;
    }

    /**
     * Gives a follow-up to the task's runner, starting one when none is.
     *
     * @throws A2aException OVERLOADED while another instance runs the task
     */
    LiveTask follow(LiveTask task, TaskRunner.Run run) {
        Running held = running.get(task.key());
        if (held == null || held.task() != task || !held.runner().offer(run)) {
            TaskRunner runner = runnerOf(task);
            runner.offer(run);
            start(task.origin(), new Running(task, runner), runner::run);
        }
        return task;
    }

    /** Does something to a task that no other caller does to it meanwhile: claiming it, following up, canceling. */
    public <T> T exclusively(TaskKey key, Callable<T> work) throws InterruptedException {
        ReentrantLock stripe = stripes[Math.floorMod(key.hashCode(), stripes.length)];
        stripe.lockInterruptibly();
        try {
            return work.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            stripe.unlock();
        }
    }

    /** The task has a webhook more. Call it {@link #exclusively}. */
    public void pushed(TaskKey key) {
        find(key).map(Running::task).ifPresent(LiveTask::pushed);
        pushes.runs(key);
    }

    void pushed(LiveTask task) {
        task.pushed();
        pushes.runs(task.key());
    }

    /** Folds a task from its journal; from its last snapshot on unless all of it is wanted. */
    LiveTask load(TaskRow row, boolean fromSnapshot) {
        return load(row, fromSnapshot, entry -> {});
    }

    /** @param reader sees every entry that is read */
    LiveTask load(TaskRow row, boolean fromSnapshot, Consumer<Entry> reader) {
        boolean snapshot = fromSnapshot && row.folded().isPresent();
        TaskFold fold = snapshot ? TaskFold.of(row.folded().orElseThrow()) : fresh(row);
        long cursor = snapshot ? row.snapshotSequence() : 0;
        LiveTask task = new LiveTask(row, fold, cursor, journal, metrics);
        for (List<Entry> page = store.read(row.key(), cursor, PAGE);
                !page.isEmpty();
                page = store.read(row.key(), cursor, PAGE)) {
            page.forEach(task::absorb);
            page.forEach(reader);
            cursor = page.getLast().sequence();
        }
        return task;
    }

    TaskRunner runnerOf(LiveTask task) {
        return new TaskRunner(task, routing, router, spans, config, clock);
    }

    static TaskFold fresh(TaskRow row) {
        TaskStatus submitted = TaskStatus.newBuilder()
                .setState(dev.parley.proto.a2a.v1.TaskState.TASK_STATE_SUBMITTED)
                .setTimestamp(Messages.timestamp(row.createdAt()))
                .build();
        return new TaskFold(row.key().toString(), row.contextId(), submitted);
    }

    private void start(TaskRow row, Running run, Runnable work) {
        running.put(row.key(), run);
        active.incrementAndGet();
        NextStart awaited = awaitedStarts.remove(row.key());
        if (awaited != null) {
            awaited.begun.complete(null);
        }
        if (run.task().isPushed()) {
            pushes.runs(row.key());
        }
        // the caller may leave: the run has a context of its own, with the caller's identity and no deadline
        var context = TaskOfWork.in(
                CallerIdentity.detached(new Principal(row.key().tenant(), row.subject(), List.of())),
                row.key().toString());
        threads.execute(context.wrap(() -> {
            try {
                work.run();
            } finally {
                running.remove(row.key(), run);
                active.decrementAndGet();
                run.task().wake();
            }
        }));
    }

    /** Ends the runners where they stand; the journal knows how far they came. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
