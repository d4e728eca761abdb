package dev.parley.task.running;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.tracing.TaskOfWork;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.checkpoint.Checkpointing;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.retry.Retries;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks this instance runs. A task is here while its runner lives; everything else is read from the journal. Safe for
 * concurrent use.
 */
public final class LiveTasks implements AutoCloseable {
    private static final int PAGE = 512;
    private static final long AGAIN_MILLIS = 200;

    private static final Logger log = LoggerFactory.getLogger(LiveTasks.class);

    private final JournalStore store;
    private final Ownership ownership;
    private final Lease lease;
    private final GroupCommit journal;
    private final Routing routing;
    private final RouterServiceStub router;
    private final PushedTasks pushes;
    private final ForeignCancels foreignCancels;
    private final String life;
    private final TaskSpans spans;
    private final TaskMetrics metrics;
    private final Retries retries;
    private final Turnstile turnstile;
    private final Checkpointing checkpoints;
    private final RunConfig config;
    private final InstantSource clock;
    private final Map<TaskKey, Running> running = new ConcurrentHashMap<>();
    private final AwaitedStarts starts = new AwaitedStarts();
    private final RunningRoom room;
    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param life of this instance: no other one has the same */
    public LiveTasks(
            JournalStore store,
            Ownership ownership,
            Lease lease,
            GroupCommit journal,
            Routing routing,
            RouterServiceStub router,
            PushedTasks pushes,
            ForeignCancels foreignCancels,
            String life,
            TaskSpans spans,
            Retries retries,
            Turnstile turnstile,
            Checkpointing checkpoints,
            RunConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.ownership = ownership;
        this.lease = lease;
        this.journal = journal;
        this.routing = routing;
        this.router = router;
        this.pushes = pushes;
        this.foreignCancels = foreignCancels;
        this.life = life;
        this.spans = spans;
        this.retries = retries;
        this.turnstile = turnstile;
        this.checkpoints = checkpoints;
        this.metrics = new TaskMetrics(meters);
        this.config = config;
        this.clock = clock;
        this.room = new RunningRoom(config.maxRunning());
        meters.gauge("parley.tasks.running", this, LiveTasks::active);
    }

    /** A task and the runner that runs it. */
    record Running(LiveTask task, TaskRunner runner) {
        /** Asked {@link #exclusively}, so that what was found holds until the message is written. */
        Optional<A2aException> refusal(Message message, RunConfig limits) {
            return FollowUpLimits.refusal(task, task.inbox().waiting(), message, limits);
        }
    }

    public int active() {
        return room.taken();
    }

    Optional<Running> find(TaskKey key) {
        return Optional.ofNullable(running.get(key));
    }

    /** Told of each task that starts here. */
    AwaitedStarts starts() {
        return starts;
    }

    /** For the tasks that run here. */
    TaskMetrics metrics() {
        return metrics;
    }

    RunningRoom room() {
        return room;
    }

    /** The term of our lease, for what is about to be made ours. */
    long term() {
        return lease.term();
    }

    /**
     * Starts a task that was just accepted.
     *
     * @param term as it was before that was asked for
     */
    LiveTask startNew(TaskRow row, List<Entry> entries, Run first, long term) {
        LiveTask task = new LiveTask(row, fresh(row), 0, journal, metrics);
        entries.forEach(task::absorb);
        TaskRunner runner = runnerOf(task, term);
        task.inbox().add(first);
        task.inbox().serve();
        start(row, new Running(task, runner), runner::run);
        return task;
    }

    /** Starts a task found in the journal; {@code work} runs on the runner's thread before its messages. */
    Running startRecovered(TaskRow row, LiveTask task, TaskRunner runner, TaskRunner.Work work) {
        task.inbox().serve();
        Running recovered = new Running(task, runner);
        start(row, recovered, () -> runner.run(work));
        return recovered;
    }

    /** Starts a runner for messages that wait with none. Call it {@link #exclusively}. */
    LiveTask serve(LiveTask task) {
        Running held = running.get(task.key());
        // another that has been taken in since has the message from the journal
        if ((held == null || held.task() == task) && task.inbox().claim()) {
            TaskRunner runner = runnerOf(task);
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

    /** From here on the task obeys what is commanded. */
    TaskRunner runnerOf(LiveTask task) {
        return runnerOf(task, Holding.UNKNOWN);
    }

    private TaskRunner runnerOf(LiveTask task, long term) {
        task.obey(new LiveTask.Commands() {
            @Override
            public void arrived(Entry command) {
                aside(() -> LiveTasks.this.arrived(task, command));
            }

            @Override
            public void areMissing() {
                aside(() -> catchUp(task));
            }
        });
        return new TaskRunner(
                task, routing, router, spans, retries, turnstile, checkpoints, config, clock, held(task, term));
    }

    private void arrived(LiveTask task, Entry command) throws InterruptedException {
        Running run = running.get(task.key());
        if (command.body() instanceof CancelRequestedEntry wish) {
            if (run != null && run.task() == task && !wish.getAskedBy().equals(life)) {
                foreignCancels.asked(run);
            }
            return;
        }
        exclusively(task.key(), () -> serve(task));
        if (run != null && run.task() == task) {
            run.runner().leaveIfAnswered();
        }
    }

    /** Reads what others have written to a task that is ours, until nothing is missing; whatever becomes of the database meanwhile. */
    void catchUp(LiveTask task) throws InterruptedException {
        while (!task.isLost()) {
            try {
                List<Entry> page = store.read(task.key(), task.lastSequence(), PAGE);
                page.forEach(task::absorb);
                if (page.isEmpty()) {
                    return;
                }
            } catch (A2aException away) {
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void aside(Step step) {
        try {
            threads.execute(() -> {
                try {
                    step.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException e) {
            log.atDebug().log("closed: the next life goes on");
        }
    }

    /** Which life of which instance this is, as it stands in cancels that it has journaled. */
    String life() {
        return life;
    }

    private Holding held(LiveTask task, long term) {
        return new Holding(task.key(), task.origin().epoch(), term, lease, ownership);
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
        room.take(row.key().tenant());
        starts.begun(row.key());
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
                room.giveBack(row.key().tenant());
                run.task().wake();
            }
        }));
    }

    /** Ends the runners where they stand; the journal knows how far they came. */
    @Override
    public void close() {
        // first: a runner that ends gives its place to the next one
        turnstile.close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
