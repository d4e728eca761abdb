package dev.parley.task.running;

import com.google.protobuf.Struct;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a task that nobody runs ours, with what was under way in it: a message that no agent had is sent; a task whose
 * agent's id is known is asked about and goes on; one that may have started without a trace is failed and says so.
 */
public final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    private final JournalStore store;
    private final LiveTasks live;
    private final CancelRequests cancels;

    public Adoption(JournalStore store, LiveTasks live, CancelRequests cancels) {
        this.store = store;
        this.live = live;
        this.cancels = cancels;
    }

    /**
     * The task as it runs here, or as it would, for something that is about to be done to it: from memory, else claimed. A task
     * that waits for its caller with nothing left to send is not run for that. Call it {@link LiveTasks#exclusively}.
     *
     * @throws A2aException OVERLOADED while another instance runs it
     */
    LiveTasks.Running adopt(TaskKey key) {
        return held(key, row -> row.state().isInterrupted(), true)
                .orElseThrow(() -> A2aException.retryable(
                        A2aErrorCode.OVERLOADED, "Task " + key + " is run by another instance", Duration.ofSeconds(1)));
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
        return held.isPresent() ? held : store.claim(key).map(row -> takeIn(row, waits.test(row), canceling));
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
        Started started = progress.attempted;
        boolean again = started != null
                && row.remoteTask().isEmpty()
                && started.accepted.getCall().getNeed().getRetry() == RetryPolicy.RETRY_POLICY_ALWAYS;
        if (again && started != null) {
            runner.offer(run(started.sequence, started.accepted));
        }
        progress.waiting.forEach((sequence, accepted) -> runner.offer(run(sequence, accepted)));
        log.atInfo()
                .addKeyValue("task_id", row.key())
                .addKeyValue("state", task.state())
                .addKeyValue("attempted", started != null)
                .log("task taken over");
        Started underWay = again ? null : started;
        boolean heard = row.waiting() == progress.waiting.size();
        LiveTasks.Running running =
                live.startRecovered(row, task, runner, () -> goOn(task, runner, underWay, heard, row.remoteTask()));
        if (canceling && progress.cancelAsked) {
            cancels.keepAsking(task, runner, Struct.getDefaultInstance());
        }
        return running;
    }

    private static TaskRunner.Run run(long sequence, AcceptedEntry accepted) {
        return new TaskRunner.Run(accepted, sequence, null, 0, true);
    }

    /** @param heard the message under way has had its first word */
    private static void goOn(
            LiveTask task, TaskRunner runner, @Nullable Started started, boolean heard, String remoteTask)
            throws InterruptedException {
        if (started == null) {
            return; // nothing is under way: the runner sends what waits
        }
        if (started.isFollowUp() && !heard) {
            task.beginTurn();
        }
        if (remoteTask.isEmpty()) {
            runner.failInterrupted();
        } else {
            runner.resume(started.accepted, remoteTask);
            task.awaitDurable();
        }
    }

    /** A message that was given to an agent whose turn is not over. */
    private record Started(long sequence, AcceptedEntry accepted) {
        boolean isFollowUp() {
            return sequence > 1;
        }
    }

    /** How far a task had come: the message under way, those behind it, and whether its caller wants it canceled. */
    private static final class Progress {
        private final TreeMap<Long, AcceptedEntry> waiting = new TreeMap<>();
        private @Nullable Started attempted;
        private boolean cancelAsked;

        void read(Entry entry) {
            switch (entry.body()) {
                case AcceptedEntry accepted -> waiting.put(entry.sequence(), accepted);
                case AttemptEntry attempt -> {
                    AcceptedEntry accepted = waiting.remove(attempt.getAcceptedSequence());
                    if (accepted != null) {
                        attempted = new Started(attempt.getAcceptedSequence(), accepted);
                    }
                }
                case CancelRequestedEntry cancel -> cancelAsked = true;
                default -> {
                    if (stops(entry)) {
                        attempted = null; // that turn is over
                    }
                }
            }
        }

        private static boolean stops(Entry entry) {
            TaskState state = entry.shown()
                    .map(shown -> switch (shown.getPayloadCase()) {
                        case TASK -> shown.getTask().getStatus().getState();
                        case STATUS_UPDATE ->
                            shown.getStatusUpdate().getStatus().getState();
                        case MESSAGE, ARTIFACT_UPDATE, PAYLOAD_NOT_SET ->
                            dev.parley.proto.a2a.v1.TaskState.TASK_STATE_UNSPECIFIED;
                    })
                    .map(TaskState::of)
                    .orElse(null);
            return state != null && (state.isTerminal() || state == TaskState.INPUT_REQUIRED);
        }
    }
}
