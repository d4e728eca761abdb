package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.running.Intake.Accepted;
import dev.parley.task.running.Watching.Until;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything callers do with tasks, each of it within their own tenant, subject and endpoint. Safe for concurrent use. */
public final class Tasks {
    private final Intake intake;
    private final Sending sending;
    private final Watching watching;
    private final Reading reading;
    private final Canceling canceling;
    private final Authorizations authorizations;
    private final WatcherResumes resumeLog;
    private final RunConfig config;
    private final OtherOwners others;
    private final InstantSource clock;

    public Tasks(
            Intake intake,
            LiveTasks live,
            JournalStore store,
            Adoption adoption,
            OtherOwners others,
            ForeignCancels foreignCancels,
            Authorizations authorizations,
            CancelRequests cancels,
            WatcherResumes resumeLog,
            RunConfig config,
            InstantSource clock) {
        this.intake = intake;
        this.resumeLog = resumeLog;
        this.config = config;
        this.others = others;
        this.clock = clock;
        this.sending = new Sending(intake, live, store, clock);
        this.watching = new Watching(store, live, authorizations);
        this.reading = new Reading(store, live);
        this.authorizations = authorizations;
        this.canceling = new Canceling(live, adoption, others, foreignCancels, cancels, config, clock);
    }

    /** Who waits for the answer to a send. */
    public interface Caller {
        /** Once, on the thread that asked, when the message is durable as part of this task. */
        void accepted(String taskId);

        boolean hasLeft();
    }

    /** @param deadline how long the caller waits at most; null for as long as we do */
    public SendMessageReply send(Principal principal, SendMessageCall call, @Nullable Duration deadline, Caller caller)
            throws InterruptedException {
        Duration atMost = deadline == null || deadline.compareTo(config.responseTimeout()) > 0
                ? config.responseTimeout()
                : deadline;
        return sending.send(principal, call, atMost, caller);
    }

    /** One watcher of a stream; see {@link Watching.Sink}. */
    public interface Watcher {
        /** Once at most, before anything is sent, when the message that it watches is durable as part of this task. */
        void accepted(String taskId);

        boolean send(TaskEvent event) throws InterruptedException;

        boolean isGone();
    }

    /**
     * Accepts a message and sends what comes of it until its turn is over or the watcher has gone.
     *
     * @throws A2aException also the agent's own error to this message, where it is all that the agent said of it
     */
    public void stream(Principal principal, SendMessageCall call, Watcher watcher) throws InterruptedException {
        Accepted accepted = intake.accept(principal, call);
        watcher.accepted(accepted.key().toString());
        SenderSink sink = new SenderSink(watcher, call.getRequest().getConfiguration(), () -> agentsError(accepted));
        // a caller that names the task itself does not say whether there is one already
        boolean followUp = !call.getRequest().getMessage().getTaskId().isEmpty()
                || (!call.getClientTaskId().isEmpty() && accepted.sequence() > 1);
        boolean resumes = accepted.joined() && call.hasAfterSequence();
        long cursor = 0;
        if (followUp || resumes) {
            Watching.Snapshot now = watching.snapshot(intake.rowOf(accepted));
            long last = now.event().getSequence();
            // a cursor from beyond the end was never given out by us
            if (resumes && call.getAfterSequence() >= 0 && call.getAfterSequence() <= last) {
                cursor = call.getAfterSequence();
                resumeLog.resumed(accepted.key(), cursor, true);
            } else if (followUp) {
                cursor = last;
                if (!sink.send(now.event())) {
                    return;
                }
            }
            if (now.seen().endsTurnOf(accepted.sequence(), cursor)) {
                // the turn was over before the task was looked at
                intake.answered(accepted);
                return;
            }
        }
        boolean told =
                watching.follow(accepted.key(), accepted.task(), cursor, accepted.sequence(), Until.TURN_ENDED, sink);
        Optional<A2aException> refusal = sink.refusal();
        if (told || refusal.isPresent()) {
            intake.answered(accepted);
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private Optional<A2aException> agentsError(Accepted accepted) {
        TaskRow row = intake.rowOf(accepted);
        return AgentRefusal.answerTo(row, watching.snapshot(row).seen(), accepted.sequence());
    }

    /** Follows a task: with a cursor the events after it, else the task as it is and what comes. */
    public void subscribe(Principal principal, SubscribeToTaskCall call, Watcher watcher) throws InterruptedException {
        TaskRow row =
                intake.require(principal, call.getAgentId(), call.getRequest().getId());
        Watching.Sink sink = sink(watcher);
        // a cursor from beyond the end was never given out by us: start with the task as it is
        boolean resumes = call.hasAfterSequence()
                && call.getAfterSequence() >= 0
                && call.getAfterSequence() <= row.lastSequence();
        long cursor = call.getAfterSequence();
        if (!resumes) {
            if (row.state().isTerminal() && !call.hasAfterSequence()) {
                throw new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "Task " + row.key() + " is " + row.state() + " (expected: a task that has not ended)");
            }
            TaskEvent opening = watching.snapshot(row).event();
            cursor = opening.getSequence();
            if (!sink.send(opening)) {
                return;
            }
        }
        if (resumes) {
            resumeLog.resumed(row.key(), cursor, false);
        }
        watching.follow(row.key(), null, cursor, 0, Until.TASK_ENDED, sink);
    }

    /** Accepts a message for whose answer nobody waits; its task runs on. */
    public UUID accept(Principal principal, SendMessageCall call) {
        return intake.accept(principal, call).key().id();
    }

    /** Writes into a task's journal that another one was made from it. */
    public void link(TaskKey key, TaskLink link) {
        others.note(key, new NewEntry(EntryKind.LED_TO, link, clock.instant()));
    }

    private static Watching.Sink sink(Watcher watcher) {
        return new Watching.Sink() {
            @Override
            public boolean send(TaskEvent event) throws InterruptedException {
                return watcher.send(event);
            }

            @Override
            public boolean isGone() {
                return watcher.isGone();
            }
        };
    }

    /**
     * The caller's task at this endpoint, as its row says.
     *
     * @throws dev.parley.proto.error.A2aException TASK_NOT_FOUND
     */
    public TaskRow require(Principal principal, String endpoint, String taskId) {
        return intake.require(principal, endpoint, taskId);
    }

    public Task get(Principal principal, String endpoint, GetTaskRequest request) {
        TaskRow row = intake.require(principal, endpoint, request.getId());
        authorizations.lookedAt(row.key(), row.state());
        return Messages.withHistory(
                reading.task(row, endpoint), request.hasHistoryLength(), request.getHistoryLength());
    }

    /** The id of the task that the caller gave a name of its own. */
    public String named(Principal principal, String endpoint, String clientTaskId) {
        return intake.requireNamed(principal, endpoint, clientTaskId).key().toString();
    }

    public ListTasksResponse list(Principal principal, String endpoint, ListTasksRequest request) {
        return reading.list(principal, endpoint, request);
    }

    public Task cancel(Principal principal, String endpoint, CancelTaskRequest request) throws InterruptedException {
        return canceling.cancel(intake.require(principal, endpoint, request.getId()), request.getMetadata());
    }

    public void withdraw(Principal principal, String taskId, String messageId) {
        intake.withdraw(principal, taskId, messageId);
    }
}
