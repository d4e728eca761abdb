package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.task.journal.NewDeadLetter;
import dev.parley.task.lifecycle.TaskState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mesh's own word on a task: how it ends without its agent, or that a refused message leaves it as it was. Worded here, written
 * by {@link AgentEvents}.
 *
 * @param event as watchers see it
 * @param entry what the journal says of it beside the event
 * @param letter what the task becomes by ending so; null when nothing was left undelivered
 */
record Verdict(
        StreamResponse event,
        TaskState state,
        EventEntry entry,
        @Nullable NewDeadLetter letter) {
    /**
     * What could not be delivered: the task fails, and is a dead letter.
     *
     * @param message the entry of the message under way; 0 where only the journal says which that is
     * @param attempt how the attempt ended that this is the verdict on; null when it is on none
     */
    static Verdict failed(LiveTask task, long message, Reason reason, String words, @Nullable AttemptEnd attempt) {
        return new Verdict(
                event(task, TaskState.FAILED, named(task, TaskState.FAILED, words)),
                TaskState.FAILED,
                entry(attempt).build(),
                letter(task, message, reason, words));
    }

    static Verdict ended(LiveTask task, TaskState state, String reason) {
        return new Verdict(
                event(task, state, named(task, state, reason)), state, EventEntry.getDefaultInstance(), null);
    }

    /** Nobody can serve the message. */
    static Verdict nobody(LiveTask task, long message, RouteDecision decision) {
        return new Verdict(
                new Ids(task.id(), task.contextId()).outward(Decisions.nobody(task, decision)),
                TaskState.FAILED,
                EventEntry.newBuilder().setDecision(decision).build(),
                letter(task, message, Reason.NO_AGENT, decision.getSummary()));
    }

    /**
     * What becomes of a task whose agent refused a message: it fails; but a follow-up that is wrong in itself leaves it as it was,
     * for the agent still waits.
     *
     * @param message as in {@link #failed}
     * @param unheard the message's entry, when the error is all that the agent said of it; else 0
     * @param attempt how the attempt ended, which is with that error
     */
    static Verdict refused(LiveTask task, long message, CallEnd refusal, long unheard, @Nullable AttemptEnd attempt) {
        boolean ofMessage = AgentRefusal.isOfMessage(refusal.getAgentErrorCode());
        boolean waitsOn = unheard > 1 && task.expectedState().isInterrupted() && ofMessage;
        TaskState state = waitsOn ? task.expectedState() : TaskState.FAILED;
        String said = "The agent refused: " + refusal.getReason();
        String id = task.id() + (waitsOn ? "-refused-" + unheard : "-failed");
        Message words = AgentRefusal.marked(Messages.ofMesh(id, said), refusal.getAgentErrorCode());
        EventEntry.Builder entry = entry(attempt);
        if (unheard > 0) {
            entry.setRefused(AgentRefusal.of(unheard, refusal));
        }
        boolean undelivered = state == TaskState.FAILED && !ofMessage;
        return new Verdict(
                event(task, state, words),
                state,
                entry.build(),
                undelivered ? letter(task, message, Reason.AGENT_ERROR, said) : null);
    }

    private static EventEntry.Builder entry(@Nullable AttemptEnd end) {
        EventEntry.Builder entry = EventEntry.newBuilder();
        return end == null ? entry : entry.setAttemptEnd(end);
    }

    private static NewDeadLetter letter(LiveTask task, long message, Reason reason, String detail) {
        CommittedTask.Tried tried = task.tried().of(message);
        return new NewDeadLetter(
                reason,
                detail,
                tried.attempts(),
                task.agent(),
                task.origin().subject(),
                task.origin().endpoint(),
                Math.max(1, tried.message()));
    }

    private static Message named(LiveTask task, TaskState state, String words) {
        return Messages.ofMesh(task.id() + "-" + state.name().toLowerCase(Locale.ROOT), words);
    }

    /** The Task where nothing has been shown of it: a stream begins with that (A2A 1.0.1 §3.1.2). */
    private static StreamResponse event(LiveTask task, TaskState state, Message words) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setState(state.wire())
                .setMessage(new Ids(task.id(), task.contextId()).ofTask(words));
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
}
