package dev.parley.task.running;

import com.google.protobuf.Duration;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.dispatch.Lane;
import dev.parley.task.dispatch.Ticket;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.retry.Retries;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives a task's messages to agents: each attempt waits for its place, is journaled, and is made; while none can have started there
 * may be another. On the runner's thread.
 */
final class Attempts {
    private final LiveTask task;
    private final RouterCalls calls;
    private final Routing routing;
    private final Retries retries;
    private final Turnstile turnstile;
    private final Turn turn;
    private final RunConfig config;
    private final InstantSource clock;

    Attempts(
            LiveTask task,
            RouterCalls calls,
            Routing routing,
            Retries retries,
            Turnstile turnstile,
            Turn turn,
            RunConfig config,
            InstantSource clock) {
        this.task = task;
        this.calls = calls;
        this.routing = routing;
        this.retries = retries;
        this.turnstile = turnstile;
        this.turn = turn;
        this.config = config;
        this.clock = clock;
    }

    /**
     * How the last attempt ended.
     *
     * @param last the same for the journal; null when there was none
     * @param spent the agent was not tried again, for its retry budget is spent
     * @param calledOff the message was called off while it waited for its place
     */
    record Result(CallEnd end, @Nullable AttemptEnd last, boolean spent, boolean calledOff) {}

    /**
     * @param again from where the agent goes on, which has lost the task; null where it begins
     * @param events takes each event; false when there is no use in reading on
     * @param hangUp ends the call under way: the task has ended before its attempt was journaled
     */
    Result make(
            Run run, RouteDecision decision, @Nullable GoingOn again, Predicate<StreamResponse> events, Runnable hangUp)
            throws InterruptedException {
        List<Candidate> candidates = decision.getCandidatesList();
        // several candidates are tried once each, a single one again after a moment
        int most = Math.min(config.maxAttempts(), candidates.size() > 1 ? candidates.size() : config.maxAttempts());
        CallEnd end = CallEnd.getDefaultInstance();
        AttemptEnd last = again == null ? null : again.lost();
        int before = again == null ? 0 : task.tried().attempts();
        for (int n = 1; n <= most && !task.expectedState().isTerminal(); n++) {
            Candidate candidate = candidates.get((n - 1) % candidates.size());
            int number = before + n;
            if (n <= candidates.size() && again == null) {
                retries.first(task.key().tenant(), candidate.getAgentId());
            }
            Ticket given = number == 1 ? run.place() : null;
            try (Ticket place = turn.awaitPlace(given, () -> queue(run, candidate))) {
                if (place == null) {
                    return new Result(end, last, false, true);
                }
                end = calls.call(
                        request(run, candidate.getAgentId(), again),
                        number > run.attempt()
                                ? journaling(attempt(run, number, candidate, decision, last, again), again, hangUp)
                                : () -> {},
                        events,
                        () -> !task.expectedState().isTerminal());
                place.over(couldNotTakeIt(end));
            }
            last = AttemptEnds.of(number, candidate.getAgentId(), end);
            if (!mayTryAgain(end, run.need().getRetry())) {
                break;
            }
            if (candidates.size() == 1 && n < most && !mayRepeat(candidate.getAgentId(), n)) {
                return new Result(end, last, true, false);
            }
        }
        return new Result(end, last, false, false);
    }

    private Ticket queue(Run run, Candidate candidate) {
        return turnstile.queue(new Lane(task.key().tenant(), candidate.getAgentId()), run.priority());
    }

    /** An agent that is out of reach, silent, or answers with a bare HTTP status (code 0) as overloaded servers do. */
    static boolean couldNotTakeIt(CallEnd end) {
        return switch (end.getOutcome()) {
            case NOT_STARTED, SILENT -> true;
            case REFUSED -> end.getAgentErrorCode() == 0;
            case FINISHED, BROKEN, NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    /** Waits before another attempt at the same agent; false when its retry budget is spent. */
    boolean mayRepeat(String agentId, int failures) throws InterruptedException {
        if (!retries.mayRepeat(task.key().tenant(), agentId)) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(retries.pause(failures).toNanos());
        return true;
    }

    /** Only when the agent cannot have started; under `always` also when it may have, but said nothing. */
    private boolean mayTryAgain(CallEnd end, RetryPolicy policy) {
        if (policy == RetryPolicy.RETRY_POLICY_NEVER) {
            return false;
        }
        return switch (end.getOutcome()) {
            case NOT_STARTED -> true;
            // without an outcome: cut between us and the router
            case BROKEN, SILENT, OUTCOME_UNSPECIFIED ->
                policy == RetryPolicy.RETRY_POLICY_ALWAYS
                        && !end.equals(AgentCall.LEFT)
                        && task.remoteTask().isEmpty();
            case FINISHED, REFUSED, NOT_ASKED, UNRECOGNIZED -> false;
        };
    }

    /** @param before how the attempt before it ended; null for a message's first */
    private AttemptEntry attempt(
            Run run,
            int number,
            Candidate candidate,
            RouteDecision decision,
            @Nullable AttemptEnd before,
            @Nullable GoingOn again) {
        AttemptEntry.Builder attempt = AttemptEntry.newBuilder()
                .setNumber(number)
                .setAgentId(candidate.getAgentId())
                .setEpoch(task.origin().epoch())
                .setDecision(decision)
                .setAcceptedSequence(run.sequence());
        if (before != null) {
            attempt.setAfter(before);
        }
        if (again != null) {
            attempt.setResumedFrom(again.from().getRef());
        } else if (task.isManaged() && !run.isFollowUp()) { // later messages go to the same agent
            attempt.setShown(Decisions.shown(task, decision, candidate, Messages.timestamp(clock.instant())));
        }
        return attempt.build();
    }

    private Runnable journaling(AttemptEntry attempt, @Nullable GoingOn again, Runnable hangUp) {
        String agent = attempt.getAgentId();
        return () -> {
            boolean goesOn = task.appendUnlessEnded(
                    new NewEntry(EntryKind.ATTEMPT, attempt, clock.instant()),
                    again == null ? RowChange.agent(agent) : RowChange.newAttempt(agent));
            if (!goesOn) {
                hangUp.run(); // canceled meanwhile: nobody is called, and nothing is shown after the end
                return;
            }
            // committed before the first byte goes out: a crash in between must not hide an attempt
            task.awaitDurable();
        };
    }

    private CallRequest request(Run run, String agentId, @Nullable GoingOn again) throws InterruptedException {
        return CallRequest.newBuilder()
                .setAgentId(agentId)
                .setRequest(
                        again == null
                                ? AgentMessage.of(task, run, agentId, routing)
                                : AgentMessage.goingOn(again.from(), task, run, agentId, routing))
                .setTaskId(task.id())
                .setIdleTimeout(seconds(config.agentTimeout()))
                .setContext(TraceContexts.inCurrent(run.accepted().getCall().getContext()))
                .build();
    }

    static Duration seconds(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.toSeconds())
                .setNanos(duration.toNanosPart())
                .build();
    }
}
