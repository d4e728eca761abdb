package dev.parley.task.running;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.RemoteTaskReply;
import dev.parley.proto.router.v1.RemoteTaskRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceBlockingStub;
import dev.parley.proto.task.v1.CancelRefusedEntry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks agents to cancel: once and again with growing pauses, until it is known how that ended. */
public final class CancelRequests implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final Logger log = LoggerFactory.getLogger(CancelRequests.class);

    private final RouterServiceBlockingStub router;
    private final RunConfig config;
    private final InstantSource clock;
    private final Set<TaskKey> asking = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("cancel").factory());

    public CancelRequests(RouterServiceBlockingStub router, RunConfig config, InstantSource clock) {
        this.router = router;
        this.config = config;
        this.clock = clock;
    }

    /** Whether an agent is being asked to cancel this task, by this instance. */
    boolean areAsking(TaskKey task) {
        return asking.contains(task);
    }

    /**
     * Asks until it is known how the cancel ended; empty while the agent says nothing, or only that it goes on.
     *
     * @param metadata what the caller says beside it
     * @throws A2aException TASK_NOT_CANCELABLE when the agent refuses, or was faster
     */
    Optional<Task> ask(LiveTask task, TaskRunner runner, Struct metadata, java.time.Duration atMost)
            throws InterruptedException {
        asking.add(task.key());
        try {
            return askUntilKnown(task, runner, metadata, atMost);
        } catch (A2aException refused) {
            if (!task.state().isTerminal()) {
                // for a caller at another instance, and for whoever takes over: it is not asked again
                task.append(
                        new NewEntry(
                                EntryKind.CANCEL_REFUSED, CancelRefusedEntry.getDefaultInstance(), clock.instant()),
                        RowChange.NONE);
            }
            throw refused;
        } finally {
            asking.remove(task.key());
        }
    }

    private Optional<Task> askUntilKnown(LiveTask task, TaskRunner runner, Struct metadata, java.time.Duration atMost)
            throws InterruptedException {
        long deadline = clock.millis() + atMost.toMillis();
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
            long left = deadline - clock.millis();
            if (left <= 0) {
                return Optional.empty();
            }
            Optional<Task> decided = askOnce(task, runner, metadata, left);
            if (decided.isPresent()) {
                return decided;
            }
            // what comes meanwhile may end it
            task.await(
                    java.time.Duration.ofMillis(Math.min(pause, left)),
                    seen -> seen.state().isTerminal() ? Optional.of(seen) : Optional.empty());
        }
    }

    private Optional<Task> askOnce(LiveTask task, TaskRunner runner, Struct metadata, long millis)
            throws InterruptedException {
        if (task.state().isTerminal()) {
            return Optional.of(ended(task));
        }
        if (task.remoteTask().isEmpty()) {
            return Optional.empty(); // the agent has not said what it calls the task
        }
        long atMost = Math.min(millis, LONGEST_PAUSE_MILLIS);
        RemoteTaskReply reply = send(
                task,
                atMost,
                (to, question) -> to.cancelRemoteTask(
                        question.toBuilder().setMetadata(metadata).build()));
        if (reply.hasTask()) {
            // if it goes on for now, its own stream tells the rest
            return takeEnd(task, runner, reply) ? Optional.of(ended(task)) : Optional.empty();
        }
        if (reply.getFailure().getOutcome() == CallEnd.Outcome.REFUSED) {
            return Optional.of(refused(task, runner, atMost));
        }
        return Optional.empty();
    }

    /** An agent refuses what has ended, too: just now, or on a way of which its stream says nothing. */
    private Task refused(LiveTask task, TaskRunner runner, long millis) throws InterruptedException {
        task.await(
                java.time.Duration.ofMillis(500),
                seen -> seen.state().isTerminal() ? Optional.of(seen) : Optional.empty());
        if (!task.state().isTerminal()) {
            takeEnd(task, runner, send(task, millis, RouterServiceBlockingStub::getRemoteTask));
        }
        return ended(task);
    }

    /** Takes what the agent says of its task as the task's end, if it is one. */
    private static boolean takeEnd(LiveTask task, TaskRunner runner, RemoteTaskReply reply) {
        TaskState said = TaskState.of(reply.getTask().getStatus().getState());
        if (said == null || !said.isTerminal()) {
            return false;
        }
        runner.take(StreamResponse.newBuilder().setTask(reply.getTask()).build());
        task.awaitDurable();
        runner.hangUp();
        return task.state().isTerminal();
    }

    private RemoteTaskReply send(
            LiveTask task,
            long millis,
            BiFunction<RouterServiceBlockingStub, RemoteTaskRequest, RemoteTaskReply> question) {
        RemoteTaskRequest request = RemoteTaskRequest.newBuilder()
                .setAgentId(task.agent())
                .setRemoteTaskId(task.remoteTask())
                .setTaskId(task.id())
                .setTimeout(
                        Duration.newBuilder().setSeconds(millis / 1_000).setNanos((int) (millis % 1_000) * 1_000_000))
                .build();
        try {
            return question.apply(router.withDeadlineAfter(millis + 1_000, TimeUnit.MILLISECONDS), request);
        } catch (StatusRuntimeException e) {
            log.atWarn()
                    .addKeyValue("task_id", task.key())
                    .addKeyValue("reason", e.getMessage())
                    .log("agent not asked");
            return RemoteTaskReply.newBuilder()
                    .setFailure(CallEnd.newBuilder().setOutcome(CallEnd.Outcome.BROKEN))
                    .build();
        }
    }

    static Task ended(LiveTask task) {
        if (task.state() != TaskState.CANCELED) {
            throw notCancelable(task);
        }
        return task.toTask();
    }

    static A2aException notCancelable(LiveTask task) {
        TaskState state = task.state();
        return new A2aException(
                A2aErrorCode.TASK_NOT_CANCELABLE,
                state.isTerminal()
                        ? "Task " + task.key() + " is " + state + " (expected: a task that has not ended)"
                        : "The agent of task " + task.key() + " does not cancel it; it goes on");
    }

    /** Tells the agent of a task that has ended without it; what it says to that changes nothing. */
    void tell(LiveTask task) {
        if (task.remoteTask().isEmpty()) {
            return;
        }
        Principal principal = new Principal(task.key().tenant(), task.origin().subject(), List.of());
        Runnable telling = () -> send(task, LONGEST_PAUSE_MILLIS, RouterServiceBlockingStub::cancelRemoteTask);
        execute(principal, telling);
    }

    /** While this instance stops nobody is asked any more: whoever takes the task over reads in the journal what was asked for. */
    private void execute(Principal principal, Runnable asking) {
        try {
            threads.execute(CallerIdentity.detached(principal).wrap(asking));
        } catch (RejectedExecutionException stopping) {
            log.atDebug().log("no agent is asked to cancel while this instance stops");
        }
    }

    /** Goes on asking behind the caller's back; in the end the task is canceled without the agent. */
    void keepAsking(LiveTask task, TaskRunner runner, Struct metadata) {
        Principal principal = new Principal(task.key().tenant(), task.origin().subject(), List.of());
        execute(principal, () -> {
            try {
                if (ask(task, runner, metadata, config.cancelPatience()).isEmpty()) {
                    runner.end(TaskState.CANCELED, "Canceled; agent unconfirmed");
                    runner.hangUp();
                }
            } catch (A2aException refused) {
                log.atInfo().addKeyValue("task_id", task.key()).log("agent refused a cancel after its answer");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (TaskLostException e) {
                log.atWarn().addKeyValue("task_id", task.key()).log("task is run elsewhere");
            }
        });
    }

    /** Stops asking; the journal knows what was asked for. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
