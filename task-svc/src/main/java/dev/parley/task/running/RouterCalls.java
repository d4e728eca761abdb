package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.Go;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceStub;
import dev.parley.task.journal.NotStorableException;
import java.time.Duration;
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
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(8);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(2);
    private static final CallEnd UNTAKEN =
            CallEnd.newBuilder().setOutcome(CallEnd.Outcome.NOT_ASKED).build();
    private static final CallEnd NOBODY = CallEnd.newBuilder()
            .setOutcome(CallEnd.Outcome.NOT_STARTED)
            .setReason("no router of the mesh took the call")
            .build();

    private final RouterServiceStub router;
    private final RunConfig config;
    private final InstantSource clock;
    private volatile @Nullable AgentCall<?> current;
    // both by this object's lock: a call is under way that no agent has heard of; none may ever
    private boolean offering;
    private boolean withdrawn;

    RouterCalls(RouterServiceStub router, RunConfig config, InstantSource clock) {
        this.router = router;
        this.config = config;
        this.clock = clock;
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
        boolean gone = !withdrawn && call.letGo(GO);
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
        Duration patience = FIRST_PATIENCE;
        Duration pause = FIRST_PAUSE;
        while (true) {
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
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            // longer each time: a router that is only slow must not be buried under calls that nobody waits for
            patience = doubled(patience, MOST_PATIENCE);
            pause = doubled(pause, MOST_PAUSE);
        }
    }

    /** Offers a call to one router; NOT_ASKED when that did not get as far as the agent. */
    private CallEnd offer(
            CallStep first,
            Runnable whileTaken,
            Duration patience,
            Predicate<StreamResponse> events,
            BooleanSupplier wanted)
            throws InterruptedException {
        AgentCall<CallStep> call = new AgentCall<>(events);
        current = call;
        if (!wanted.getAsBoolean()) { // asked after `current` is set: who ends the task from now on finds the call
            call.hangUp();
            return endOf(call);
        }
        try {
            router.call(call).onNext(first);
            call.begun();
            whileTaken.run();
            boolean gone = call.isTakenWithin(patience) && letGo(call);
            if (!gone && !call.end().isDone()) {
                return UNTAKEN;
            }
            CallEnd end = endOf(call);
            return gone || end.getOutcome() != CallEnd.Outcome.OUTCOME_UNSPECIFIED ? end : UNTAKEN;
        } finally {
            current = null;
            if (!call.end().isDone()) { // one that has ended closes by itself
                call.drop();
            }
        }
    }

    private static Duration doubled(Duration time, Duration most) {
        Duration twice = time.multipliedBy(2);
        return twice.compareTo(most) < 0 ? twice : most;
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
