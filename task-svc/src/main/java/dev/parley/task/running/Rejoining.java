package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.task.dispatch.Lane;
import dev.parley.task.dispatch.Ticket;
import dev.parley.task.dispatch.Turnstile;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Listens again to an agent that has the task, and asks anew while it is out of reach. On the runner's thread. */
final class Rejoining {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final LiveTask task;
    private final RouterCalls calls;
    private final Turnstile turnstile;
    private final RunConfig config;
    private final InstantSource clock;

    Rejoining(LiveTask task, RouterCalls calls, Turnstile turnstile, RunConfig config, InstantSource clock) {
        this.task = task;
        this.calls = calls;
        this.turnstile = turnstile;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param remoteTask the agent's id of the task
     * @param events takes each event; false when there is no use in reading on
     * @return how the last call ended: as the agent said, or out of reach until {@code resumePatience} was over
     */
    CallEnd rejoin(String remoteTask, Predicate<StreamResponse> events) throws InterruptedException {
        ResumeRequest request = ResumeRequest.newBuilder()
                .setAgentId(task.agent())
                .setRemoteTaskId(remoteTask)
                .setTaskId(task.id())
                .setIdleTimeout(Attempts.seconds(config.agentTimeout()))
                .build();
        long giveUpAt = clock.millis() + config.resumePatience().toMillis();
        for (long wait = FIRST_PAUSE_MILLIS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MILLIS)) {
            CallEnd end;
            // it is at it already: it has its place, whether there is room or not
            try (Ticket place = turnstile.enter(new Lane(task.key().tenant(), task.agent()))) {
                end = calls.resume(request, events);
                place.over(Attempts.couldNotTakeIt(end));
            }
            boolean again = switch (end.getOutcome()) {
                case NOT_STARTED, BROKEN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> true;
                case FINISHED, SILENT, REFUSED, NOT_ASKED -> false;
            };
            if (!again || task.expectedState().isTerminal() || clock.millis() > giveUpAt) {
                return end;
            }
            TimeUnit.MILLISECONDS.sleep(wait);
        }
    }
}
