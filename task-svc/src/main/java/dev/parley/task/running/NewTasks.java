package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.dispatch.Lane;
import dev.parley.task.dispatch.Ticket;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.CommitQueue;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.journal.Webhook;
import dev.parley.task.running.Intake.Accepted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a task of a message: with its first attempt and the place for that, where its agent is named and has room. Safe for
 * concurrent use.
 */
final class NewTasks {
    private final CommitQueue journal;
    private final LiveTasks live;
    private final Joining joining;
    private final Routing routing;
    private final Turnstile turnstile;
    private final WebhookAdmission webhooks;
    private final InstantSource clock;
    private final UuidV7 ids;

    NewTasks(
            CommitQueue journal,
            LiveTasks live,
            Joining joining,
            Routing routing,
            Turnstile turnstile,
            WebhookAdmission webhooks,
            InstantSource clock,
            UuidV7 ids) {
        this.journal = journal;
        this.live = live;
        this.joining = joining;
        this.routing = routing;
        this.turnstile = turnstile;
        this.webhooks = webhooks;
        this.clock = clock;
        this.ids = ids;
    }

    /** @throws A2aException OVERLOADED when nobody can serve it now, or the journal cannot take it */
    Accepted accept(Principal principal, SendMessageCall call, IntakeKey intake) {
        TaskKey key = new TaskKey(
                principal.tenant(), call.getTaskId().isEmpty() ? ids.next() : UUID.fromString(call.getTaskId()));
        String context = call.getRequest().getMessage().getContextId();
        String contextId = context.isEmpty() ? ids.next().toString() : context;
        Instant now = clock.instant();
        SendMessageCall mapped = Acceptance.mapped(call, key, contextId);
        Webhook webhook = webhooks.comingWith(call);
        TaskRow row = Acceptance.row(principal, call, key, contextId, now, webhook != null);
        // a named agent is known now: unknown ones are refused here
        RouteDecision decision =
                row.isManaged() ? null : requireServed(routing.choose(row, row.endpoint(), call, false));
        Ticket place = decision == null ? null : placeAtOnce(row, call, decision);
        AcceptedEntry accepted = Acceptance.entry(row, mapped, intake, now, place == null && isNotWaitedFor(call));
        List<NewEntry> entries = new ArrayList<>();
        entries.add(new NewEntry(EntryKind.ACCEPTED, accepted, now));
        // and where it has room its attempt goes with the acceptance; what waits has none, so it goes out after a
        // crash, too
        if (decision != null && place != null) {
            entries.add(new NewEntry(EntryKind.ATTEMPT, Acceptance.firstAttempt(decision), now));
        }
        TaskRow born = decision == null ? row : Acceptance.withAgent(row, decision);
        Commit commit = Commit.accept(born, intake, entries, webhook).withDeadline(Deadlines.of(mapped.getNeed(), now));
        long term = live.term();
        Start start = written -> live.startNew(
                born,
                Acceptance.numbered(entries, written.firstSequence()),
                new Run(accepted, written.firstSequence(), decision, place == null ? 0 : 1, place, !context.isEmpty()),
                term);
        submit(commit, place);
        return switch (JournalWait.decided(commit, commit.outcome(), start::with)) {
            case Commit.Outcome.Written written ->
                new Accepted(key, start.with(written), written.firstSequence(), intake, false);
            case Commit.Outcome.Joined joined -> joining.join(joined, intake);
            case Commit.Outcome.Fenced madeBefore ->
                joining.resent(principal, call, intake)
                        .orElseThrow(() -> new A2aException(
                                A2aErrorCode.INTERNAL_ERROR, "Task " + key + " was made by another message"));
        };
    }

    /** Begins the work of a message that was written. */
    private interface Start {
        LiveTask with(Commit.Outcome.Written written);
    }

    /** Its caller wants something to come back to. One who waits gets what the agent says, be it a bare message. */
    private static boolean isNotWaitedFor(SendMessageCall call) {
        return call.getRequest().getConfiguration().getReturnImmediately()
                || call.getNeed().hasStartAt();
    }

    /** The place is kept for a message that is written, and given back when it is not. */
    private void submit(Commit commit, @Nullable Ticket place) {
        if (place != null) {
            commit.outcome().whenComplete((outcome, failure) -> {
                if (!(outcome instanceof Commit.Outcome.Written)) {
                    place.close();
                }
            });
        }
        try {
            journal.submit(commit);
        } catch (RuntimeException e) {
            // what the journal does not even take has no outcome, ever
            if (place != null) {
                place.close();
            }
            throw e;
        }
    }

    /**
     * A place at the agent; null when the message has to wait for it, or for its time.
     *
     * @throws A2aException OVERLOADED when as many wait as may
     */
    private @Nullable Ticket placeAtOnce(TaskRow row, SendMessageCall call, RouteDecision decision) {
        Lane lane = new Lane(row.key().tenant(), decision.getCandidates(0).getAgentId());
        Ticket place = call.getNeed().hasStartAt() ? null : turnstile.tryEnter(lane);
        if (place == null) {
            Need need = call.getNeed();
            turnstile.requireRoom(lane, need.hasPriority() ? need.getPriority() : Turnstile.USUAL_PRIORITY);
        }
        return place;
    }

    private static RouteDecision requireServed(RouteDecision decision) {
        if (decision.getCandidatesCount() == 0) {
            throw A2aException.busy(decision.getSummary(), Duration.ofSeconds(10));
        }
        return decision;
    }
}
