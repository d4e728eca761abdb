package dev.parley.task.running;

import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.time.Duration;
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
    private static final int TRIES = 3;
    private static final int WISH_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(Canceling.class);

    private final LiveTasks live;
    private final Adoption adoption;
    private final OtherOwners others;
    private final CancelRequests requests;
    private final RunConfig config;
    private final InstantSource clock;

    Canceling(
            LiveTasks live,
            Adoption adoption,
            OtherOwners others,
            ForeignCancels foreign,
            CancelRequests requests,
            RunConfig config,
            InstantSource clock) {
        this.live = live;
        this.adoption = adoption;
        this.others = others;
        this.requests = requests;
        this.config = config;
        this.clock = clock;
        foreign.tell(this::seeToForeign);
    }

    /** A cancel that another instance has journaled; its caller reads there what comes of it. */
    private void seeToForeign(LiveTasks.Running running) {
        try {
            see(running, Struct.getDefaultInstance());
        } catch (A2aException refused) {
            log.atInfo()
                    .addKeyValue("task_id", running.task().key())
                    .log("agent refused a cancel that came from another instance");
        } catch (TaskLostException e) {
            log.atInfo().addKeyValue("task_id", running.task().key()).log("task is run elsewhere");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param metadata what the caller says beside it; the agent hears it in this life of the service only */
    Task cancel(TaskRow row, Struct metadata) throws InterruptedException {
        for (int i = 1; ; i++) {
            Optional<LiveTasks.Running> running = live.exclusively(row.key(), () -> adoption.adopt(row.key()));
            if (running.isEmpty()) {
                return others.cancel(row.key());
            }
            try {
                return cancel(running.get(), metadata);
            } catch (TaskLostException e) {
                // a follow-up has taken a task that only waited
                if (i == TRIES) {
                    throw A2aException.retryable(
                            A2aErrorCode.OVERLOADED, "Task " + row.key() + " has changed hands", Duration.ofSeconds(1));
                }
            }
        }
    }

    private Task cancel(LiveTasks.Running running, Struct metadata) throws InterruptedException {
        LiveTask task = running.task();
        TaskState before = task.state();
        if (before == TaskState.CANCELED) {
            return task.toTask();
        }
        if (before.isTerminal()) {
            throw CancelRequests.notCancelable(task);
        }
        CancelRequestedEntry asked =
                CancelRequestedEntry.newBuilder().setAskedBy(live.life()).build();
        NewEntry wish = new NewEntry(EntryKind.CANCEL_REQUESTED, asked, clock.instant());
        JournalWait.join(task.command(Commit.command(task.key(), null, List.of(wish)))
                .orTimeout(WISH_SECONDS, TimeUnit.SECONDS));
        return see(running, metadata);
    }

    /** Sees to a cancel that is journaled. */
    private Task see(LiveTasks.Running running, Struct metadata) throws InterruptedException {
        LiveTask task = running.task();
        TaskRunner runner = running.runner();
        // first of all: between a look at the agent and the end of the task a call could go out
        boolean kept = task.remoteTask().isEmpty() && runner.withdraw();
        if (task.agent().isEmpty() || kept) {
            // nobody has it yet
            runner.end(TaskState.CANCELED, "Canceled before an agent had it");
            task.awaitDurable();
            runner.hangUp();
            return CancelRequests.ended(task);
        }
        Optional<Task> decided = requests.ask(task, runner, metadata, config.cancelAnswer());
        if (decided.isEmpty()) {
            requests.keepAsking(task, runner, metadata);
        }
        return decided.orElseGet(task::toTask);
    }
}
