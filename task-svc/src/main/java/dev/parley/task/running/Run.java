package dev.parley.task.running;

import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.task.dispatch.Ticket;
import dev.parley.task.dispatch.Turnstile;
import org.jspecify.annotations.Nullable;

/**
 * A message to run, and how far it has come.
 *
 * @param sequence of its entry
 * @param decision who may serve it; null until chosen
 * @param attempt the attempt that is journaled already and must be made next; 0 for none
 * @param place for that attempt
 * @param continues the caller named the context, so the agent may know it
 */
record Run(
        AcceptedEntry accepted,
        long sequence,
        @Nullable RouteDecision decision,
        int attempt,
        @Nullable Ticket place,
        boolean continues) {
    /** A message of which nothing is decided yet. */
    static Run of(AcceptedEntry accepted, long sequence) {
        return new Run(accepted, sequence, null, 0, null, true);
    }

    /** It is done with, or is not done at all. */
    void release() {
        if (place != null) {
            place.close();
        }
    }

    boolean isFollowUp() {
        return sequence > 1;
    }

    Need need() {
        return accepted.getCall().getNeed();
    }

    int priority() {
        return need().hasPriority() ? need().getPriority() : Turnstile.USUAL_PRIORITY;
    }
}
