package dev.parley.task.running;

import com.google.protobuf.Struct;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a task that nobody runs ours, with what was under way in it: a message that no agent had is sent; a task whose
 * agent's id is known is asked about and goes on; one that may have started without a trace is failed and says so.
 */
public final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    private final Ownership ownership;
    private final LiveTasks live;
    private final CancelRequests cancels;

    public Adoption(Ownership ownership, LiveTasks live, CancelRequests cancels) {
        this.ownership = ownership;
        this.live = live;
        this.cancels = cancels;
    }

    /**
     * The task as it runs here, or as it would, for something that is about to be done to it: from memory, else claimed. A task
     * that waits for its caller with nothing left to send is not run for that. Call it {@link LiveTasks#exclusively}.
     *
     * @return empty while another instance runs it
     */
    Optional<LiveTasks.Running> adopt(TaskKey key) {
        return held(key, row -> row.state().isInterrupted(), true);
    }

    /**
     * Goes on with a task whose owner died, and with the cancel that was asked for; empty while another instance runs it. One that
     * waits for an authorization is asked about, for that may have come on another way than by a message.
     */
    Optional<LiveTasks.Running> tryAdopt(TaskKey key) {
        return held(key, row -> row.state() == TaskState.INPUT_REQUIRED, true);
    }

    /** Goes on with a task that waited, nobody having died, and whose agent has gone on; a cancel it refused is not asked again. */
    Optional<LiveTasks.Running> follow(TaskKey key) {
        return held(key, row -> row.state() == TaskState.INPUT_REQUIRED, false);
    }

    private Optional<LiveTasks.Running> held(TaskKey key, Predicate<TaskRow> waits, boolean canceling) {
        Optional<LiveTasks.Running> held = live.find(key);
        return held.isPresent() ? held : ownership.claim(key).map(row -> takeIn(row, waits.test(row), canceling));
    }

    private LiveTasks.Running takeIn(TaskRow row, boolean waits, boolean canceling) {
        boolean idle = row.state().isTerminal() || (waits && row.waiting() == 0);
        if (idle) {
            LiveTask task = live.load(row, true);
            return new LiveTasks.Running(task, live.runnerOf(task));
        }
        Progress progress = new Progress();
        LiveTask task = live.load(row, false, progress::read);
        TaskRunner runner = live.runnerOf(task);
        Progress.Plan plan = progress.plan(row);
        plan.send().forEach(task.inbox()::add);
        log.atInfo()
                .addKeyValue("task_id", row.key())
                .addKeyValue("state", task.state())
                .addKeyValue("under_way", plan.underWay() != null)
                .log("task taken over");
        LiveTasks.Running running =
                live.startRecovered(row, task, runner, () -> goOn(task, runner, plan, row.remoteTask()));
        if (canceling && progress.isCancelAsked()) {
            cancels.keepAsking(task, runner, Struct.getDefaultInstance());
        }
        return running;
    }

    private static void goOn(LiveTask task, TaskRunner runner, Progress.Plan plan, String remoteTask)
            throws InterruptedException {
        Progress.Started started = plan.underWay();
        if (started == null) {
            return; // nothing is under way: the runner sends what waits
        }
        if (started.isFollowUp() && !plan.heard()) {
            task.beginTurn();
        }
        if (remoteTask.isEmpty()) {
            runner.failInterrupted();
        } else {
            runner.goOn(started.run(), remoteTask);
            task.awaitDurable();
        }
    }
}
