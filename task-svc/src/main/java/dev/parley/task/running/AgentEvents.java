package dev.parley.task.running;

import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.LateEntry;
import dev.parley.task.journal.EntryKind;
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
    private int late;

    AgentEvents(LiveTask task, InstantSource clock, long maxBytes) {
        this.task = task;
        this.ids = new Ids(task.id(), task.contextId());
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** False when the mesh has ended the task over this event: there is no use in reading on. */
    synchronized boolean accept(StreamResponse event) {
        if (!ended() && task.bytes() > maxBytes) {
            fail("The task grew beyond " + maxBytes + " bytes");
            return false;
        }
        if (!ended() && !Ids.areUsable(event)) {
            fail("The agent gave an id that cannot be kept: over " + Ids.LONGEST + " characters, or with U+0000");
            return false;
        }
        take(event);
        return true;
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
                status(ids.outward(event), update.getTaskId(), update.getContextId());
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
                    write(ids.outward(event), update.getTaskId(), update.getContextId(), null);
                }
            }
            case PAYLOAD_NOT_SET -> putAside(event, "without content");
        }
    }

    /** The mesh's own verdict. */
    void fail(String reason) {
        end(TaskState.FAILED, reason);
    }

    synchronized void end(TaskState state, String reason) {
        if (!ended()) {
            status(verdict(state, words(state, reason)), "", "");
        }
    }

    /**
     * What becomes of a task whose agent refused a message: it fails; but a follow-up that is wrong in itself leaves it as it was,
     * for the agent still waits.
     *
     * @param unheard the message's entry, when the error is all that the agent said of it; else 0
     */
    synchronized void refuse(CallEnd refusal, long unheard) {
        if (ended()) {
            return;
        }
        boolean waitsOn = unheard > 1
                && task.expectedState().isInterrupted()
                && AgentRefusal.isOfMessage(refusal.getAgentErrorCode());
        TaskState state = waitsOn ? task.expectedState() : TaskState.FAILED;
        String id = task.id() + (waitsOn ? "-refused-" + unheard : "-failed");
        Message words = AgentRefusal.marked(
                Messages.ofMesh(id, "The agent refused: " + refusal.getReason()), refusal.getAgentErrorCode());
        EventEntry.Builder body = EventEntry.newBuilder().setEvent(stamp(verdict(state, words)));
        if (unheard > 0) {
            body.setRefused(AgentRefusal.of(unheard, refusal));
        }
        Instant now = clock.instant();
        task.append(new NewEntry(EntryKind.EVENT, body.build(), now), RowChange.status(state, now, null, null));
    }

    private Message words(TaskState state, String reason) {
        return Messages.ofMesh(task.id() + "-" + state.name().toLowerCase(java.util.Locale.ROOT), reason);
    }

    /** The Task where nothing has been shown of it: a stream begins with that (A2A 1.0.1 §3.1.2). */
    private StreamResponse verdict(TaskState state, Message words) {
        TaskStatus.Builder status =
                TaskStatus.newBuilder().setState(state.wire()).setMessage(ids.ofTask(words));
        StreamResponse.Builder event = StreamResponse.newBuilder();
        if (!task.hasShown()) {
            return event.setTask(task.toTask().toBuilder().setStatus(status)).build();
        }
        return event.setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(task.id())
                        .setContextId(task.contextId())
                        .setStatus(status))
                .build();
    }

    private void acceptTask(Task offered) {
        if (foreign(
                offered.getId(), StreamResponse.newBuilder().setTask(offered).build())) {
            return;
        }
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
        StreamResponse stamped = stamp(event);
        TaskStatus status = stamped.hasTask()
                ? stamped.getTask().getStatus()
                : stamped.getStatusUpdate().getStatus();
        TaskState next = TaskState.of(status.getState());
        if (next == null) {
            putAside(event, "without a state");
            return;
        }
        switch (Transition.of(task.expectedState(), next)) {
            case Transition.Refused refused -> putAside(event, refused.from() + " to " + refused.to());
            case Transition.Moved moved -> write(stamped, remoteTask, remoteContext, status);
            case Transition.Unchanged unchanged -> write(stamped, remoteTask, remoteContext, status);
        }
    }

    private void write(StreamResponse event, String remoteTask, String remoteContext, @Nullable TaskStatus status) {
        TaskState state = status == null ? null : TaskState.of(status.getState());
        Instant at = status == null ? null : instant(status.getTimestamp());
        task.append(
                entry(event, remoteTask, remoteContext),
                RowChange.status(state, at, known(remoteTask), known(remoteContext)));
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
            LateEntry body =
                    LateEntry.newBuilder().setEvent(event).setReason(reason).build();
            task.append(new NewEntry(EntryKind.LATE, body, clock.instant()), RowChange.NONE);
        }
    }

    /** Every status carries a time: the agent's, or ours when it gave none that makes sense. */
    private StreamResponse stamp(StreamResponse event) {
        TaskStatus status = event.hasTask()
                ? event.getTask().getStatus()
                : event.getStatusUpdate().getStatus();
        if (status.hasTimestamp() && instant(status.getTimestamp()) != null) {
            return event;
        }
        TaskStatus stamped = status.toBuilder()
                .setTimestamp(Messages.timestamp(clock.instant()))
                .build();
        return event.hasTask()
                ? event.toBuilder()
                        .setTask(event.getTask().toBuilder().setStatus(stamped))
                        .build()
                : event.toBuilder()
                        .setStatusUpdate(event.getStatusUpdate().toBuilder().setStatus(stamped))
                        .build();
    }

    private @Nullable Instant instant(Timestamp timestamp) {
        long seconds = timestamp.getSeconds();
        // years 2000 to 2200: what PostgreSQL and every client can hold
        return seconds < 946_684_800L || seconds > 7_258_118_400L
                ? null
                : Instant.ofEpochSecond(seconds, timestamp.getNanos());
    }
}
