package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.checkpoint.CheckpointRecovery;
import dev.parley.task.checkpoint.Checkpointing;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.NotStorableException;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.retry.Retries;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task on its own virtual thread until it stops: its messages in order, each by attempts, every attempt durable
 * before its first byte goes out. It ends when the task is terminal, or waits for its caller with nothing left to send.
 */
final class TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

    private final LiveTask task;
    private final RouterCalls calls;
    private final TaskSpans spans;
    private final AgentEvents events;
    private final Choosing choosing;
    private final Attempts attempts;
    private final Rejoining rejoining;
    private final Turn turn;
    private final CheckpointRecovery recovery;
    // of the message under way; by the agent's stream
    private volatile boolean heard;
    private volatile boolean mayStartTwice;

    TaskRunner(
            LiveTask task,
            Routing routing,
            RouterServiceStub router,
            TaskSpans spans,
            Retries retries,
            Turnstile turnstile,
            Checkpointing checkpoints,
            RunConfig config,
            InstantSource clock,
            Holding holding) {
        this.spans = spans;
        this.turn = new Turn(clock);
        this.task = task;
        this.calls = new RouterCalls(router, config, clock, holding);
        this.recovery = checkpoints.recovery();
        this.events = new AgentEvents(
                task,
                clock,
                config.maxTaskBytes(),
                checkpoints.ofTask(task.key(), task.checkpoints().last()));
        this.choosing = new Choosing(task, routing, config, clock);
        this.rejoining = new Rejoining(task, calls, turnstile, config, clock);
        this.attempts = new Attempts(task, calls, routing, retries, turnstile, turn, config, clock);
    }

    /** Something to do on the runner's thread. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** Some agents leave the stream open until they are authorized, which may be by the very message that comes next. */
    void leaveIfAnswered() {
        AgentCall<?> answered = task.inbox().isEmpty() ? null : calls.current();
        if (answered != null && task.wantsAuthorization()) {
            answered.leave();
        }
    }

    private boolean heard(StreamResponse event) {
        heard = true;
        boolean more = events.accept(event);
        leaveIfAnswered();
        return more;
    }

    /** Runs to the end; on the runner's own thread. */
    void run() {
        run(() -> {});
    }

    /** Does something first, then runs to the end; on the runner's own thread. */
    void run(Work first) {
        try {
            first.run();
            for (Run run = task.inbox().next(); run != null; run = task.inbox().next()) {
                try {
                    if (!task.expectedState().isTerminal()) {
                        turn(run);
                    }
                } finally {
                    run.release();
                }
            }
        } catch (TaskLostException e) {
            log.atWarn().addKeyValue("task_id", task.key()).log("task is run elsewhere");
        } catch (InterruptedException e) {
            // shutting down: the next life takes over
        } catch (NotStorableException e) {
            failAfterBug(Reason.BROKEN, "The agent sent something that cannot be kept");
            task.inbox().leave();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task_id", task.key()).setCause(e).log("task run failed");
            failAfterBug(Reason.INTERNAL, "Internal error of the mesh");
            task.inbox().leave();
        } finally {
            events.close();
        }
    }

    private void turn(Run run) throws InterruptedException {
        if (run.isFollowUp()) {
            task.beginTurn();
        }
        spans.during("dispatch", run.accepted().getCall(), task, () -> serve(run));
        task.awaitDurable();
    }

    private void failAfterBug(Reason reason, String words) {
        try {
            events.fail(reason, words);
            task.awaitDurable();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task_id", task.key()).setCause(e).log("task cannot be ended");
        }
    }

    private void serve(Run run) throws InterruptedException {
        heard = false;
        events.begin(run.sequence());
        mayStartTwice = run.need().getRetry() == RetryPolicy.RETRY_POLICY_ALWAYS;
        if (run.need().hasStartAt()
                && !turn.awaitTime(ProtoTime.instant(run.need().getStartAt()))) {
            return;
        }
        RouteDecision decision = run.decision();
        try {
            if (decision == null) {
                decision = choosing.choose(run);
            }
        } catch (A2aException e) {
            events.fail(Reason.NO_AGENT, "No agent could be chosen: " + e.text());
            return;
        }
        if (decision.getCandidatesCount() == 0) {
            events.nobody(decision);
            return;
        }
        attempt(run, decision, null);
    }

    private void attempt(Run run, RouteDecision decision, @Nullable GoingOn again) throws InterruptedException {
        Attempts.Result result = attempts.make(run, decision, again, this::heard, this::hangUp);
        if (result.calledOff()) {
            return;
        }
        if (result.spent()) {
            events.fail(
                    Reason.BUDGET_SPENT,
                    "The agent was not tried again, for its retry budget is spent: "
                            + result.end().getReason(),
                    result.last());
        } else {
            settle(run, result.end(), heard ? 0 : run.sequence(), result.last());
        }
    }

    /**
     * @param unheard the message's entry, when the agent has said nothing of it; else 0
     * @param attempt how the attempt ended whose end this is; null when it is no attempt's
     */
    private void settle(Run run, CallEnd end, long unheard, @Nullable AttemptEnd attempt) throws InterruptedException {
        TaskState state = task.expectedState();
        if (state.isTerminal() || end.equals(AgentCall.LEFT)) {
            return;
        }
        switch (end.getOutcome()) {
            case FINISHED -> {
                if (!state.isInterrupted()) {
                    events.fail(Reason.BROKEN, "The agent ended its answer while the task was " + state, attempt);
                }
            }
            case NOT_STARTED ->
                events.fail(Reason.UNREACHABLE, "The agent could not be reached: " + end.getReason(), attempt);
            case BROKEN -> {
                if (end.getAgentAway() && !task.remoteTask().isEmpty()) {
                    // it may be at it all the same, or have its tasks on disk
                    resume(run, task.remoteTask());
                } else if (!fromCheckpoint(run, end)) {
                    events.fail(Reason.BROKEN, "The agent's answer broke: " + end.getReason(), attempt);
                }
            }
            case SILENT -> events.fail(Reason.SILENT, end.getReason(), attempt);
            case REFUSED -> events.refuse(end, unheard, attempt);
            case NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> {
                // cut between us and the router: the agent is still at it, if it has said what it calls the task
                if (task.remoteTask().isEmpty()) {
                    failInterrupted();
                } else {
                    resume(run, task.remoteTask());
                }
            }
        }
    }

    /**
     * Goes on with a task that an agent had already begun when its owner died: asks the agent what became of it, until
     * {@code resumePatience} is over.
     *
     * @param begun the message that it had begun with, in whose trace it is
     */
    void goOn(Run begun, String remoteTask) throws InterruptedException {
        spans.during("resume", begun.accepted().getCall(), task, () -> resume(begun, remoteTask));
    }

    private void resume(Run run, String remoteTask) throws InterruptedException {
        CallEnd end = rejoining.rejoin(remoteTask, this::heard);
        if (end.getOutcome() == CallEnd.Outcome.FINISHED) {
            settle(run, end, 0, null);
        } else if (!task.expectedState().isTerminal() && !task.wantsAuthorization() && !fromCheckpoint(run, end)) {
            events.fail(
                    Reason.MAY_HAVE_STARTED,
                    "Interrupted, and the agent cannot say what became of it: " + end.getReason());
        }
    }

    /** Gives a task that its agent has lost to it again, where it can go on from its last checkpoint; false where that cannot be. */
    private boolean fromCheckpoint(Run run, CallEnd answer) throws InterruptedException {
        if (!CheckpointRecovery.isLost(answer) || run.need().getRetry() == RetryPolicy.RETRY_POLICY_NEVER) {
            return false;
        }
        events.keepState("the agent lost its task");
        if (!recovery.isThinkable(answer, task.checkpoints(), run.sequence())) {
            return false;
        }
        Optional<RouteDecision> able = choosing.resumable(run);
        Optional<Checkpoint> from =
                able.isEmpty() ? Optional.empty() : recovery.await(task.key(), run.sequence(), task::isLost);
        int made = task.tried().attempts();
        if (from.isEmpty() || !attempts.mayRepeat(task.agent(), Math.max(1, made))) {
            return false;
        }
        heard = false;
        recovery.begins();
        attempt(run, able.get(), new GoingOn(from.get(), AttemptEnds.of(made, task.agent(), answer)));
        return true;
    }

    /** The verdict on a task that was handed to an agent before its owner died, and never answered with an id. */
    void failInterrupted() {
        events.fail(Reason.MAY_HAVE_STARTED, "interrupted, the agent may have started");
        task.awaitDurable();
    }

    /** Ends the task for the mesh, whatever the agent does. */
    void end(TaskState state, String reason) {
        events.end(state, reason);
    }

    /** The time that its caller gave the task is over. */
    void expire() {
        events.fail(Reason.DEADLINE, "The task had not ended by its deadline");
    }

    /** What the agent said outside its stream: the answer to a cancel. */
    void take(StreamResponse event) {
        events.accept(event);
    }

    /** Keeps the message under way from its agent. False when one may have heard of it, in this attempt, one before or another life. */
    boolean withdraw() {
        return turn.callOff() || (!mayStartTwice && calls.withdraw());
    }

    /** Stops listening to the agent, or waiting for it: the task has ended without it. */
    void hangUp() {
        turn.callOff();
        AgentCall<?> running = calls.current();
        if (running != null) {
            running.hangUp();
        }
    }
}
