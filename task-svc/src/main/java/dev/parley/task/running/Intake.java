package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.ClientTaskName;
import dev.parley.task.journal.ClientTasks;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.journal.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages in. A message is accepted when its entry is committed; equal to one that is not answered yet, it joins
 * that one's task and nothing is written.
 */
public final class Intake {
    private static final int MAX_ID = 512;
    private static final int WITHDRAW_SECONDS = 10;
    // much longer than an acceptance can take
    private static final java.time.Duration UNUSED_NAME = java.time.Duration.ofHours(1);

    private final JournalStore store;
    private final ClientTasks clientTasks;
    private final GroupCommit journal;
    private final LiveTasks live;
    private final Adoption adoption;
    private final Admission admission;
    private final Routing routing;
    private final WebhookAdmission webhooks;
    private final RunConfig config;
    private final InstantSource clock;
    private final UuidV7 ids;

    public Intake(
            JournalStore store,
            ClientTasks clientTasks,
            GroupCommit journal,
            LiveTasks live,
            Adoption adoption,
            Admission admission,
            Routing routing,
            WebhookAdmission webhooks,
            RunConfig config,
            InstantSource clock,
            UuidV7 ids) {
        this.store = store;
        this.clientTasks = clientTasks;
        this.journal = journal;
        this.live = live;
        this.adoption = adoption;
        this.admission = admission;
        this.routing = routing;
        this.webhooks = webhooks;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * What became of a message.
     *
     * @param task in memory; null when it joined one that is not run here any more
     * @param sequence of its own entry, also when it joined; its answer comes after
     * @param joined it was accepted before
     */
    record Accepted(TaskKey key, @Nullable LiveTask task, long sequence, IntakeKey intake, boolean joined) {}

    Accepted accept(Principal principal, SendMessageCall call) {
        Message message = call.getRequest().getMessage();
        if (message.getPartsCount() == 0) {
            throw A2aException.invalidParams("$.message.parts", "is empty (expected: at least one part)");
        }
        requireStorable("$.message.contextId", message.getContextId());
        if (message.getMessageId().isBlank()) {
            throw A2aException.invalidParams("$.message.messageId", "is empty (expected: an id made by the caller)");
        }
        IntakeKey intake =
                IntakeKey.of(principal.subject(), call, clock.instant().plus(config.onceWindow()));
        Optional<Accepted> before = call.getResent() ? acceptedBefore(principal, call, intake) : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        admission.require();
        live.requireRoom();
        if (!call.getClientTaskId().isEmpty()) {
            return acceptNamed(principal, call, intake);
        }
        return message.getTaskId().isEmpty()
                ? acceptNew(principal, call, intake)
                : acceptFollowUp(principal, call, intake);
    }

    /** The caller names the task itself: the first message under a name makes it, those that follow go to it. */
    private Accepted acceptNamed(Principal principal, SendMessageCall call, IntakeKey intake) {
        requireStorable("$.id", call.getClientTaskId());
        UUID proposed = call.getTaskId().isEmpty() ? ids.next() : UUID.fromString(call.getTaskId());
        UUID id = clientTasks.bind(
                ClientTaskName.of(principal, call.getAgentId(), call.getClientTaskId()),
                proposed,
                UuidV7.floor(clock.instant().minus(UNUSED_NAME)));
        TaskKey key = new TaskKey(principal.tenant(), id);
        SendMessageCall.Builder bound = call.toBuilder().setTaskId(id.toString());
        try {
            return live.exclusively(key, () -> {
                if (store.position(key).isEmpty()) {
                    try {
                        return acceptNew(principal, bound.build(), intake);
                    } catch (A2aException e) {
                        requireMadeElsewhere(key, e);
                        Optional<Commit.Outcome.Joined> equal = store.held(key.tenant(), intake);
                        if (equal.isPresent()) {
                            return join(equal.get(), intake);
                        }
                    }
                }
                bound.getRequestBuilder().getMessageBuilder().setTaskId(id.toString());
                return acceptFollowUp(principal, bound.build(), intake);
            });
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** A task that cannot be stored because another instance has made it in the meantime, by a message under the same name. */
    private void requireMadeElsewhere(TaskKey key, A2aException failure) {
        if (failure.code() != A2aErrorCode.INTERNAL_ERROR || store.position(key).isEmpty()) {
            throw failure;
        }
    }

    private static A2aException interrupted() {
        Thread.currentThread().interrupt();
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED, "The service is shutting down", java.time.Duration.ofSeconds(2));
    }

    /** The task that the caller named so in a send. */
    TaskRow requireNamed(Principal principal, String endpoint, String clientTaskId) {
        return clientTasks
                .find(ClientTaskName.of(principal, endpoint, clientTaskId))
                .flatMap(store::find)
                .orElseThrow(() -> TaskKey.notFound(clientTaskId));
    }

    private Accepted acceptNew(Principal principal, SendMessageCall call, IntakeKey intake) {
        TaskKey key = new TaskKey(
                principal.tenant(), call.getTaskId().isEmpty() ? ids.next() : UUID.fromString(call.getTaskId()));
        String context = call.getRequest().getMessage().getContextId();
        String contextId = context.isEmpty() ? ids.next().toString() : context;
        Instant now = clock.instant();
        SendMessageCall mapped = Acceptance.mapped(call, key, contextId);
        Webhook webhook = webhook(call);
        TaskRow row = Acceptance.row(principal, call, key, contextId, now, webhook != null);
        // a named agent is known now: unknown ones are refused here, and its attempt goes with the acceptance
        RouteDecision decision =
                row.isManaged() ? null : requireServed(routing.choose(row, row.endpoint(), call, false));
        AcceptedEntry accepted = Acceptance.entry(row, mapped, intake, now);
        List<NewEntry> entries = new ArrayList<>();
        entries.add(new NewEntry(EntryKind.ACCEPTED, accepted, now));
        if (decision != null) {
            entries.add(new NewEntry(EntryKind.ATTEMPT, Acceptance.firstAttempt(decision), now));
        }
        TaskRow born = decision == null ? row : Acceptance.withAgent(row, decision);
        Commit commit = Commit.accept(born, intake, entries, webhook);
        Begin start = written -> live.startNew(
                born,
                Acceptance.numbered(entries, written.firstSequence()),
                new TaskRunner.Run(
                        accepted, written.firstSequence(), decision, decision == null ? 0 : 1, !context.isEmpty()));
        journal.submit(commit);
        return switch (decided(commit, commit.outcome(), start)) {
            case Commit.Outcome.Written written ->
                new Accepted(key, start.with(written), written.firstSequence(), intake, false);
            case Commit.Outcome.Joined joined -> join(joined, intake);
            case Commit.Outcome.Fenced madeBefore ->
                acceptedBefore(principal, call, intake)
                        .orElseThrow(() -> new A2aException(
                                A2aErrorCode.INTERNAL_ERROR, "Task " + key + " was made by another message"));
        };
    }

    /** What became of this call when it was made first; its answer may have been given, and lost. */
    private Optional<Accepted> acceptedBefore(Principal principal, SendMessageCall call, IntakeKey intake) {
        TaskKey key = TaskKey.parse(principal.tenant(), call.getTaskId());
        // the key is of this subject, endpoint and message alone
        OptionalLong sequence = store.acceptedUnder(key, intake.key());
        return sequence.isPresent()
                ? Optional.of(new Accepted(key, running(key), sequence.getAsLong(), intake, true))
                : Optional.empty();
    }

    private @Nullable Webhook webhook(SendMessageCall call) {
        SendMessageConfiguration wishes = call.getRequest().getConfiguration();
        return wishes.hasTaskPushNotificationConfig()
                ? webhooks.admit(
                        wishes.getTaskPushNotificationConfig(),
                        call.getProtocolVersion(),
                        "$.configuration.taskPushNotificationConfig")
                : null;
    }

    /** Begins the work of a message that was written. */
    private interface Begin {
        LiveTask with(Commit.Outcome.Written written);
    }

    /**
     * Waits until it is known what became of an acceptance. When nobody can tell soon, the caller is told so, and
     * {@code late} begins the work should it turn out that it was written.
     */
    private static Commit.Outcome decided(Commit commit, CompletableFuture<Commit.Outcome> outcome, Begin late) {
        try {
            CompletableFuture.anyOf(outcome, commit.givenUp()).join();
        } catch (CompletionException e) {
            if (!outcome.isDone()) {
                outcome.thenAccept(known -> {
                    if (known instanceof Commit.Outcome.Written written) {
                        late.with(written);
                    }
                });
                throw JournalWait.unwrap(e);
            }
        }
        return JournalWait.join(outcome);
    }

    /** What the database can hold in an indexed text. */
    private static void requireStorable(String path, String text) {
        if (text.length() > MAX_ID || text.indexOf('\0') >= 0) {
            throw A2aException.invalidParams(
                    path,
                    text.length() > MAX_ID
                            ? "has " + text.length() + " characters (expected: at most " + MAX_ID + ")"
                            : "holds U+0000 (expected: text without it)");
        }
    }

    private static RouteDecision requireServed(RouteDecision decision) {
        if (decision.getCandidatesCount() == 0) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, decision.getSummary(), java.time.Duration.ofSeconds(10));
        }
        return decision;
    }

    private Accepted acceptFollowUp(Principal principal, SendMessageCall call, IntakeKey intake) {
        Message message = call.getRequest().getMessage();
        TaskRow row = require(principal, call.getAgentId(), message.getTaskId());
        if (!message.getContextId().isEmpty() && !message.getContextId().equals(row.contextId())) {
            throw A2aException.invalidParams(
                    "$.message.contextId",
                    "\"" + message.getContextId() + "\" is not the context of task " + row.key() + " (expected: "
                            + row.contextId() + ", or none)");
        }
        Webhook webhook = webhook(call);
        try {
            return live.exclusively(row.key(), () -> followUp(row, call, intake, webhook));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private Accepted followUp(TaskRow row, SendMessageCall call, IntakeKey intake, @Nullable Webhook webhook) {
        LiveTasks.Running running = adoption.adopt(row.key());
        LiveTask task = running.task();
        SendMessageCall mapped = Acceptance.mapped(call, row.key(), row.contextId());
        Optional<A2aException> refusal = running.refusal(mapped.getRequest().getMessage(), config);
        if (refusal.isPresent()) {
            // the task may have ended with the answer to this very message, or hold it among those that wait
            return store.held(row.key().tenant(), intake)
                    .map(joined -> join(joined, intake))
                    .orElseThrow(refusal::get);
        }
        AcceptedEntry accepted = AcceptedEntry.newBuilder()
                .setCall(mapped)
                .setContextId(row.contextId())
                .setIntakeKey(intake.key())
                .setIntakeDigest(intake.digest())
                .build();
        if (webhook != null) {
            webhooks.requireRoom(row.key(), webhook);
        }
        Commit commit = Commit.command(
                row.key(), intake, List.of(new NewEntry(EntryKind.ACCEPTED, accepted, clock.instant())), webhook);
        Begin follow = written -> {
            if (webhook != null) {
                live.pushed(task);
            }
            return live.follow(task, new TaskRunner.Run(accepted, written.firstSequence(), null, 0, true));
        };
        return switch (decided(commit, task.command(commit), follow)) {
            case Commit.Outcome.Written written ->
                new Accepted(row.key(), follow.with(written), written.firstSequence(), intake, false);
            case Commit.Outcome.Joined joined -> join(joined, intake);
            case Commit.Outcome.Fenced fenced ->
                throw TaskKey.notFound(row.key().toString());
        };
    }

    private Accepted join(Commit.Outcome.Joined joined, IntakeKey intake) {
        if (!joined.sameBody()) {
            throw new A2aException(
                    A2aErrorCode.MESSAGE_ID_REUSED,
                    "The once-key was used before with another message, by task " + joined.existing());
        }
        // a once-key outlives what it was first used for, so it may be of a task whose entry has another key by now
        long sequence = store.acceptedUnder(joined.existing(), intake.key()).orElse(0);
        return new Accepted(joined.existing(), running(joined.existing()), sequence, intake, true);
    }

    private @Nullable LiveTask running(TaskKey key) {
        return live.find(key).map(LiveTasks.Running::task).orElse(null);
    }

    /** The caller's task at this endpoint. */
    TaskRow require(Principal principal, String endpoint, String taskId) {
        TaskKey key = TaskKey.parse(principal.tenant(), taskId);
        return store.find(key)
                .filter(row -> row.isTask()
                        && row.subject().equals(principal.subject())
                        && (endpoint.isEmpty() || row.endpoint().equals(endpoint)))
                .orElseThrow(() -> TaskKey.notFound(taskId));
    }

    /** What a message was accepted for, also where its answer is no task. */
    TaskRow rowOf(Accepted accepted) {
        return store.find(accepted.key())
                .orElseThrow(() -> TaskKey.notFound(accepted.key().toString()));
    }

    /** The answer is on its way to the caller. */
    void answered(Accepted accepted) {
        journal.answered(accepted.key().tenant(), accepted.intake());
    }

    /** The answer to a message of the task did not arrive: an equal message joins again once this has returned. */
    void withdraw(Principal principal, String taskId, String messageId) {
        TaskRow row = store.find(TaskKey.parse(principal.tenant(), taskId))
                .filter(found -> found.subject().equals(principal.subject()))
                .orElseThrow(() -> TaskKey.notFound(taskId));
        AcceptedEntry accepted = store.accepted(row.key()).stream()
                .map(Entry::body)
                .map(AcceptedEntry.class::cast)
                .filter(body ->
                        body.getCall().getRequest().getMessage().getMessageId().equals(messageId))
                .findFirst()
                .orElseThrow(() -> TaskKey.notFound(taskId));
        if (accepted.getCall().getOnceKey().isEmpty()) {
            IntakeKey key = new IntakeKey(accepted.getIntakeKey(), accepted.getIntakeDigest(), null);
            JournalWait.join(journal.withdraw(row.key(), key).orTimeout(WITHDRAW_SECONDS, TimeUnit.SECONDS));
        }
    }
}
