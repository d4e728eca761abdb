package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.running.Intake.Accepted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Answers a send: at once, at the agent's first word, or when the task stops, as the caller and the endpoint ask. */
final class Sending {
    private static final Duration BARE_MESSAGE = Duration.ofSeconds(5);

    private final Intake intake;
    private final LiveTasks live;
    private final JournalStore store;
    private final InstantSource clock;

    Sending(Intake intake, LiveTasks live, JournalStore store, InstantSource clock) {
        this.intake = intake;
        this.live = live;
        this.store = store;
        this.clock = clock;
    }

    /**
     * @param atMost how long the caller waits; then it gets the task as it is
     * @throws A2aException also the agent's own error to this message, see {@link AgentRefusal#answerTo}
     */
    SendMessageReply send(Principal principal, SendMessageCall call, Duration atMost, Tasks.Caller caller)
            throws InterruptedException {
        Accepted accepted = intake.accept(principal, call);
        caller.accepted(accepted.key().toString());
        SendMessageConfiguration wishes = call.getRequest().getConfiguration();
        Answer answer = answer(accepted, wishes, atMost);
        Optional<A2aException> refusal = wishes.getReturnImmediately()
                ? Optional.empty()
                : AgentRefusal.answerTo(answer.task().origin(), answer.seen(), accepted.sequence());
        SendMessageReply reply = reply(answer, wishes);
        if (!caller.hasLeft()) {
            intake.answered(accepted);
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return reply;
    }

    /** What the caller is told of. */
    private record Answer(LiveTask task, Seen seen) {}

    private Answer answer(Accepted accepted, SendMessageConfiguration wishes, Duration atMost)
            throws InterruptedException {
        LiveTask task = accepted.task();
        long deadline = clock.millis() + atMost.toMillis();
        if (task != null) {
            try {
                return fromMemory(task, accepted, wishes, atMost);
            } catch (TaskLostException takenOver) {
                // this instance was taken for lost: the task goes on elsewhere, and so does the journal
            }
        }
        return fromJournal(accepted, wishes, deadline);
    }

    private Answer fromMemory(LiveTask task, Accepted accepted, SendMessageConfiguration wishes, Duration atMost)
            throws InterruptedException {
        // shown with its acceptance: nobody else need say a word
        boolean shown = task.isManaged() || task.seen().statusSequence() == accepted.sequence();
        if (wishes.getReturnImmediately() && shown) {
            return new Answer(task, task.seen());
        }
        boolean firstWord = wishes.getReturnImmediately();
        Seen seen = task.await(atMost, now -> {
                    boolean enough = firstWord && now.statusSequence() > accepted.sequence();
                    return enough || now.message() != null || now.stoppedAfter(accepted.sequence())
                            ? Optional.of(now)
                            : Optional.empty();
                })
                .orElseGet(task::seen);
        if (seen.statusSequence() == 0 && seen.message() == null && !task.promiseTask()) {
            // a bare message is being written at this moment: that is the answer
            seen = task.await(BARE_MESSAGE, now -> now.message() == null ? Optional.<Seen>empty() : Optional.of(now))
                    .orElseGet(task::seen);
        }
        return new Answer(task, seen);
    }

    private static SendMessageReply reply(Answer answer, SendMessageConfiguration wishes) {
        LiveTask task = answer.task();
        Seen seen = answer.seen();
        SendMessageReply.Builder reply =
                SendMessageReply.newBuilder().setTaskId(task.id()).setSequence(seen.lastSequence());
        if (seen.message() != null) {
            return reply.setMessage(seen.message()).build();
        }
        return reply.setTask(Messages.withHistory(task.toTask(), wishes.hasHistoryLength(), wishes.getHistoryLength()))
                .build();
    }

    /** It joined a task that is not run here: it has ended, or another instance runs it. */
    private Answer fromJournal(Accepted accepted, SendMessageConfiguration wishes, long deadline)
            throws InterruptedException {
        while (true) {
            TaskState state = store.position(accepted.key())
                    .orElseThrow(() -> TaskKey.notFound(accepted.key().toString()))
                    .state();
            boolean late = clock.millis() > deadline || wishes.getReturnImmediately();
            if (late || state.isTerminal() || state.isInterrupted()) {
                LiveTask task = live.load(store.find(accepted.key()).orElseThrow(), false);
                if (late || task.seen().stoppedAfter(accepted.sequence())) {
                    return new Answer(task, task.seen());
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
