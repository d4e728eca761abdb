package dev.parley.task.running;

import com.google.protobuf.Duration;
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
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels a task: the wish is journaled, the agent asked. It confirms: canceled. It refuses: the task goes on. It is
 * silent: the caller gets the task as it is, the agent is asked again for a minute, then the task is canceled without it.
 */
final class Canceling {
    private static final int NOT_CANCELABLE = A2aErrorCode.TASK_NOT_CANCELABLE.jsonRpcCode();
    private static final Logger log = LoggerFactory.getLogger(Canceling.class);

    private final LiveTasks live;
    private final RouterServiceBlockingStub router;
    private final RunConfig config;
    private final InstantSource clock;

    Canceling(LiveTasks live, RouterServiceBlockingStub router, RunConfig config, InstantSource clock) {
        this.live = live;
        this.router = router;
        this.config = config;
        this.clock = clock;
    }

    Task cancel(TaskRow row) throws InterruptedException {
        return live.find(row.key()).isPresent() ? cancelIt(row) : live.exclusively(row.key(), () -> cancelIt(row));
    }

    private Task cancelIt(TaskRow row) throws InterruptedException {
        LiveTasks.Running running = live.find(row.key()).orElse(null);
        LiveTask task = running != null
                ? running.task()
                : live.claim(row.key())
                        .orElseThrow(() -> A2aException.retryable(
                                A2aErrorCode.OVERLOADED,
                                "Task " + row.key() + " is run by another instance",
                                java.time.Duration.ofSeconds(1)));
        TaskState before = task.state();
        if (before == TaskState.CANCELED) {
            return task.toTask();
        }
        if (before.isTerminal()) {
            throw notCancelable(task);
        }
        TaskRunner runner = running != null ? running.runner() : live.runnerOf(task);
        NewEntry wish =
                new NewEntry(EntryKind.CANCEL_REQUESTED, CancelRequestedEntry.getDefaultInstance(), clock.instant());
        TaskRunner.join(task.command(wish, null));
        return ask(task, runner);
    }

    private Task ask(LiveTask task, TaskRunner runner) throws InterruptedException {
        long deadline = clock.millis() + config.cancelAnswer().toMillis();
        if (task.agent().isEmpty()) {
            // nobody has it yet
            runner.end(TaskState.CANCELED, "Canceled before an agent had it");
            task.awaitDurable();
            return ended(task);
        }
        while (clock.millis() < deadline) {
            Optional<Task> decided = askOnce(task, runner, deadline - clock.millis());
            if (decided.isPresent()) {
                return decided.get();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        keepAsking(task, runner);
        return task.toTask();
    }

    /** The task, once it is known how the cancel ended; empty while the agent says nothing. */
    private Optional<Task> askOnce(LiveTask task, TaskRunner runner, long millis) throws InterruptedException {
        if (task.state().isTerminal()) {
            return Optional.of(ended(task));
        }
        if (task.remoteTask().isEmpty()) {
            return Optional.empty(); // the agent has not said what it calls the task
        }
        RemoteTaskReply reply = send(task, millis);
        if (reply.hasTask()) {
            runner.take(StreamResponse.newBuilder().setTask(reply.getTask()).build());
            task.awaitDurable();
            return task.state().isTerminal() ? Optional.of(ended(task)) : Optional.empty();
        }
        CallEnd failure = reply.getFailure();
        if (failure.getOutcome() == CallEnd.Outcome.REFUSED && failure.getAgentErrorCode() == NOT_CANCELABLE) {
            // perhaps because it has just ended
            task.await(
                    java.time.Duration.ofMillis(500),
                    seen -> seen.state().isTerminal() ? Optional.of(seen) : Optional.empty());
            if (task.state() == TaskState.CANCELED) {
                return Optional.of(task.toTask());
            }
            throw notCancelable(task);
        }
        return Optional.empty();
    }

    private RemoteTaskReply send(LiveTask task, long millis) {
        try {
            return router.withDeadlineAfter(millis + 1_000, TimeUnit.MILLISECONDS)
                    .cancelRemoteTask(RemoteTaskRequest.newBuilder()
                            .setAgentId(task.agent())
                            .setRemoteTaskId(task.remoteTask())
                            .setTimeout(Duration.newBuilder()
                                    .setSeconds(millis / 1_000)
                                    .setNanos((int) (millis % 1_000) * 1_000_000))
                            .build());
        } catch (StatusRuntimeException e) {
            log.atWarn()
                    .addKeyValue("task_id", task.key())
                    .addKeyValue("reason", e.getMessage())
                    .log("cancel not sent");
            return RemoteTaskReply.newBuilder()
                    .setFailure(CallEnd.newBuilder().setOutcome(CallEnd.Outcome.BROKEN))
                    .build();
        }
    }

    private static Task ended(LiveTask task) {
        if (task.state() != TaskState.CANCELED) {
            throw notCancelable(task);
        }
        return task.toTask();
    }

    private static A2aException notCancelable(LiveTask task) {
        TaskState state = task.state();
        return new A2aException(
                A2aErrorCode.TASK_NOT_CANCELABLE,
                state.isTerminal()
                        ? "Task " + task.key() + " is " + state + " (expected: a task that has not ended)"
                        : "The agent of task " + task.key() + " does not cancel it; it goes on");
    }

    private void keepAsking(LiveTask task, TaskRunner runner) {
        long giveUpAt = clock.millis() + config.cancelPatience().toMillis();
        Principal principal = new Principal(task.key().tenant(), task.origin().subject(), List.of());
        Thread.ofVirtual()
                .name("cancel")
                .start(CallerIdentity.detached(principal).wrap(() -> {
                    try {
                        while (clock.millis() < giveUpAt && !task.state().isTerminal() && !task.isLost()) {
                            if (askOnce(task, runner, 2_000).isPresent()) {
                                return;
                            }
                            TimeUnit.SECONDS.sleep(1);
                        }
                        runner.end(TaskState.CANCELED, "Canceled; agent unconfirmed");
                        runner.hangUp();
                    } catch (A2aException refused) {
                        log.atInfo().addKeyValue("task_id", task.key()).log("agent refused a cancel after its answer");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (TaskLostException e) {
                        log.atWarn().addKeyValue("task_id", task.key()).log("task is run elsewhere");
                    }
                }));
    }
}
