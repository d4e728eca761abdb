package dev.parley.task.running;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RouteDecision;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Has agents chosen for what was accepted, which is not given up for a service of the mesh that is away for a while. On the runner's
 * thread.
 */
final class Choosing {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final LiveTask task;
    private final Routing routing;
    private final RunConfig config;
    private final InstantSource clock;

    Choosing(LiveTask task, Routing routing, RunConfig config, InstantSource clock) {
        this.task = task;
        this.routing = routing;
        this.config = config;
        this.clock = clock;
    }

    /** @throws A2aException when nobody can tell within {@code choicePatience}, or nobody ever could */
    RouteDecision choose(Run run) throws InterruptedException {
        long giveUpAt = clock.millis() + config.choicePatience().toMillis();
        for (long wait = FIRST_PAUSE_MILLIS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MILLIS)) {
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

    /** The agent that has the task, if its card says today that it goes on from checkpoints. */
    Optional<RouteDecision> resumable(Run run) throws InterruptedException {
        try {
            return Optional.of(choose(run))
                    .filter(decision -> decision.getCandidatesCount() > 0
                            && decision.getCandidates(0).getResumable());
        } catch (A2aException e) {
            return Optional.empty();
        }
    }
}
