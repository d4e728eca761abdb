package dev.parley.task.running;

import com.google.protobuf.Duration;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.NotStorableException;
import dev.parley.task.journal.RowChange;
import dev.parley.task.lifecycle.TaskState;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    private final Routing routing;
    private final RouterCalls calls;
    private final TaskSpans spans;
    private final RunConfig config;
    private final InstantSource clock;
    private final AgentEvents events;
    private final Deque<Run> inbox = new ArrayDeque<>();
    // of the message under way; by the agent's stream
    private volatile boolean heard;
    private volatile boolean perhapsStarted;
    private boolean finished;

    TaskRunner(
            LiveTask task,
            Routing routing,
            RouterServiceStub router,
            TaskSpans spans,
            RunConfig config,
            InstantSource clock) {
        this.spans = spans;
        this.task = task;
        this.routing = routing;
        this.calls = new RouterCalls(router, config, clock);
        this.config = config;
        this.clock = clock;
        this.events = new AgentEvents(task, clock, config.maxTaskBytes());
    }

    /**
     * A message to run, and how far it has come.
     *
     * @param sequence of its entry
     * @param decision who may serve it; null until chosen
     * @param attempt the attempt that is journaled already and must be made next; 0 for none
     * @param continues the caller named the context, so the agent may know it
     */
    record Run(
            AcceptedEntry accepted, long sequence, @Nullable RouteDecision decision, int attempt, boolean continues) {
        boolean isFollowUp() {
            return sequence > 1;
        }
    }

    /** Something to do on the runner's thread. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** Takes one more message of this task; false when the runner has ended and another must be started. */
    boolean offer(Run run) {
        synchronized (this) {
            if (finished) {
                return false;
            }
            inbox.add(run);
        }
        leaveIfAnswered();
        return true;
    }

    /** Messages behind the one that the agent has. */
    record Waiting(int messages, long bytes) {}

    synchronized Waiting waiting() {
        long bytes = 0;
        for (Run run : inbox) {
            bytes += run.accepted().getCall().getRequest().getMessage().getSerializedSize();
        }
        return new Waiting(inbox.size(), bytes);
    }

    /** Some agents leave the stream open until they are authorized, which may be by the very message that comes next. */
    private void leaveIfAnswered() {
        AgentCall<?> answered;
        synchronized (this) {
            answered = inbox.isEmpty() ? null : calls.current();
        }
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

    private synchronized @Nullable Run next() {
        Run run = inbox.poll();
        finished = run == null;
        return run;
    }

    /** Runs to the end; on the runner's own thread. */
    void run() {
        run(() -> {});
    }

    /** Does something first, then runs to the end; on the runner's own thread. */
    void run(Work first) {
        try {
            first.run();
            for (Run run = next(); run != null; run = next()) {
                if (!task.expectedState().isTerminal()) {
                    turn(run);
                }
            }
        } catch (TaskLostException e) {
            log.atWarn().addKeyValue("task_id", task.key()).log("task is run elsewhere");
        } catch (InterruptedException e) {
            // shutting down: the next life takes over
        } catch (NotStorableException e) {
            failAfterBug("The agent sent something that cannot be kept");
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task_id", task.key()).setCause(e).log("task run failed");
            failAfterBug("Internal error of the mesh");
        } finally {
            synchronized (this) {
                finished = true;
            }
        }
    }

    private void turn(Run run) throws InterruptedException {
        if (run.isFollowUp()) {
            task.beginTurn();
        }
        spans.during("dispatch", run.accepted().getCall(), task, () -> serve(run));
        task.awaitDurable();
    }

    private void failAfterBug(String reason) {
        try {
            events.fail(reason);
            task.awaitDurable();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task_id", task.key()).setCause(e).log("task cannot be ended");
        }
    }

    private void serve(Run run) throws InterruptedException {
        heard = false;
        RouteDecision decision = run.decision();
        try {
            if (decision == null) {
                decision = choose(run);
            }
        } catch (A2aException e) {
            events.fail("No agent could be chosen: " + e.text());
            return;
        }
        if (decision.getCandidatesCount() == 0) {
            events.accept(Decisions.nobody(task, decision));
            return;
        }
        attempt(run, decision);
    }

    /** What was accepted is not given up for a service of the mesh that is away for a while. */
    private RouteDecision choose(Run run) throws InterruptedException {
        long giveUpAt = clock.millis() + config.choicePatience().toMillis();
        for (long wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
            try {
                return routing.choose(
                        task.origin(), task.agent(), run.accepted().getCall(), run.continues());
            } catch (A2aException e) {
                boolean passes = e.code() == A2aErrorCode.OVERLOADED || e.code() == A2aErrorCode.DEADLINE_EXCEEDED;
                if (!passes || clock.millis() > giveUpAt || task.expectedState().isTerminal()) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(wait);
            }
        }
    }

    private void attempt(Run run, RouteDecision decision) throws InterruptedException {
        List<Candidate> candidates = decision.getCandidatesList();
        // several candidates are tried once each, a single one again after a moment
        int attempts = Math.min(config.maxAttempts(), candidates.size() > 1 ? candidates.size() : config.maxAttempts());
        CallEnd end = CallEnd.getDefaultInstance();
        for (int n = 1; n <= attempts && !task.expectedState().isTerminal(); n++) {
            Candidate candidate = candidates.get((n - 1) % candidates.size());
            Runnable journaling = n > run.attempt() ? journaling(run, n, candidate, decision) : () -> {};
            end = calls.call(
                    request(run, candidate.getAgentId()),
                    journaling,
                    this::heard,
                    () -> !task.expectedState().isTerminal());
            perhapsStarted |= end.getOutcome() != CallEnd.Outcome.NOT_STARTED;
            if (!mayTryAgain(end, run.accepted().getCall().getNeed().getRetry())) {
                break;
            }
            if (candidates.size() == 1 && n < attempts) {
                TimeUnit.MILLISECONDS.sleep(100L << (2 * n));
            }
        }
        settle(end, heard ? 0 : run.sequence());
    }

    /** Only when the agent cannot have started; under `always` also when it may have, but said nothing. */
    private boolean mayTryAgain(CallEnd end, RetryPolicy policy) {
        if (policy == RetryPolicy.RETRY_POLICY_NEVER) {
            return false;
        }
        return switch (end.getOutcome()) {
            case NOT_STARTED -> true;
            case BROKEN, SILENT ->
                policy == RetryPolicy.RETRY_POLICY_ALWAYS && task.remoteTask().isEmpty();
            case FINISHED, REFUSED, NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    private Runnable journaling(Run run, int number, Candidate candidate, RouteDecision decision) {
        AttemptEntry.Builder attempt = AttemptEntry.newBuilder()
                .setNumber(number)
                .setAgentId(candidate.getAgentId())
                .setEpoch(task.origin().epoch())
                .setDecision(decision)
                .setAcceptedSequence(run.sequence());
        if (task.isManaged() && !run.isFollowUp()) { // later messages go to the same agent
            attempt.setShown(Decisions.shown(task, decision, candidate, Messages.timestamp(clock.instant())));
        }
        return () -> {
            task.append(
                    new NewEntry(EntryKind.ATTEMPT, attempt.build(), clock.instant()),
                    RowChange.agent(candidate.getAgentId()));
            // committed before the first byte goes out: a crash in between must not hide an attempt
            task.awaitDurable();
        };
    }

    private CallRequest request(Run run, String agentId) throws InterruptedException {
        return CallRequest.newBuilder()
                .setAgentId(agentId)
                .setRequest(AgentMessage.of(task, run, agentId, routing))
                .setTaskId(task.id())
                .setIdleTimeout(seconds(config.agentTimeout()))
                .setContext(TraceContexts.inCurrent(run.accepted().getCall().getContext()))
                .build();
    }

    /** @param unheard the message's entry, when the agent has said nothing of it; else 0 */
    private void settle(CallEnd end, long unheard) throws InterruptedException {
        TaskState state = task.expectedState();
        if (state.isTerminal() || end.equals(AgentCall.LEFT)) {
            return;
        }
        switch (end.getOutcome()) {
            case FINISHED -> {
                if (!state.isInterrupted()) {
                    events.fail("The agent ended its answer while the task was " + state);
                }
            }
            case NOT_STARTED -> events.fail("The agent could not be reached: " + end.getReason());
            case BROKEN -> events.fail("The agent's answer broke: " + end.getReason());
            case SILENT -> events.fail(end.getReason());
            case REFUSED -> events.refuse(end, unheard);
            case NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> {
                // cut between us and the router: the agent is still at it, if it has said what it calls the task
                if (task.remoteTask().isEmpty()) {
                    failInterrupted();
                } else {
                    resume(task.remoteTask());
                }
            }
        }
    }

    /**
     * Goes on with a task that an agent had already begun when its owner died: asks the agent what became of it, until
     * {@code resumePatience} is over.
     *
     * @param accepted the message that it had begun with, in whose trace it is
     */
    void resume(AcceptedEntry accepted, String remoteTask) throws InterruptedException {
        spans.during("resume", accepted.getCall(), task, () -> resume(remoteTask));
    }

    private void resume(String remoteTask) throws InterruptedException {
        ResumeRequest request = ResumeRequest.newBuilder()
                .setAgentId(task.agent())
                .setRemoteTaskId(remoteTask)
                .setTaskId(task.id())
                .setIdleTimeout(seconds(config.agentTimeout()))
                .build();
        long giveUpAt = clock.millis() + config.resumePatience().toMillis();
        for (long wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
            CallEnd end = calls.resume(request, this::heard);
            boolean again = switch (end.getOutcome()) {
                case NOT_STARTED, BROKEN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> true;
                case FINISHED, SILENT, REFUSED, NOT_ASKED -> false;
            };
            if (!again || task.expectedState().isTerminal() || clock.millis() > giveUpAt) {
                settleResumed(end);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(wait);
        }
    }

    private void settleResumed(CallEnd end) throws InterruptedException {
        if (end.getOutcome() == CallEnd.Outcome.FINISHED) {
            settle(end, 0);
        } else if (!task.expectedState().isTerminal() && !task.wantsAuthorization()) {
            events.fail("Interrupted, and the agent cannot say what became of it: " + end.getReason());
        }
    }

    /** The verdict on a task that was handed to an agent before its owner died, and never answered with an id. */
    void failInterrupted() {
        events.fail("interrupted, the agent may have started");
        task.awaitDurable();
    }

    /** Ends the task for the mesh, whatever the agent does. */
    void end(TaskState state, String reason) {
        events.end(state, reason);
    }

    /** What the agent said outside its stream: the answer to a cancel. */
    void take(StreamResponse event) {
        events.accept(event);
    }

    /** Keeps the message under way from its agent. False when one may have heard of it, in this attempt or one before. */
    boolean withdraw() {
        return !perhapsStarted && calls.withdraw();
    }

    /** Stops listening to the agent: the task has ended without it. */
    void hangUp() {
        AgentCall<?> running = calls.current();
        if (running != null) {
            running.hangUp();
        }
    }

    private static Duration seconds(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.toSeconds())
                .setNanos(duration.toNanosPart())
                .build();
    }
}
