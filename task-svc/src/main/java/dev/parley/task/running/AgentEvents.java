package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.LateEntry;
import dev.parley.task.checkpoint.TaskCheckpoints;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewDeadLetter;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.lifecycle.Reconciliation;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.lifecycle.Transition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an agent sends into a task: ids mapped, the first event a Task or a Message, snapshots turned into events,
 * events after the end put aside. Safe for concurrent use: the agent's stream, a cancel and a timeout may meet here.
 */
final class AgentEvents {
    private static final int MAX_LATE = 16;

    private final LiveTask task;
    private final Ids ids;
    private final InstantSource clock;
    private final long maxBytes;
    private final TaskCheckpoints checkpoints;
    // the entry of the message under way; 0 where only the journal says which that is
    private volatile long message;
    private int late;

    AgentEvents(LiveTask task, InstantSource clock, long maxBytes, TaskCheckpoints checkpoints) {
        this.task = task;
        this.checkpoints = checkpoints;
        this.ids = new Ids(task.id(), task.contextId());
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** False when the mesh has ended the task over this event: there is no use in reading on. */
    synchronized boolean accept(StreamResponse event) {
        if (!ended() && task.bytes() > maxBytes) {
            fail(Reason.TOO_LARGE, "The task grew beyond " + maxBytes + " bytes");
            return false;
        }
        if (!ended() && !Ids.areUsable(event)) {
            fail(
                    Reason.BROKEN,
                    "The agent gave an id that cannot be kept: over " + Ids.LONGEST + " characters, or with U+0000");
            return false;
        }
        take(event);
        if (!ended()) {
            checkpoints.refusals().forEach(refusal -> task.append(refusal, RowChange.NONE));
        }
        return true;
    }

    /** The agent has lost its task: what it had come to is kept, durably. */
    void keepState(String why) {
        synchronized (this) {
            if (!ended()) {
                checkpoints
                        .givenUp(why)
                        .ifPresent(saving -> task.append(saving.entry(), RowChange.checkpoint(saving.row())));
            }
        }
        task.awaitDurable();
    }

    /** Nothing more comes. */
    synchronized void close() {
        checkpoints.close();
    }

    private void take(StreamResponse event) {
        switch (event.getPayloadCase()) {
            case TASK -> acceptTask(event.getTask());
            case MESSAGE -> acceptMessage(event.getMessage());
            case STATUS_UPDATE -> {
                var update = event.getStatusUpdate();
                if (foreign(update.getTaskId(), event)) {
                    return;
                }
                openWithTask(update.getTaskId(), update.getContextId());
                status(ids.outward(reported(event)), update.getTaskId(), update.getContextId());
            }
            case ARTIFACT_UPDATE -> {
                var update = event.getArtifactUpdate();
                if (foreign(update.getTaskId(), event)) {
                    return;
                }
                openWithTask(update.getTaskId(), update.getContextId());
                if (ended()) {
                    putAside(event, "after the end");
                } else {
                    write(ids.outward(reported(event)), update.getTaskId(), update.getContextId(), null);
                }
            }
            case PAYLOAD_NOT_SET -> putAside(event, "without content");
        }
    }

    /** The event as callers see it: the agent's state stays here. */
    private StreamResponse reported(StreamResponse event) {
        return ended() ? TaskCheckpoints.without(event) : checkpoints.read(event, this::turn);
    }

    private long turn() {
        return task.tried().message();
    }

    /** A message is about to be given to an agent. */
    void begin(long acceptedSequence) {
        message = acceptedSequence;
    }

    /** The mesh's verdict on what it could not deliver: the task fails, and is a dead letter. */
    void fail(Reason reason, String words) {
        fail(reason, words, null);
    }

    /** @param attempt how the attempt ended that this is the verdict on */
    synchronized void fail(Reason reason, String words, @Nullable AttemptEnd attempt) {
        if (!ended()) {
            conclude(Verdict.failed(task, message, reason, words, attempt));
        }
    }

    /** Ends the task with the mesh's word; nothing was left undelivered. */
    synchronized void end(TaskState state, String reason) {
        if (!ended()) {
            conclude(Verdict.ended(task, state, reason));
        }
    }

    /** The verdict on a message that nobody can serve. */
    synchronized void nobody(RouteDecision decision) {
        if (!ended()) {
            openWithTask("", "");
            conclude(Verdict.nobody(task, message, decision));
        }
    }

    /** The verdict on a message that its agent refused, see {@link Verdict#refused}. */
    synchronized void refuse(CallEnd refusal, long unheard, @Nullable AttemptEnd attempt) {
        if (!ended()) {
            conclude(Verdict.refused(task, message, refusal, unheard, attempt));
        }
    }

    private void conclude(Verdict verdict) {
        StreamResponse event = EventStatus.stamped(verdict.event(), clock);
        if (verdict.state() == TaskState.FAILED) {
            event = checkpoints.failing(event, EventStatus.wordsOf(event), this::turn);
        }
        RowChange change = RowChange.status(verdict.state(), EventStatus.timeOf(EventStatus.of(event)), null, null);
        EventEntry.Builder entry = verdict.entry().toBuilder().setEvent(event);
        NewDeadLetter letter = verdict.letter();
        if (letter != null) {
            entry.setDeadLetter(letter.reason());
            change = change.then(RowChange.deadLetter(letter));
        }
        append(new NewEntry(EntryKind.EVENT, entry.build(), clock.instant()), change, event);
    }

    /** An event, and what its agent wants to be saved with it: both or neither. */
    private void append(NewEntry entry, RowChange change, StreamResponse event) {
        checkpoints
                .savingWith(event)
                .ifPresentOrElse(
                        saving -> task.append(
                                List.of(entry, saving.entry()), change.then(RowChange.checkpoint(saving.row()))),
                        () -> task.append(entry, change));
    }

    private void acceptTask(Task said) {
        StreamResponse snapshot = StreamResponse.newBuilder().setTask(said).build();
        if (foreign(said.getId(), snapshot)) {
            return;
        }
        Task offered = reported(snapshot).getTask();
        if (!task.isManaged() && !task.hasShown()) {
            Task mapped = ids.outward(offered);
            status(StreamResponse.newBuilder().setTask(mapped).build(), offered.getId(), offered.getContextId());
            return;
        }
        // a later snapshot: watchers get what is new in it
        task.awaitDurable();
        List<StreamResponse> news = Reconciliation.events(task.toTask(), ids.outward(offered), task.isTurnUnserved());
        for (StreamResponse event : news) {
            if (event.hasStatusUpdate()) {
                status(event, offered.getId(), offered.getContextId());
            } else if (!ended()) {
                write(event, offered.getId(), offered.getContextId(), null);
            }
        }
    }

    private void acceptMessage(Message message) {
        StreamResponse mapped =
                ids.outward(StreamResponse.newBuilder().setMessage(message).build());
        if (ended()) {
            putAside(mapped, "after the end");
        } else if (!task.appendBareMessage(
                entry(mapped, "", message.getContextId()),
                RowChange.bareMessage(clock.instant(), known(message.getContextId())))) {
            status(
                    StreamResponse.newBuilder()
                            .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                                    .setTaskId(task.id())
                                    .setContextId(task.contextId())
                                    .setStatus(TaskStatus.newBuilder()
                                            .setState(TaskState.COMPLETED.wire())
                                            .setMessage(ids.ofTask(message))))
                            .build(),
                    "",
                    message.getContextId());
        }
    }

    /** A stream that does not begin with its Task gets it put before. */
    private void openWithTask(String remoteTask, String remoteContext) {
        if (!task.hasShown()) {
            write(StreamResponse.newBuilder().setTask(task.toTask()).build(), remoteTask, remoteContext, null);
        }
    }

    private void status(StreamResponse event, String remoteTask, String remoteContext) {
        StreamResponse stamped = EventStatus.stamped(event, clock);
        TaskStatus status = EventStatus.of(stamped);
        TaskState next = TaskState.of(status.getState());
        if (next == null) {
            putAside(event, "without a state");
            return;
        }
        StreamResponse told = next == TaskState.FAILED && !ended()
                ? checkpoints.failing(stamped, EventStatus.wordsOf(event), this::turn)
                : stamped;
        switch (Transition.of(task.expectedState(), next)) {
            case Transition.Refused refused -> putAside(event, refused.from() + " to " + refused.to());
            case Transition.Moved moved -> write(told, remoteTask, remoteContext, status);
            case Transition.Unchanged unchanged -> write(told, remoteTask, remoteContext, status);
        }
    }

    private void write(StreamResponse event, String remoteTask, String remoteContext, @Nullable TaskStatus status) {
        TaskState state = status == null ? null : TaskState.of(status.getState());
        Instant at = status == null ? null : EventStatus.timeOf(status);
        append(
                entry(event, remoteTask, remoteContext),
                RowChange.status(state, at, known(remoteTask), known(remoteContext)),
                event);
    }

    private NewEntry entry(StreamResponse event, String remoteTask, String remoteContext) {
        boolean news = task.remoteTask().isEmpty() || task.remoteContext().isEmpty();
        EventEntry.Builder body = EventEntry.newBuilder().setEvent(event);
        if (news) {
            body.setRemoteTaskId(remoteTask).setRemoteContextId(remoteContext);
        }
        return new NewEntry(EntryKind.EVENT, body.build(), clock.instant());
    }

    private static @Nullable String known(String id) {
        return id.isEmpty() ? null : id;
    }

    private boolean foreign(String taskId, StreamResponse event) {
        String remote = task.remoteTask();
        if (remote.isEmpty() || taskId.isEmpty() || remote.equals(taskId)) {
            return false;
        }
        putAside(event, "of another task: " + taskId);
        return true;
    }

    private boolean ended() {
        return task.expectedState().isTerminal();
    }

    private void putAside(StreamResponse event, String reason) {
        if (late++ < MAX_LATE) {
            LateEntry body = LateEntry.newBuilder()
                    .setEvent(TaskCheckpoints.without(event))
                    .setReason(reason)
                    .build();
            task.append(new NewEntry(EntryKind.LATE, body, clock.instant()), RowChange.NONE);
        }
    }
}
