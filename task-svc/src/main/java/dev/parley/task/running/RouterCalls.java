package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.Go;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.task.journal.NotStorableException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one task says to agents through the routers, one call at a time. A router that does not take a call in time is left for
 * another; that the agent has not seen the message is certain until the call is let go. One thread calls; any may end a call.
 */
final class RouterCalls {
    private static final CallStep GO =
            CallStep.newBuilder().setGo(Go.getDefaultInstance()).build();
    private static final long FIRST_PATIENCE_MILLIS = 1_000;
    private static final long MOST_PATIENCE_MILLIS = 8_000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MOST_PAUSE_MILLIS = 2_000;
    private static final CallEnd UNTAKEN =
            CallEnd.newBuilder().setOutcome(CallEnd.Outcome.NOT_ASKED).build();
    private static final CallEnd NOBODY = CallEnd.newBuilder()
            .setOutcome(CallEnd.Outcome.NOT_STARTED)
            .setReason("no router of the mesh took the call")
            .build();

    private final RouterServiceStub router;
    private final RunConfig config;
    private final InstantSource clock;
    private final Holding holding;
    private volatile @Nullable AgentCall<?> current;
    // both by this object's lock: a call is under way that no agent has heard of; none may ever
    private boolean offering;
    private boolean withdrawn;

    RouterCalls(RouterServiceStub router, RunConfig config, InstantSource clock, Holding holding) {
        this.router = router;
        this.config = config;
        this.clock = clock;
        this.holding = holding;
    }

    /** The call under way, for who wants to end it. */
    @Nullable
    AgentCall<?> current() {
        return current;
    }

    /** Sees to it that the agent never hears of the call under way. False when it may have, or there is none. */
    synchronized boolean withdraw() {
        withdrawn |= offering;
        return offering;
    }

    private synchronized boolean letGo(AgentCall<CallStep> call) {
        boolean gone = !withdrawn && holding.isCertain() && call.letGo(GO);
        offering &= !gone;
        return gone;
    }

    private synchronized void setOffering(boolean now) {
        offering = now;
    }

    /**
     * Makes one attempt and waits for its end: NOT_STARTED also when no router took it for {@code choicePatience}.
     *
     * @param whileTaken what must be done before the agent may hear anything; goes on while a router takes the call
     * @param events takes each event; false when there is no use in reading on
     * @param wanted false when the call need not be made any more
     */
    CallEnd call(CallRequest request, Runnable whileTaken, Predicate<StreamResponse> events, BooleanSupplier wanted)
            throws InterruptedException {
        CallStep first = CallStep.newBuilder().setRequest(request).build();
        Runnable before = whileTaken;
        long giveUpAt = clock.millis() + config.choicePatience().toMillis();
        long patience = FIRST_PATIENCE_MILLIS;
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            giveUpAt += holding.awaitCertainty();
            setOffering(true);
            CallEnd end = offer(first, before, patience, events, wanted);
            if (end.getOutcome() != CallEnd.Outcome.NOT_ASKED) {
                return end;
            }
            if (clock.millis() > giveUpAt) {
                setOffering(false);
                return NOBODY;
            }
            before = () -> {};
            TimeUnit.MILLISECONDS.sleep(pause);
            // longer each time: a router that is only slow must not be buried under calls that nobody waits for
            patience = Math.min(patience * 2, MOST_PATIENCE_MILLIS);
            pause = Math.min(pause * 2, MOST_PAUSE_MILLIS);
        }
    }

    /** Offers a call to one router; NOT_ASKED when that did not get as far as the agent. */
    private CallEnd offer(
            CallStep first,
            Runnable whileTaken,
            long patienceMillis,
            Predicate<StreamResponse> events,
            BooleanSupplier wanted)
            throws InterruptedException {
        AgentCall<CallStep> call = new AgentCall<>(events);
        current = call;
        try {
            if (!wanted.getAsBoolean()) { // asked after `current` is set: who ends the task from now on finds the call
                call.hangUp();
                return endOf(call);
            }
            router.call(call).onNext(first);
            call.begun();
            whileTaken.run();
            // asked again: the task may have ended while a router took the call
            boolean gone = call.isTakenWithin(patienceMillis) && wanted.getAsBoolean() && letGo(call);
            if (!gone && !call.end().isDone()) {
                return UNTAKEN;
            }
            CallEnd end = endOf(call);
            return gone || end.getOutcome() != CallEnd.Outcome.OUTCOME_UNSPECIFIED ? end : UNTAKEN;
        } finally {
            current = null;
            if (!call.end().isDone()) { // one that has ended closes by itself
                call.hangUp();
            }
        }
    }

    /** Rejoins a task that the agent has, and waits for the end of that. */
    CallEnd resume(ResumeRequest request, Predicate<StreamResponse> events) throws InterruptedException {
        AgentCall<ResumeRequest> call = new AgentCall<>(events);
        current = call;
        try {
            router.resume(request, call);
            call.begun();
            return endOf(call);
        } finally {
            current = null;
        }
    }

    private static CallEnd endOf(AgentCall<?> call) throws InterruptedException {
        try {
            return call.end().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TaskLostException || e.getCause() instanceof NotStorableException) {
                throw (RuntimeException) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
