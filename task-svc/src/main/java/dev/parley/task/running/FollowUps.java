package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.Commit;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Puts a further message into a task's journal, whoever runs the task. Safe for concurrent use. */
final class FollowUps {
    private final LiveTasks live;
    private final Adoption adoption;
    private final OtherOwners others;
    private final Joining joining;
    private final WebhookAdmission webhooks;
    private final RunConfig config;
    private final InstantSource clock;

    FollowUps(
            LiveTasks live,
            Adoption adoption,
            OtherOwners others,
            Joining joining,
            WebhookAdmission webhooks,
            RunConfig config,
            InstantSource clock) {
        this.live = live;
        this.adoption = adoption;
        this.others = others;
        this.joining = joining;
        this.webhooks = webhooks;
        this.config = config;
        this.clock = clock;
    }

    /** @throws A2aException why the task takes no message, or not this one */
    Accepted accept(Principal principal, TaskRow row, SendMessageCall call, IntakeKey intake)
            throws InterruptedException {
        Message message = call.getRequest().getMessage();
        if (!message.getContextId().isEmpty() && !message.getContextId().equals(row.contextId())) {
            throw A2aException.invalidParams(
                    "$.message.contextId",
                    "\"" + message.getContextId() + "\" is not the context of task " + row.key() + " (expected: "
                            + row.contextId() + ", or none)");
        }
        Webhook webhook = webhooks.comingWith(call);
        return live.exclusively(row.key(), () -> {
            Optional<LiveTasks.Running> running = adoption.adopt(row.key());
            SendMessageCall mapped = Acceptance.mapped(call, row.key(), row.contextId());
            Message mappedMessage = mapped.getRequest().getMessage();
            Optional<A2aException> refusal = running.isPresent()
                    ? running.get().refusal(mappedMessage, config)
                    : others.refusal(row.key(), mappedMessage);
            if (refusal.isPresent()) {
                // the task may have ended with the answer to this very message, or hold it among those that wait
                return joining.unanswered(principal, intake).orElseThrow(refusal::get);
            }
            return write(row, mapped, intake, webhook, running.map(LiveTasks.Running::task));
        });
    }

    /** @param running the task where it runs here; empty where another instance runs it */
    private Accepted write(
            TaskRow row,
            SendMessageCall mapped,
            IntakeKey intake,
            @Nullable Webhook webhook,
            Optional<LiveTask> running) {
        AcceptedEntry accepted = AcceptedEntry.newBuilder()
                .setCall(mapped)
                .setContextId(row.contextId())
                .setIntakeKey(intake.key())
                .setIntakeDigest(intake.digest())
                .build();
        if (webhook != null) {
            webhooks.requireRoom(row.key(), webhook);
        }
        Instant now = clock.instant();
        Commit commit = Commit.command(
                        row.key(), intake, List.of(new NewEntry(EntryKind.ACCEPTED, accepted, now)), webhook)
                .withDeadline(Deadlines.of(mapped.getNeed(), now));
        CompletableFuture<Commit.Outcome> outcome =
                running.isPresent() ? running.get().command(commit) : others.command(commit);
        return switch (JournalWait.decided(commit, outcome, late -> begin(row.key(), webhook, running))) {
            case Commit.Outcome.Written written ->
                new Accepted(row.key(), begin(row.key(), webhook, running), written.firstSequence(), intake, false);
            case Commit.Outcome.Joined joined -> joining.join(joined, intake);
            case Commit.Outcome.Fenced ended ->
                throw others.refusal(row.key(), mapped.getRequest().getMessage())
                        .orElseGet(() ->
                                A2aException.busy("Task " + row.key() + " has changed hands", Duration.ofSeconds(1)));
        };
    }

    private @Nullable LiveTask begin(TaskKey key, @Nullable Webhook webhook, Optional<LiveTask> running) {
        if (webhook != null) {
            live.pushed(key);
        }
        // here and now: the next one to adopt the task must find it running
        return running.map(live::serve).orElse(null);
    }
}
